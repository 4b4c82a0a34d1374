import { type Anchor, type Clock, systemClock } from "../base/clock.ts";
import type { Disk } from "./disk.ts";

/** Product time as the workspace runs it: how it follows real time, and a way to change its speed. */
export interface ProductClock {
  clock: Clock;
  anchor(): Anchor;
  /** False when the clock was handed in by somebody else. */
  setSpeed(speed: number): boolean;
  /** Writes down how far product time has come, so that it goes on from there after a restart. */
  close(): void;
}

/** A clock that somebody else moves: the workspace only reads it. */
export function givenClock(clock: Clock, real: Clock): ProductClock {
  return {
    clock,
    anchor: () => ({ real: real.now(), product: clock.now(), speed: 1 }),
    setSpeed: () => false,
    close() {},
  };
}

/** How often it is written down how far product time has come: bounds what a killed process forgets of it. */
const KEEP_EVERY_MS = 1_000;

/**
 * The workspace's own clock. It goes on from the product time it had reached and never back. While the workspace was away,
 * time passed at its ordinary speed, so that a night's rest of a demo at speed 60 does not last for weeks.
 */
export function ownClock(disk: Disk, real: Clock, speed: number): ProductClock {
  const [kept] = disk.all<Anchor>("anchor");
  const now = real.now();
  const awayMs = kept ? Math.max(0, now - kept.real) : 0;
  // The last moments before a kill were not written down any more: they count at the speed they passed at.
  const forgottenMs = Math.min(awayMs, 2 * KEEP_EVERY_MS);
  const reached = kept ? kept.product + forgottenMs * kept.speed + (awayMs - forgottenMs) : now;
  const anchor: Anchor = { real: now, product: Math.floor(reached), speed };
  const clock = systemClock(anchor);

  const moveTo = (next: number) => {
    Object.assign(anchor, { real: real.now(), product: clock.now(), speed: next });
    disk.put("anchor", "anchor", anchor);
  };
  const keep = () => {
    disk.put("anchor", "anchor", { real: real.now(), product: clock.now(), speed: anchor.speed });
    stop = real.alarm(real.now() + KEEP_EVERY_MS, keep);
  };
  let stop = () => {};
  keep();
  return {
    clock,
    anchor: () => ({ ...anchor }),
    setSpeed(next) {
      moveTo(next);
      return true;
    },
    close() {
      stop();
      moveTo(anchor.speed);
    },
  };
}
