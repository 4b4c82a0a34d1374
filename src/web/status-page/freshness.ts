import { performance } from "node:perf_hooks";
import type { Clock, Instant } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Terms } from "../../domain/terms.ts";
import { publicMark, publicMatters } from "../../store/read/status.ts";
import type { Store } from "../../store/store.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";

/** A snapshot, when the store was last asked whether it still holds, and whether the store answered. */
export interface Known {
  snapshot: Snapshot;
  asOf: Instant;
  stale: boolean;
}

export interface Freshness {
  /** What is known now. Null: nothing yet, the store has not answered since the start. */
  known(): Known | null;
  /** Something was committed: look again soon. */
  touch(): void;
  /** Looks again now if it is time to, and waits for it as far as a reader should. Costs nothing when all is fresh. */
  glance(): Promise<void> | null;
  /** Looks again in any case. Resolves when it is known, or known not to be knowable. */
  refresh(): Promise<void>;
  stop(): void;
}

/** How far back the page reaches. */
export const yearMs = 365 * 24 * 60 * 60_000;
/** Looking again may take a tenth of the time at most, and need not happen more often than this. */
const leastGapMs = 25;
const mostGapMs = 250;
/** Other replicas change things without telling: what is older than this is looked at again when somebody asks. */
const freshMs = 5_000;
/** What is older than this is not shown before that, unless the store takes longer than a reader should wait. */
const agedMs = 60_000;
const patienceMs = 1_000;

/**
 * Keeps the snapshot of the public page as fresh as it has to be: after commits, and when a reader finds it old. It never
 * asks the store more often than the gap allows, however many readers there are, and asks nothing while nobody reads.
 */
export function openFreshness({
  store,
  terms,
  clock,
  log,
}: {
  store: Store;
  terms: Terms;
  clock: Clock;
  log: Log;
}): Freshness {
  let known: Known | null = null;
  let mark: string | null = null;
  let touched = true;
  let looking: Promise<void> | null = null;
  let notBefore = 0;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  const look = async () => {
    touched = false;
    const begun = performance.now();
    const now = clock.now();
    const since = now - yearMs;
    try {
      const seen = await publicMark(store.read, since);
      const same = known !== null && seen === mark;
      const snapshot = same && known ? known.snapshot : snapshotOf(await publicMatters(store.read, since), terms);
      if (known?.stale) log.info("the status page is live again");
      // When something was committed between the two questions, the mark is older than the snapshot, and the next look loads it anew.
      mark = seen;
      known = { snapshot, asOf: now, stale: false };
    } catch (error) {
      if (known && !known.stale)
        log.warn({ err: error }, "the status page shows what was known: the store does not answer");
      if (known) known = { ...known, stale: true };
      touched = true;
    }
    const took = performance.now() - begun;
    notBefore = performance.now() + Math.max(took * 9, known?.stale === false ? leastGapMs : mostGapMs);
  };
  const start = (): Promise<void> => {
    looking ??= look().finally(() => {
      looking = null;
      if (touched && known?.stale === false) soon();
    });
    return looking;
  };
  const soon = () => {
    if (timer || stopped) return;
    timer = setTimeout(
      () => {
        timer = null;
        if (touched && !stopped) void start();
      },
      Math.max(1, notBefore - performance.now()),
    );
    timer.unref();
  };

  return {
    known: () => known,
    touch() {
      touched = true;
      soon();
    },
    glance() {
      const age = known ? Math.abs(clock.now() - known.asOf) : Number.POSITIVE_INFINITY;
      if (!touched && age < freshMs) return null;
      if (stopped || (!looking && performance.now() < notBefore)) return null;
      const wait = touched || age >= agedMs;
      const done = start();
      return wait ? patient(done) : null;
    },
    async refresh() {
      await looking;
      await start();
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

/** Waits for it, but not longer than a reader should. */
function patient(done: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    void done.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
