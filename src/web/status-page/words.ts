import type { Stage } from "../../domain/incident/state.ts";
import type { MaintenanceStage } from "../../domain/maintenance/state.ts";
import type { OverallStatus } from "../../domain/policy.ts";

/*
 * How statuses and stages are called: in words for people, and in the words that readers of Statuspage's JSON know (contracts:
 * status providers, section 13). MITIGATING has no twin there; `monitoring` is its nearest, and readers act on nothing but `resolved`.
 */

/** The sentence of the banner. */
export const headline: Record<OverallStatus, string> = {
  operational: "All systems operational",
  maintenance: "Maintenance under way",
  degraded: "Degraded performance",
  "partial-outage": "Partial outage",
  "major-outage": "Major outage",
};

/** How one component is, in a word or two. */
export const label: Record<OverallStatus, string> = {
  operational: "Operational",
  maintenance: "Maintenance",
  degraded: "Degraded",
  "partial-outage": "Partial outage",
  "major-outage": "Major outage",
};

/** What an incident did to the service, in words. One that turned out to be none did nothing. */
export function impactLabel(impact: OverallStatus): string {
  return impact === "operational" ? "No impact" : label[impact];
}

export const stageLabel: Record<Stage | MaintenanceStage, string> = {
  INVESTIGATING: "Investigating",
  IDENTIFIED: "Identified",
  MITIGATING: "Mitigating",
  RESOLVED: "Resolved",
  SCHEDULED: "Scheduled",
  IN_PROGRESS: "In progress",
  COMPLETED: "Completed",
  CANCELLED: "Cancelled",
};

export const theirComponentStatus: Record<OverallStatus, string> = {
  operational: "operational",
  maintenance: "under_maintenance",
  degraded: "degraded_performance",
  "partial-outage": "partial_outage",
  "major-outage": "major_outage",
};

/** Their scale of impacts and of the overall indicator: their `major` is our partial outage. */
export const theirImpact: Record<OverallStatus, string> = {
  operational: "none",
  maintenance: "maintenance",
  degraded: "minor",
  "partial-outage": "major",
  "major-outage": "critical",
};

export const theirStage: Record<Stage | MaintenanceStage, string> = {
  INVESTIGATING: "investigating",
  IDENTIFIED: "identified",
  MITIGATING: "monitoring",
  RESOLVED: "resolved",
  SCHEDULED: "scheduled",
  IN_PROGRESS: "in_progress",
  COMPLETED: "completed",
  // They have no word for it; a cancelled one is deleted there.
  CANCELLED: "completed",
};
