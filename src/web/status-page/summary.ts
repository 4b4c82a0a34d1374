import { createHash } from "node:crypto";
import type { OverallStatus } from "../../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import type { Site } from "./feed.ts";
import type { Snapshot } from "./snapshot.ts";
import { isoOf } from "./times.ts";
import { headline, theirComponentStatus, theirImpact, theirStage } from "./words.ts";

/** How many incidents `incidents.json` holds, as its readers know it. */
const most = 50;

/** The JSON of `/api/v2/`, by file name, in the shape that readers of Statuspage know. */
export function summaries(site: Site, snapshot: Snapshot): Map<string, () => unknown> {
  const { overall, open, past } = snapshot;
  const changedAt = isoOf(snapshot.changedAt ?? site.since);
  const page = { id: idOf(site.url), name: site.name, url: site.url, time_zone: "Etc/UTC", updated_at: changedAt };
  const status = { indicator: theirImpact[overall], description: headline[overall] };
  const components = snapshot.components.map(({ name, status: is }, index) =>
    componentOf(name, is, index, page.id, changedAt),
  );
  const say = (incident: Notice) => incidentOf(incident, site, page.id, components);
  const unresolved = () => open.map(say);
  const maintenances = () => ({ page, scheduled_maintenances: [] });
  const files: Record<string, () => unknown> = {
    "summary.json": () => ({ page, components, incidents: unresolved(), scheduled_maintenances: [], status }),
    "status.json": () => ({ page, status }),
    "components.json": () => ({ page, components }),
    "incidents.json": () => ({
      page,
      incidents: [...open, ...past]
        .toSorted((a, b) => b.publishedAt - a.publishedAt)
        .slice(0, most)
        .map(say),
    }),
    "incidents/unresolved.json": () => ({ page, incidents: unresolved() }),
    "scheduled-maintenances.json": maintenances,
    "scheduled-maintenances/upcoming.json": maintenances,
    "scheduled-maintenances/active.json": maintenances,
  };
  return new Map(Object.entries(files));
}

type Component = ReturnType<typeof componentOf>;

function componentOf(name: string, status: OverallStatus, index: number, page: string, changedAt: string) {
  return {
    id: idOf(name),
    name,
    status: theirComponentStatus[status],
    created_at: changedAt,
    updated_at: changedAt,
    position: index + 1,
    description: null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: page,
    group: false,
    only_show_if_degraded: false,
  };
}

function incidentOf(incident: Notice, { url }: Site, page: string, components: Component[]) {
  const updates = incident.updates.toReversed();
  const ended = incident.endedAt === null ? null : isoOf(incident.endedAt);
  const monitoring = updates.findLast((update) => update.stage === "MITIGATING");
  return {
    id: incident.id,
    name: incident.title,
    // Merged ones end without an update of their own; their readers know no other word for it.
    status: ended === null ? theirStage[incident.stage] : "resolved",
    created_at: isoOf(incident.publishedAt),
    updated_at: isoOf(incident.changedAt),
    monitoring_at: monitoring ? isoOf(monitoring.postedAt) : null,
    resolved_at: ended,
    impact: theirImpact[incident.impact],
    shortlink: `${url}/incidents/${incident.id}`,
    started_at: isoOf(incident.startedAt),
    page_id: page,
    incident_updates: updates.map((update, index) => updateOf(update, updates[index + 1], incident.id)),
    components: components.filter(({ name }) => incident.components.some((one) => one.name === name)),
    reminder_intervals: null,
  };
}

function updateOf(update: NoticeUpdate, before: NoticeUpdate | undefined, incident: string) {
  const at = isoOf(update.postedAt);
  const status = (one: NoticeUpdate | undefined, name: string): OverallStatus =>
    one?.components.includes(name) && one.stage !== "RESOLVED" ? one.overall : "operational";
  return {
    id: update.id,
    status: theirStage[update.stage],
    body: update.text,
    incident_id: incident,
    created_at: at,
    updated_at: at,
    display_at: at,
    affected_components: update.components.map((name) => ({
      code: idOf(name),
      name,
      old_status: theirComponentStatus[status(before, name)],
      new_status: theirComponentStatus[status(update, name)],
    })),
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

/** An id for what has only a name: the same name is the same id, here and after a restart. */
function idOf(name: string): string {
  return createHash("sha256").update(name).digest("base64url").replace(/[-_]/g, "").toLowerCase().slice(0, 12);
}
