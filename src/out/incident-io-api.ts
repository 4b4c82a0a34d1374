import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { cut, cutAtLine } from "./ending.ts";
import { bareMarkdown, updateMarkdown } from "./markdown.ts";
import { isoTime, type Work } from "./provider.ts";
import { address, secret } from "./settings.ts";

/* What incident.io's status pages take and answer (contracts: status providers 9), and where their things are. */

/** What the configuration may tell a status page of incident.io. */
export const incidentIoSettings = z.strictObject({
  /** The id of the status page. */
  page: z.string().min(1),
  api_key: secret,
  /** Which of its stages shows our MITIGATING. */
  mitigating: z.enum(["monitoring", "identified"]).default("monitoring"),
  /** Its API, where that is reached through a proxy. */
  url: address.default("https://api.incident.io"),
});
export type IncidentIoSettings = z.infer<typeof incidentIoSettings>;

const thereSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  incident_status: z.string().nullish(),
  maintenance_status: z.string().nullish(),
  component_impacts: z
    .array(z.object({ component_id: z.string(), component_status: z.string().nullish(), end_at: z.string().nullish() }))
    .nullish(),
  updates: z
    .array(z.object({ id: z.string(), message: z.string().nullish(), published_at: z.string().nullish() }))
    .nullish(),
});
/** An incident or a maintenance there. */
export type There = z.infer<typeof thereSchema>;

const oneSchema = z
  .object({ status_page_incident: thereSchema.nullish(), status_page_maintenance: thereSchema.nullish() })
  .refine((one) => one.status_page_incident ?? one.status_page_maintenance);
const listSchema = z.object({
  status_page_incidents: z.array(thereSchema).nullish(),
  status_page_maintenances: z.array(thereSchema).nullish(),
  pagination_meta: z.object({ after: z.string().nullish() }).nullish(),
});

export const titleMost = 200;
export const textMost = 4_096;
const perPage = 25;
/** A list holds every word of every incident in it. */
const mostBytes = 16 * 1024 * 1024;
/** So many pages are looked through for one of ours: 1,000 incidents. */
const mostPages = 40;

/** Its word for what an incident makes of a component; maintenance is no impact of an incident there. */
export const impactWords: Record<OverallStatus, string> = {
  operational: "operational",
  degraded: "degraded_performance",
  "partial-outage": "partial_outage",
  "major-outage": "full_outage",
  maintenance: "degraded_performance",
};

/** The title of a notice as it goes there. */
export function nameOf({ title }: Pick<Notice, "title">): string {
  return cut(title, titleMost);
}

/** The text of an update as it goes there. */
export function textOf({ text }: NoticeUpdate): string {
  return cutAtLine(updateMarkdown(text), textMost);
}

/** The same as it is compared: it may come back in another spelling of Markdown. */
export function bareTextOf(update: NoticeUpdate): string {
  return bareMarkdown(textOf(update));
}

/** Its word for a stage of ours. */
export function stageOf(stage: NoticeUpdate["stage"], { mitigating }: IncidentIoSettings): string {
  switch (stage) {
    case "MITIGATING":
      return mitigating;
    case "SCHEDULED":
      return "maintenance_scheduled";
    case "IN_PROGRESS":
      return "maintenance_in_progress";
    case "COMPLETED":
    case "CANCELLED":
      return "maintenance_complete";
    default:
      return stage.toLowerCase();
  }
}

/** The words that the paths and fields of its incidents and maintenances begin with. */
export function wordOf({ window }: Pick<Notice, "window">): "status_page_incident" | "status_page_maintenance" {
  return window ? "status_page_maintenance" : "status_page_incident";
}

/** The time of a maintenance; empty for an incident. */
export function windowOf({ window }: Pick<Notice, "window">): { start_at?: string; end_at?: string } {
  return window ? { start_at: isoTime(window.startsAt), end_at: isoTime(window.endsAt) } : {};
}

/** What stands there under that id; null = nothing. */
export async function thereOf(notice: Notice, id: string, work: Work<IncidentIoSettings>): Promise<There | null> {
  const path = `/${wordOf(notice)}s/${encodeURIComponent(id)}`;
  const one = await work.found({ method: "GET", path }, oneSchema);
  return one && (one.status_page_incident ?? one.status_page_maintenance ?? null);
}

/** Opens one there. The same key again answers with what it opened first. */
export async function open(notice: Notice, json: object, work: Work<IncidentIoSettings>): Promise<There> {
  const one = await work.json({ method: "POST", path: `/${wordOf(notice)}s`, json }, oneSchema);
  return (one.status_page_incident ?? one.status_page_maintenance) as There;
}

/** All notices of that kind on the page, as its API lists them. */
export async function* listed(notice: Notice, work: Work<IncidentIoSettings>): AsyncGenerator<There> {
  let after: string | null | undefined;
  for (let page = 1; page <= mostPages; page++) {
    const asked = new URLSearchParams({ status_page_id: work.settings.page, page_size: String(perPage) });
    if (after) asked.set("after", after);
    const list = await work.json({ method: "GET", path: `/${wordOf(notice)}s?${asked}`, mostBytes }, listSchema);
    yield* list.status_page_incidents ?? list.status_page_maintenances ?? [];
    after = list.pagination_meta?.after;
    if (!after) return;
  }
}

/** Its updates, oldest first, without the signs of Markdown. */
export function updatesOf({ updates }: There): { id: string; text: string }[] {
  return (updates ?? [])
    .map(({ id, message, published_at }) => ({
      id,
      text: bareMarkdown(message ?? ""),
      at: Date.parse(published_at ?? "") || 0,
    }))
    .toReversed()
    .sort((a, b) => a.at - b.at);
}

/** What an incident makes of its components now, by their ids there. */
export function impactsOf({ component_impacts }: There): Map<string, string> {
  const running = (component_impacts ?? []).filter(({ end_at }) => !end_at);
  return new Map(running.flatMap(({ component_id: id, component_status: is }) => (is ? [[id, is]] : [])));
}
