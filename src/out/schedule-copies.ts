import type { Clock } from "../base/clock.ts";
import { HttpTrouble } from "../base/http.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { ScheduleCopy, Shift } from "../domain/rota/schedule.ts";
import type { Engine } from "../engine/engine.ts";
import { scheduleCopy } from "../store/rota.ts";
import type { Store } from "../store/store.ts";
import { type ScheduleReader, ScheduleTrouble } from "./schedule.ts";
import { type LookUp, peopleIn, strangerIn } from "./who-is-who.ts";

/** Keeps copies of the schedules that are kept elsewhere: paging asks the copy, and works with the source away. */
export interface ScheduleCopies {
  start(): void;
  /** Resolves when no schedule is being read. */
  idle(): Promise<void>;
  stop(): void;
}

interface Parts {
  schedules: { name: string; read: ScheduleReader }[];
  /** By the names that people have there: their Slack user ids. */
  people: Record<string, string>;
  lookUp: LookUp;
  engine: Pick<Engine, "handle">;
  store: Store;
  clock: Clock;
  log: Log;
}

/** How often a schedule is read, ms (contracts: paging 11); once sooner, when it fails for the first time. */
const everyMs = 5 * 60_000;
const againMs = 60_000;
/** What is read: a day back, for the shift that runs, and more than two weeks ahead, ms. */
const backMs = 24 * 60 * 60_000;
const aheadMs = 15 * 24 * 60 * 60_000;
/** The most shifts and strangers of one schedule that are kept. */
const mostShifts = 2_000;
const mostStrangers = 20;

/** Reads every schedule at the start and from then on every few minutes. A look that fails keeps the last good copy, with the reason. */
export function openScheduleCopies({ schedules, people, lookUp, engine, store, clock, log }: Parts): ScheduleCopies {
  const known = new Map(Object.entries(people).map(([name, id]) => [name.trim().toLowerCase(), id]));
  const failing = new Set<string>();
  const cancels = new Map<string, () => void>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  async function look(name: string, read: ScheduleReader): Promise<ScheduleCopy> {
    const before = (await scheduleCopy(store.read, name))?.copy ?? null;
    try {
      return await copyOf(read);
    } catch (error) {
      const why = error instanceof ScheduleTrouble || error instanceof HttpTrouble ? error.message : null;
      if (why === null) log.error({ err: error, schedule: name }, "a schedule could not be read");
      else if (before?.error !== why) log.warn({ schedule: name, why }, "a schedule could not be read");
      const { shifts = [], readAt = null, strangers = [] } = before ?? {};
      return { shifts, readAt, strangers, error: why ?? "reading it failed" };
    }
  }

  async function copyOf(read: ScheduleReader): Promise<ScheduleCopy> {
    const now = clock.now();
    const foreign = await read({ now, from: now - backMs, until: now + aheadMs });
    if (foreign.length > mostShifts)
      throw new ScheduleTrouble(`it has ${foreign.length} shifts in two weeks; ${mostShifts} are read at most`);
    const shifts: Shift[] = [];
    const strangers = new Set<string>();
    for (const shift of foreign) {
      const { role, from, until } = shift;
      const ids = await peopleIn(shift, known, lookUp);
      shifts.push(...ids.map((person) => ({ role, person, from, until })));
      if (ids.length === 0) strangers.add(strangerIn(shift));
    }
    return {
      shifts: shifts.toSorted((a, b) => a.from - b.from),
      readAt: now,
      error: null,
      strangers: [...strangers].slice(0, mostStrangers),
    };
  }

  function poll(name: string, read: ScheduleReader): void {
    const run = (async () => {
      let waitMs = failing.has(name) ? everyMs : againMs;
      try {
        const copy = await look(name, read);
        await engine.handle({ type: "rota.read", schedule: name, copy, by: sitrep });
        if (copy.error === null) failing.delete(name);
        else failing.add(name);
        if (copy.error === null) waitMs = everyMs;
      } catch (error) {
        log.error({ err: error, schedule: name }, "what was read of a schedule could not be kept");
      }
      if (!stopped)
        cancels.set(
          name,
          clock.alarm(clock.now() + waitMs, () => poll(name, read)),
        );
    })().finally(() => running.delete(run));
    running.add(run);
  }

  return {
    start() {
      for (const { name, read } of schedules) poll(name, read);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    stop() {
      stopped = true;
      for (const cancel of cancels.values()) cancel();
    },
  };
}
