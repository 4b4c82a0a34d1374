import type { Clock, Instant } from "./clock.ts";

/** How often something may be done by each of many, who are told apart by a key. In memory: a restart forgives. */
export interface Allowance {
  /** Takes one. Null: it was there; otherwise so many ms until the next one is. */
  take(key: string): number | null;
}

/** The most keys that are remembered; beyond that the longest unused is forgotten, which favours it. */
const mostKeys = 10_000;

/** `most` at once, and as many again within `withinMs`, evenly. */
export function openAllowance({ most, withinMs, clock }: { most: number; withinMs: number; clock: Clock }): Allowance {
  const buckets = new Map<string, { left: number; at: Instant }>();
  const eachMs = withinMs / most;
  return {
    take(key) {
      const now = clock.now();
      const was = buckets.get(key) ?? { left: most, at: now };
      const left = Math.min(most, was.left + Math.max(0, now - was.at) / eachMs);
      buckets.delete(key);
      const enough = left >= 1;
      buckets.set(key, { left: enough ? left - 1 : left, at: now });
      const oldest = buckets.size > mostKeys ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      return enough ? null : Math.ceil((1 - left) * eachMs);
    },
  };
}
