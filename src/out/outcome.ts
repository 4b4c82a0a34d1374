import type { Instant } from "../base/clock.ts";

/**
 * How one delivery ended. Anything an adapter throws counts as `later` and doubtful: the caller asks the destination
 * before it tries again.
 */
export type Delivery =
  | { outcome: "delivered"; ref?: unknown }
  /** Not now. `doubtful` = the attempt may have taken effect. `at` = not before (a rate limit's word); absent = back off. */
  | { outcome: "later"; why: string; doubtful: boolean; at?: Instant | undefined }
  /** It is surely not there, and what it would show is out of date by now. */
  | { outcome: "superseded" }
  /** Trying again cannot help. The person is told, with a Retry for when the cause is mended. */
  | { outcome: "never"; why: string };

export function delivered(ref?: unknown): Delivery {
  return ref === undefined ? { outcome: "delivered" } : { outcome: "delivered", ref };
}

export function later(why: string, rest: { doubtful: boolean; at?: Instant | undefined }): Delivery {
  return { outcome: "later", why, ...rest };
}

export function never(why: string): Delivery {
  return { outcome: "never", why };
}
