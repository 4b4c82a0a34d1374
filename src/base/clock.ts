/** A moment in time: milliseconds since 1970-01-01T00:00Z. Zones exist only where a text is written or a calendar is asked. */
export type Instant = number;

/**
 * The only way to learn the time or to wait for it. Everything that needs either is handed a clock: the product runs on
 * {@link systemClock}, stories on a clock that passes when the story says so.
 */
export interface Clock {
  now(): Instant;
  /** Calls `ring` once, at `at` or as soon after as the machine allows (at once when it has passed). Returns its cancellation. */
  alarm(at: Instant, ring: () => void): () => void;
}

/** How product time follows real time. `product` was the product's time when the real time was `real`; `speed` product ms pass each real ms. */
export interface Anchor {
  real: Instant;
  product: Instant;
  speed: number;
}

/** The longest a timer may run before it looks at the clock again: bounds how late an alarm is after the machine slept or its clock jumped. */
const LONGEST_NAP_MS = 1_000;

/** The machine's clock, or a faster one that follows `anchor`, also when that changes (only the local workspace hands one out). */
export function systemClock(anchor?: Anchor): Clock {
  const speed = () => anchor?.speed ?? 1;
  const now = () => (anchor ? Math.floor(anchor.product + (Date.now() - anchor.real) * anchor.speed) : Date.now());

  return {
    now,
    alarm(at, ring) {
      let timer: NodeJS.Timeout;
      const look = () => {
        const leftMs = (at - now()) / speed();
        if (leftMs <= 0) ring();
        else timer = setTimeout(look, Math.min(Math.max(1, leftMs), LONGEST_NAP_MS));
      };
      timer = setTimeout(look, Math.min(Math.max(0, (at - now()) / speed()), LONGEST_NAP_MS));
      return () => clearTimeout(timer);
    },
  };
}
