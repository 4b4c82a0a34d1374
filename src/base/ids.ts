import { monotonicFactory } from "ulid";
import type { Clock } from "./clock.ts";

/** Makes ids that sort by the time they were made in: 26 characters, Crockford base 32. */
export type Ids = () => string;

/** Ids stamped with the injected clock, so that a story's ids sort by the story's time. */
export function ulids(clock: Clock): Ids {
  const next = monotonicFactory();
  return () => next(clock.now());
}
