import type { Clock, Instant } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { backOffMs } from "./back-off.ts";
import { type CopyFile, type CopyPlace, CopyTrouble } from "./copy.ts";

/** Keeps copies of the status page in line with it. Nothing waits for them, and one that fails holds up no other. */
export interface Copies {
  /** Something was committed: the page may have changed. Cheap. */
  touch(): void;
  start(): void;
  /** How each stands, for whoever watches. */
  standing(): CopyStanding[];
  /** Resolves when nothing is being made or written. What waits for a time does not count. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface CopyStanding {
  /** Its kind, with a number where there are several: `s3`, `git-2`. */
  label: string;
  /** As people know it. */
  name: string;
  /** When it was last in line with the page; null = never since the start. */
  currentAt: Instant | null;
  /** Why it is not; null = it is, or it is being seen to. */
  trouble: string | null;
}

/** A copy that is wanted. */
export interface WantedCopy {
  label: string;
  place: CopyPlace;
  /** The same thing as long as the page says the same; null = not known at the moment (the store is away). */
  version(): Promise<object | null>;
  /** The files as they should be there; null = not known at the moment, and nothing is written. */
  files(): Promise<CopyFile[] | null>;
  /** How long it may stand as it is although nothing has changed, ms: its pages say of when they are. */
  refreshMs: number;
}

interface CopiesSettings {
  copies: readonly WantedCopy[];
  clock: Clock;
  log: Log;
  random?: (() => number) | undefined;
  /** Counts how each attempt ended, for the metrics. */
  heard?: ((label: string, outcome: "copied" | "failed") => void) | undefined;
}

/** Several changes in a row are one copy: so long it waits for the next, ms. The first is not kept longer than `mostWaitMs`. */
const quietMs = 2_000;
const mostWaitMs = 10_000;
/** While the page itself is not known, it is asked again after this, ms. */
const unknownMs = 15_000;

export function openCopies({ copies, ...rest }: CopiesSettings): Copies {
  const keepers = copies.map((copy) => openKeeper(copy, rest));
  return {
    touch() {
      for (const keeper of keepers) keeper.touch();
    },
    start() {
      for (const keeper of keepers) keeper.touch();
    },
    standing: () => keepers.map((keeper) => keeper.standing()),
    async idle() {
      for (const keeper of keepers) await keeper.idle();
    },
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()));
    },
  };
}

function openKeeper(
  { label, place, version, files, refreshMs }: WantedCopy,
  { clock, log, random = Math.random, heard }: Omit<CopiesSettings, "copies">,
) {
  let running: Promise<void> | null = null;
  let touchedAt: Instant | null = null;
  let firstTouchAt: Instant | null = null;
  /** What it showed when it was last in line. */
  let shown: object | null = null;
  let tries = 0;
  let notBefore: Instant = 0;
  let stopped = false;
  let cancel = () => {};
  const stands: CopyStanding = { label, name: place.name, currentAt: null, trouble: null };

  /** Whatever was marked before this is in what is read from now on. */
  async function bring(): Promise<void> {
    const since = firstTouchAt;
    touchedAt = null;
    firstTouchAt = null;
    const again = (inMs: number) => {
      touchedAt ??= clock.now();
      firstTouchAt ??= since ?? clock.now();
      notBefore = clock.now() + inMs;
    };
    try {
      const now = await version();
      if (now === null) return again(unknownMs);
      const isFresh = stands.currentAt !== null && clock.now() - stands.currentAt < refreshMs;
      // Most of what is committed changes nothing that the public reads.
      if (now === shown && isFresh && stands.trouble === null) return;
      const wanted = await files();
      if (wanted === null) return again(unknownMs);
      const done = await place.bring(wanted);
      if (stands.trouble !== null) log.info({ copy: label }, "a copy of the status page is in line again");
      else if (done.written + done.removed > 0)
        log.debug({ copy: label, ...done }, "a copy of the status page was brought in line");
      shown = now;
      tries = 0;
      stands.currentAt = clock.now();
      stands.trouble = null;
      notBefore = 0;
      heard?.(label, "copied");
    } catch (error) {
      tries += 1;
      const why = error instanceof CopyTrouble ? error.message : "an unexpected error; see the log";
      if (!(error instanceof CopyTrouble)) log.error({ err: error, copy: label }, "a copy of the status page broke");
      else if (stands.trouble !== why) log.warn({ copy: label, why }, "a copy of the status page could not be written");
      stands.trouble = why;
      heard?.(label, "failed");
      again(backOffMs(tries, random()));
    }
  }

  function dueAt(): Instant {
    if (touchedAt === null || firstTouchAt === null) return (stands.currentAt ?? clock.now()) + refreshMs;
    return Math.max(notBefore, Math.min(touchedAt + quietMs, firstTouchAt + mostWaitMs));
  }

  function schedule(): void {
    cancel();
    if (stopped || running !== null) return;
    cancel = clock.alarm(dueAt(), () => {
      if (stopped || running !== null) return;
      running = bring().finally(() => {
        running = null;
        schedule();
      });
    });
  }

  return {
    touch() {
      touchedAt = clock.now();
      firstTouchAt ??= touchedAt;
      schedule();
    },
    standing: () => ({ ...stands }),
    async idle() {
      while (running !== null) await running;
    },
    async stop() {
      stopped = true;
      cancel();
      await running;
    },
  };
}
