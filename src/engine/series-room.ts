import type { Instant } from "../base/clock.ts";
import type { SeriesMemory, SeriesStep } from "../domain/maintenance/series.ts";
import type { Terms } from "../domain/terms.ts";
import { lockNames } from "../store/locks.ts";
import { saveSeriesMemory, seriesMemory } from "../store/series.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";

/** The recurring windows of one transaction. */
export interface SessionSeries {
  /** What of them is to be announced by now. Each is named once, however often and by how many replicas it is asked for. */
  look(): Promise<SeriesStep>;
  save(): Promise<void>;
}

/** The subject of their timer, and the name that is held while they are looked at. */
export const seriesSubject = "maintenance-series";

/** Opens them. What follows rules is loaded only where there are any. */
export function openSeries(tx: Tx, terms: Terms, at: Instant): SessionSeries {
  let memory: SeriesMemory | null = null;
  return {
    async look() {
      if (terms.maintenance.recurring.length === 0) {
        memory = {};
        return { memory, plans: [], leftOut: [] };
      }
      const { lookAt } = await import("../domain/maintenance/series.ts");
      await lockNames(tx, [seriesSubject]);
      const step = lookAt(memory ?? (await seriesMemory(tx)), at, terms);
      memory = step.memory;
      return step;
    },
    async save() {
      if (!memory) return;
      if (terms.maintenance.recurring.length === 0) return setTimers(tx, seriesSubject, []);
      const { nextLook } = await import("../domain/maintenance/series.ts");
      await saveSeriesMemory(tx, memory);
      const dueAt = nextLook(memory, at, terms);
      await setTimers(tx, seriesSubject, dueAt === null ? [] : [{ kind: "look", dueAt }]);
    },
  };
}
