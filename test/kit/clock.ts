import type { Clock, Instant } from "../../src/base/clock.ts";

/** A clock that stands still until the story lets it pass. Alarms ring in order, each with the world settled before the next. */
export interface StoryClock extends Clock {
  /** Lets time pass to `at`. `settle` is awaited after every alarm that rang, and at the end. */
  passTo(at: Instant, settle: () => Promise<void>): Promise<void>;
}

interface Alarm {
  at: Instant;
  ring: () => void;
}

export function storyClock(start: Instant): StoryClock {
  let now = start;
  let alarms: Alarm[] = [];

  const ringDue = () => {
    const due = alarms.filter((alarm) => alarm.at <= now);
    alarms = alarms.filter((alarm) => alarm.at > now);
    for (const alarm of due) alarm.ring();
    return due.length > 0;
  };

  return {
    now: () => now,
    alarm(at, ring) {
      const alarm = { at, ring };
      if (at <= now) {
        // What is due rings in a later turn, as a timer would.
        const immediate = setImmediate(ring);
        return () => clearImmediate(immediate);
      }
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
    async passTo(at, settle) {
      await settle();
      for (;;) {
        const next = Math.min(...alarms.map((alarm) => alarm.at));
        if (next > at) break;
        now = Math.max(now, next);
        ringDue();
        await settle();
      }
      now = Math.max(now, at);
      await settle();
    },
  };
}
