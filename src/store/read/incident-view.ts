import type { Alert } from "../../domain/alert/state.ts";
import type { Incident, Update } from "../../domain/incident/state.ts";
import { alertsOf } from "../alerts.ts";
import { incidentByNumber } from "../incidents.ts";
import type { Tx } from "../store.ts";
import { readTimeline, type TimelineEntry } from "../timeline.ts";
import { updatesOf } from "../updates.ts";
import { type HeldUpdate, heldUpdates } from "./held-updates.ts";

/** An incident with all that was kept of it. Its promises are in `incident.deadlines`. */
export interface IncidentView {
  incident: Incident;
  /** Oldest first. */
  updates: Update[];
  /** As it was written, corrections applied, hidden entries left out. */
  timeline: TimelineEntry[];
  alerts: Alert[];
  /** Which updates each status provider has, by its name. */
  held: Readonly<Record<string, readonly HeldUpdate[]>>;
}

/** All of the incident of this number, or null. To be called in a transaction where its parts must fit together. */
export async function viewIncident(tx: Tx, number: number): Promise<IncidentView | null> {
  const incident = await incidentByNumber(tx, number);
  return incident && (await viewOf(tx, incident));
}

/** The same for an incident that is at hand. */
export async function viewOf(tx: Tx, incident: Incident): Promise<IncidentView> {
  return {
    incident,
    updates: await updatesOf(tx, incident.id),
    timeline: await readTimeline(tx, incident.id),
    alerts: await alertsOf(tx, incident.id),
    held: await heldUpdates(tx, incident),
  };
}
