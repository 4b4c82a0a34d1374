/** The first wait, in milliseconds; each further one doubles. */
const firstMs = 1_000;
const longestMs = 300_000;
/** Somebody is not woken while a page waits: its waits stay short. */
const longestUrgentMs = 30_000;

/**
 * How long to wait before trying again after `attempts` attempts (1 = the first has failed). `random` is in [0, 1):
 * waits are spread over the upper half, so that what failed together does not come back together.
 */
export function backOffMs(attempts: number, random: number, urgent = false): number {
  const whole = Math.min(firstMs * 2 ** Math.min(Math.max(0, attempts - 1), 20), urgent ? longestUrgentMs : longestMs);
  return Math.round(whole * (0.5 + random / 2));
}
