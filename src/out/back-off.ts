/** The first wait, in milliseconds; each further one doubles. */
const firstMs = 1_000;
const longestMs = 300_000;
/** Somebody is not woken while a page waits: its waits stay short. */
const longestUrgentMs = 30_000;

/** Of a pager, in ms, for each failed try; the last one holds from then on (contracts: paging 1). */
const pagerWaits = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];

/** How long to wait before a pager is tried again after `attempts` failed tries, 20 % more or less. `random` is in [0, 1). */
export function pagerBackOffMs(attempts: number, random: number): number {
  const whole = pagerWaits[Math.min(Math.max(1, attempts), pagerWaits.length) - 1] ?? 60_000;
  return Math.round(whole * (0.8 + random * 0.4));
}

/**
 * How long to wait before trying again after `attempts` attempts (1 = the first has failed). `random` is in [0, 1):
 * waits are spread over the upper half, so that what failed together does not come back together.
 */
export function backOffMs(attempts: number, random: number, urgent = false): number {
  const whole = Math.min(firstMs * 2 ** Math.min(Math.max(0, attempts - 1), 20), urgent ? longestUrgentMs : longestMs);
  return Math.round(whole * (0.5 + random / 2));
}
