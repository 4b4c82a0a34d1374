import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening, TimerKind } from "../domain/events.ts";
import type { Store } from "../store/store.ts";
import { claimDueTimers, type DueTimer, nextTimerDueAt, postponeTimer } from "../store/timers.ts";
import { cardSubject, checkSubject } from "./alert-room.ts";
import { callSubject } from "./call-room.ts";
import { maintenanceSubject } from "./maintenance-room.ts";
import { seriesSubject } from "./series-room.ts";
import type { Session } from "./session.ts";

/** The most timers that are woken in one transaction. */
const mostAtOnce = 100;

/** How long a timer that breaks is left alone, ms: it must not keep the others from ringing. */
const brokenTimerRestMs = 60_000;

/** How long a store in trouble is left alone, ms. */
const troubledRestMs = 1_000;

/**
 * Whose timers are woken by a happening of their own: subjects there is one of. Whoever decides on one holds its name
 * (`lockNames`) and writes its timers with `setTimers`.
 */
const singletons: Record<string, (kind: string) => Happening> = {
  rota: (kind) => ({ type: "rota.timer", kind, by: sitrep }),
  [callSubject]: () => ({ type: "call.timer", by: sitrep }),
  [seriesSubject]: () => ({ type: "series.look", by: sitrep }),
};

/** The same for subjects there are many of, by what their names begin with. */
const families: Record<string, (subject: string) => Happening> = {
  [checkSubject]: (timer) => ({ type: "alert.check", timer, by: sitrep }),
  [cardSubject]: (subject) => ({ type: "alert.card", group: subject.slice(cardSubject.length), by: sitrep }),
  [maintenanceSubject]: (subject) => ({
    type: "maintenance.timer",
    maintenance: subject.slice(maintenanceSubject.length),
    by: sitrep,
  }),
};

/** What wakes a timer: its subject is a singleton, or the id of an incident. */
function wakingOf({ subject, kind }: DueTimer): Happening {
  const wake = Object.hasOwn(singletons, subject) ? singletons[subject] : undefined;
  const family = families[subject.slice(0, subject.indexOf("/") + 1)];
  return (
    wake?.(kind) ??
    family?.(subject) ?? { type: "incident.timer", incident: subject, kind: kind as TimerKind, by: sitrep }
  );
}

/** Wakes what is due. It sleeps until the earliest timer, and looks again after every commit. */
export interface Timers {
  start(): void;
  nudge(): void;
  idle(): Promise<void>;
  stop(): void;
}

interface Parts {
  store: Store;
  clock: Clock;
  log: Log;
  inSession<T>(work: (session: Session) => Promise<T>): Promise<T>;
}

/**
 * Opens the timer runner. A timer is claimed in the very transaction that decides what it means, so a crash leaves it due
 * and two replicas never take the same one; being late is the worst that can happen to it.
 */
export function openTimers({ store, clock, log, inSession }: Parts): Timers {
  let started = false;
  let again = false;
  let running: Promise<void> | null = null;
  let cancelAlarm = () => {};

  const wakeBatch = (limit: number) =>
    inSession(async (session) => {
      const due = await claimDueTimers(session.tx, clock.now(), limit);
      for (const timer of due) await session.handle(wakingOf(timer));
      return due;
    });

  const wakeOneByOne = async () => {
    const due = await store.transact((tx) => claimDueTimers(tx, clock.now(), mostAtOnce));
    for (const one of due) {
      await inSession((session) => session.handle(wakingOf(one))).catch((error) =>
        log.error({ err: error, subject: one.subject, kind: one.kind }, "a timer could not be woken"),
      );
    }
    return due;
  };

  /** A timer that is due again at the very time it was woken for did not move: it would be woken for ever. */
  const restStuck = async (woken: { subject: string; kind: string; dueAt: number }[]) => {
    await store.transact(async (tx) => {
      for (const { subject, kind, dueAt } of woken) {
        if (await postponeTimer(tx, { subject, kind, dueAt }, clock.now() + brokenTimerRestMs)) {
          log.error({ subject, kind }, "a timer did not move when it was woken; it rests for a minute");
        }
      }
    });
  };

  const wakeDue = async () => {
    const woken = await wakeBatch(mostAtOnce).catch(() => wakeOneByOne());
    await restStuck(woken);
  };

  const run = async () => {
    do {
      again = false;
      cancelAlarm();
      try {
        const next = await nextTimerDueAt(store.read);
        if (next !== null && next <= clock.now()) {
          await wakeDue();
          again = true;
        } else if (next !== null && started) {
          cancelAlarm = clock.alarm(next, nudge);
        }
      } catch (error) {
        log.error({ err: error }, "timers could not be read; trying again");
        if (started) cancelAlarm = clock.alarm(clock.now() + troubledRestMs, nudge);
      }
    } while (again && started);
    running = null;
  };

  const nudge = () => {
    if (!started) return;
    again = true;
    running ??= run();
  };

  return {
    start() {
      started = true;
      nudge();
    },
    nudge,
    async idle() {
      while (running !== null) await running;
    },
    stop() {
      started = false;
      cancelAlarm();
    },
  };
}
