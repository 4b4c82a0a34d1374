import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Notice } from "../domain/publishing/notice.ts";
import { cut } from "./ending.ts";
import type { KumaPage } from "./kuma-incident.ts";
import { monitorId } from "./kuma-monitor.ts";
import type { Kuma } from "./kuma-socket.ts";
import { incidentOf, type Section, sectionsIn, titleMost } from "./kuma-text.ts";
import { isEnd, type Post, type Work } from "./provider.ts";

/*
 * Maintenance in Uptime Kuma (contracts: status providers 3): a window that silences its monitors and is shown while it
 * runs. Before that its page shows nothing of it, so an incident announces it (kuma-incident.ts).
 */

const maintenance = z.object({
  id: z.number(),
  title: z.string().nullish(),
  description: z.string().nullish(),
  active: z.union([z.boolean(), z.number()]).nullish(),
});
const list = z.record(z.string(), maintenance);
const added = z.object({ maintenanceID: z.number() });
const done = z.looseObject({});
const statusPage = z.object({ config: z.object({ id: z.number() }) });

/** Looks for a notice's window by its key; null = there is none. */
export async function findMaintenance(kuma: Kuma, { key }: Work<KumaPage>): Promise<number | null> {
  const all = await kuma.ask("getMaintenanceList", "maintenanceList", list);
  const own = Object.values(all).find(({ description }) =>
    sectionsIn(description ?? "").some((section) => section.key === key),
  );
  return own?.id ?? null;
}

/** Makes the window, or brings it in line; ends it where the maintenance is over. Answers its id. */
export async function showMaintenance(
  kuma: Kuma,
  work: Work<KumaPage>,
  notice: Notice,
  post: Post,
  section: Section,
  was: number | null,
): Promise<number> {
  const fields = fieldsOf(notice, post, section);
  const isOver = isEnd(post.update.stage);
  const id = was ?? (await kuma.call("addMaintenance", [{ ...fields, active: !isOver }], added)).maintenanceID;
  if (was !== null) await kuma.call("editMaintenance", [{ id, ...fields, active: !isOver }], done);
  const monitors = post.components.map(({ theirs }) => ({ id: monitorId(theirs) }));
  await kuma.call("addMonitorMaintenance", [id, monitors], done);
  await kuma.call("addMaintenanceStatusPage", [id, [{ id: await pageId(kuma, work) }]], done);
  // Its clock may be behind ours: a window that is over is not left to run on.
  if (isOver) await kuma.call("pauseMaintenance", [id], done);
  return id;
}

function fieldsOf({ window, startedAt, endedAt, title }: Notice, { update }: Post, section: Section) {
  const planned = window ?? { startsAt: startedAt, endsAt: endedAt ?? startedAt };
  const startsAt = Math.min(planned.startsAt, update.stage === "SCHEDULED" ? planned.startsAt : startedAt);
  const endsAt = isEnd(update.stage) ? Math.min(planned.endsAt, endedAt ?? update.postedAt) : planned.endsAt;
  return {
    title: cut(`[${update.stage}] ${title}`, titleMost),
    description: incidentOf([section]).content,
    strategy: "single",
    intervalDay: 1,
    // An end before the start is taken, and is nothing that anybody meant: what never ran ends where it would have begun.
    dateRange: [plainUtc(startsAt), plainUtc(Math.max(startsAt, endsAt))],
    timeRange: [
      { hours: 0, minutes: 0 },
      { hours: 0, minutes: 0 },
    ],
    weekdays: [],
    daysOfMonth: [],
    // With another zone a time in UTC is taken as local, and the window begins hours off.
    timezoneOption: "UTC",
    cron: "",
    durationMinutes: 0,
  };
}

/** `2026-11-25T02:00:00`: UTC without a `Z`. */
function plainUtc(at: Instant): string {
  return new Date(at).toISOString().slice(0, 19);
}

async function pageId(kuma: Kuma, { settings: { slug }, memory }: Work<KumaPage>): Promise<number> {
  const held = memory.get<number>(`page ${slug}`);
  if (held !== undefined) return held;
  const { config } = await kuma.call("getStatusPage", [slug], statusPage);
  memory.keep(`page ${slug}`, config.id);
  return config.id;
}
