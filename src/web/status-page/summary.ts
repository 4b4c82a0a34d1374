import { type OverallStatus, worse } from "../../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import type { Origin } from "./feed.ts";
import { pathOf } from "./site.ts";
import { idOf } from "./slug.ts";
import type { PageComponent, Snapshot } from "./snapshot.ts";
import { isoOf } from "./times.ts";
import { headline, theirComponentStatus, theirImpact, theirStage } from "./words.ts";

/** How many incidents `incidents.json` holds, as its readers know it, and how many maintenances their list. */
const most = 50;

/** The JSON of `/api/v2/`, by file name, in the shape that readers of Statuspage know. */
export function summaries(site: Origin, snapshot: Snapshot): Map<string, () => unknown> {
  const { overall, open, past, maintenance } = snapshot;
  const changedAt = isoOf(snapshot.changedAt ?? site.since);
  const page = { id: idOf(site.url), name: site.name, url: site.url, time_zone: "Etc/UTC", updated_at: changedAt };
  const status = { indicator: theirImpact[overall], description: headline[overall] };
  const components = componentsOf(snapshot.components, page.id, changedAt);
  const say = (notice: Notice) => noticeOf(notice, site, page.id, components);
  const upcoming = maintenance.ahead.filter(({ stage }) => stage === "SCHEDULED");
  const active = maintenance.ahead.filter(({ stage }) => stage === "IN_PROGRESS");
  const maintenances = (notices: Notice[]) => () => ({ page, scheduled_maintenances: notices.slice(0, most).map(say) });
  const files: Record<string, () => unknown> = {
    "summary.json": () => ({
      page,
      components,
      incidents: open.map(say),
      scheduled_maintenances: [...active, ...upcoming].map(say),
      status,
    }),
    "status.json": () => ({ page, status }),
    "components.json": () => ({ page, components }),
    "incidents.json": () => ({
      page,
      incidents: [...open, ...past]
        .toSorted((a, b) => b.publishedAt - a.publishedAt)
        .slice(0, most)
        .map(say),
    }),
    "incidents/unresolved.json": () => ({ page, incidents: open.map(say) }),
    "scheduled-maintenances.json": maintenances(
      [...maintenance.ahead, ...maintenance.past].toSorted((a, b) => b.publishedAt - a.publishedAt),
    ),
    "scheduled-maintenances/upcoming.json": maintenances(upcoming),
    "scheduled-maintenances/active.json": maintenances(active),
  };
  return new Map(Object.entries(files));
}

type Component = ReturnType<typeof componentOf>;

/** The components, and before the first of each group the group itself, which holds the ids of its own. */
function componentsOf(all: PageComponent[], page: string, changedAt: string): Component[] {
  const inOrder = Map.groupBy(all, ({ name, group }) => (group === null ? `one ${name}` : groupId(group)));
  return [...inOrder.values()]
    .flatMap((own): Part[] => {
      const name = own[0]?.group ?? null;
      if (name === null) return own;
      const status = own.map((one) => one.status).reduce(worse, "operational");
      return [{ name, status, group: null, own }, ...own];
    })
    .map((one, index) => componentOf(one, index, page, changedAt));
}

/** A component, or a group with its own. */
type Part = PageComponent & { own?: PageComponent[] };

const groupId = (name: string) => idOf(`group ${name}`);

function componentOf({ name, status, group, own }: Part, index: number, page: string, changedAt: string) {
  return {
    id: own ? groupId(name) : idOf(name),
    name,
    status: theirComponentStatus[status],
    created_at: changedAt,
    updated_at: changedAt,
    position: index + 1,
    description: null,
    showcase: false,
    start_date: null,
    group_id: group === null ? null : groupId(group),
    page_id: page,
    group: own !== undefined,
    only_show_if_degraded: false,
    ...(own ? { components: own.map((one) => idOf(one.name)) } : {}),
  };
}

function noticeOf(notice: Notice, { url }: Origin, page: string, components: Component[]) {
  const updates = notice.updates.toReversed();
  const ended = notice.endedAt === null ? null : isoOf(notice.endedAt);
  const monitoring = updates.findLast((update) => update.stage === "MITIGATING");
  const isIncident = notice.kind === "incident";
  return {
    id: notice.id,
    name: notice.title,
    // Merged ones end without an update of their own; their readers know no other word for it.
    status: ended !== null && isIncident ? "resolved" : theirStage[notice.stage],
    created_at: isoOf(notice.publishedAt),
    updated_at: isoOf(notice.changedAt),
    monitoring_at: monitoring ? isoOf(monitoring.postedAt) : null,
    resolved_at: ended,
    impact: isIncident ? theirImpact[notice.impact] : "maintenance",
    shortlink: `${url}${pathOf(notice)}`,
    started_at: isoOf(notice.startedAt),
    page_id: page,
    incident_updates: updates.map((update, index) => updateOf(update, updates[index + 1], notice)),
    components: components.filter(({ name, group }) => !group && notice.components.some((one) => one.name === name)),
    reminder_intervals: null,
    ...(notice.window
      ? { scheduled_for: isoOf(notice.window.startsAt), scheduled_until: isoOf(notice.window.endsAt) }
      : {}),
  };
}

/** After these a component is well again, as far as the notice is concerned. */
const endings = new Set<NoticeUpdate["stage"]>(["RESOLVED", "COMPLETED", "CANCELLED", "SCHEDULED"]);

function updateOf(update: NoticeUpdate, before: NoticeUpdate | undefined, { id }: Notice) {
  const at = isoOf(update.postedAt);
  const status = (one: NoticeUpdate | undefined, name: string): OverallStatus =>
    one?.components.includes(name) && !endings.has(one.stage) ? one.overall : "operational";
  return {
    id: update.id,
    status: theirStage[update.stage],
    body: update.text,
    incident_id: id,
    created_at: at,
    updated_at: update.correctedAt === null ? at : isoOf(update.correctedAt),
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
