import type { Instant } from "../base/clock.ts";
import type { lookAt, nextLook, SeriesMemory, SeriesStep } from "../domain/maintenance/series.ts";
import type { Terms } from "../domain/terms.ts";
import { lockNames } from "../store/locks.ts";
import { saveSeriesMemory, seriesMemory } from "../store/series.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";

/**
 * What follows the rules of recurring windows (domain/maintenance/series.ts). It is loaded only where there are any, before
 * the engine is opened: a transaction waits for nothing but its own queries.
 */
export interface Recurring {
  lookAt: typeof lookAt;
  nextLook: typeof nextLook;
}

/** The recurring windows of one transaction. */
export interface SessionSeries {
  /** What of them is to be announced by now. Each is named once, however often and by how many replicas it is asked for. */
  look(): Promise<SeriesStep>;
  save(): Promise<void>;
}

/** The subject of their timer, and the name that is held while they are looked at. */
export const seriesSubject = "maintenance-series";

/** Opens them. Without what follows their rules, there are none. */
export function openSeries(tx: Tx, terms: Terms, at: Instant, recurring: Recurring | undefined): SessionSeries {
  let memory: SeriesMemory | null = null;
  return {
    async look() {
      await lockNames(tx, [seriesSubject]);
      memory ??= await seriesMemory(tx);
      const step = recurring?.lookAt(memory, at, terms) ?? { memory, plans: [], leftOut: [] };
      memory = step.memory;
      return step;
    },
    async save() {
      if (!memory) return;
      if (recurring) await saveSeriesMemory(tx, memory);
      const dueAt = recurring?.nextLook(memory, at, terms) ?? null;
      await setTimers(tx, seriesSubject, dueAt === null ? [] : [{ kind: "look", dueAt }]);
    },
  };
}
