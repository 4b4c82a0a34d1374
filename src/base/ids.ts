import { randomFillSync } from "node:crypto";
import { monotonicFactory } from "ulid";
import type { Clock } from "./clock.ts";

/** Makes ids that sort by the time they were made in: 26 characters, Crockford base 32. */
export type Ids = () => string;

/** Ids stamped with the injected clock, so that a story's ids sort by the story's time. */
export function ulids(clock: Clock): Ids {
  const next = monotonicFactory(randomShare());
  return () => next(clock.now());
}

/** Random bytes as shares of one, drawn many at a time: each draw of its own costs as much as all of them. */
function randomShare(): () => number {
  const drawn = new Uint8Array(1_024);
  let used = drawn.length;
  return () => {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    return (drawn[used++] ?? 0) / 256;
  };
}
