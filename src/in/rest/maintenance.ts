import type { Maintenance } from "../../domain/maintenance/state.ts";
import type { MutedCount } from "../../store/muted-alerts.ts";
import { iso, isoOrNull } from "./incident.ts";

/** What can be done to a maintenance by its address: `POST /maintenances/{number}/{deed}`. */
export const maintenanceDeeds = ["start", "extend", "move", "complete", "cancel"] as const;

/** A maintenance as every program reads it. */
export function maintenanceJson(maintenance: Maintenance, muted: MutedCount) {
  const { number, what, components, impact, window, stage, shortNotice, series, createdAt, createdBy } = maintenance;
  return {
    number,
    what,
    stage,
    components,
    impact,
    starts_at: iso(window.startsAt),
    ends_at: iso(window.endsAt),
    started_at: isoOrNull(maintenance.startedAt),
    ended_at: isoOrNull(maintenance.endedAt),
    short_notice: shortNotice && { why: shortNotice.why, by: shortNotice.by.name },
    series,
    scheduled_at: iso(createdAt),
    scheduled_by: createdBy.name,
    updates: maintenance.updates.map(({ id, stage: then, text, postedAt }) => ({
      id,
      stage: then,
      text,
      posted_at: iso(postedAt),
    })),
    deliveries: Object.entries(maintenance.providers).map(([provider, { said, words, url, at }]) => ({
      provider,
      state: said,
      at: iso(at),
      words,
      url,
    })),
    history: (maintenance.history ?? []).map(({ at, by, text }) => ({ at: iso(at), by: by.name, text })),
    caused: maintenance.caused ?? [],
    alerts_muted: muted.alerts,
    alerts_firing: muted.firing,
  };
}
