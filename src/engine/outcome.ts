import type { Event } from "../domain/events.ts";
import type { Incident, Update } from "../domain/incident/state.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import type { Refusal } from "../domain/refusal.ts";

/**
 * What became of a happening. `decided` is told after the commit: what it says is on disk. `seen` is a redelivery: the
 * decision was made before, and `answer` is what was answered then. `now` is null for what moved no incident,
 * and `maintenance` is set for what happened to one.
 */
export type Outcome =
  | {
      kind: "decided";
      event: Event;
      was: Incident | null;
      now: Incident | null;
      updates: Update[];
      maintenance?: Maintenance;
    }
  | { kind: "refused"; event: Event; refusal: Refusal; incident: Incident | null }
  | { kind: "seen"; answer: unknown };
