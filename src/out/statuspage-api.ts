import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { cutAtLine } from "./ending.ts";
import { plain, type Work } from "./provider.ts";
import { address, secret } from "./settings.ts";

/* What Statuspage takes and answers (contracts: status providers 1), and where its things are. */

/** What the configuration may tell a Statuspage page. */
export const statuspageSettings = z.strictObject({
  /** The id of the page. */
  page: z.string().min(1),
  api_key: secret,
  /** Which of its stages shows our MITIGATING. */
  mitigating: z.enum(["monitoring", "identified"]).default("monitoring"),
  /** Whether it writes to its subscribers an hour before a maintenance begins. */
  remind: z.boolean().default(true),
  /** The page as everybody reads it; given, it is read back, too. */
  page_url: address.optional(),
  /** Its API, where that is reached through a proxy. */
  url: address.default("https://api.statuspage.io"),
});
export type StatuspageSettings = z.infer<typeof statuspageSettings>;

export const incidentSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string().nullish(),
  shortlink: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  components: z.array(z.object({ id: z.string(), status: z.string().nullish() })).nullish(),
  incident_updates: z
    .array(
      z.object({
        id: z.string(),
        status: z.string().nullish(),
        body: z.string().nullish(),
        created_at: z.string().nullish(),
      }),
    )
    .nullish(),
});
type Incident = z.infer<typeof incidentSchema>;

/** What we kept with an incident there. */
const ownSchema = z.object({ incident: z.string(), revision: z.coerce.number().catch(0) });
export const titleMost = 255;
export const textMost = 25_000;
export const perPage = 100;
/** A list holds every word of every incident in it. */
const mostBytes = 16 * 1024 * 1024;

export const componentWords: Record<OverallStatus, string> = {
  operational: "operational",
  degraded: "degraded_performance",
  "partial-outage": "partial_outage",
  "major-outage": "major_outage",
  maintenance: "under_maintenance",
};

export const impacts: Record<OverallStatus, string> = {
  operational: "none",
  degraded: "minor",
  "partial-outage": "major",
  "major-outage": "critical",
  maintenance: "maintenance",
};

/** The text of an update as it goes there. */
export function textOf({ text }: NoticeUpdate): string {
  return cutAtLine(text, textMost);
}

/** Its word for a stage of ours. */
export function stageOf(stage: NoticeUpdate["stage"], { mitigating }: StatuspageSettings): string {
  switch (stage) {
    case "MITIGATING":
      return mitigating;
    case "COMPLETED":
    case "CANCELLED":
      return "completed";
    default:
      return stage.toLowerCase();
  }
}

/** The path of an incident. */
export function pathOf({ id }: { id: string }): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

/** The incident of that id; null = it is gone. */
export async function incidentOf(id: string, work: Work<StatuspageSettings>): Promise<Incident | null> {
  return work.found({ method: "GET", path: pathOf({ id }) }, incidentSchema);
}

/** The incident there that bears our key: among the newest first, then among all that are not over. */
export async function ours({ window }: Notice, work: Work<StatuspageSettings>): Promise<Incident | null> {
  const open = window ? ["/incidents/upcoming", "/incidents/active_maintenance"] : ["/incidents/unresolved"];
  for (const path of ["/incidents?limit=100", ...open]) {
    const list = await work.json({ method: "GET", path, mostBytes }, z.array(incidentSchema));
    const found = list.find((one) => ownOf(one)?.incident === work.key);
    if (found) return found;
  }
  return null;
}

/** What we keep with an incident; nothing in one that is not ours. */
export function ownOf({ metadata }: Incident): z.infer<typeof ownSchema> | undefined {
  return ownSchema.safeParse(metadata?.sitrep).data;
}

/** Its updates, oldest first; without those that only say that something changed, and without a post-mortem. */
export function updatesOf({ incident_updates }: Incident): { id: string; text: string }[] {
  return (incident_updates ?? [])
    .map(({ id, status, body, created_at }) => ({
      id,
      status,
      text: body ?? "",
      at: Date.parse(created_at ?? "") || 0,
    }))
    .filter(({ status, text }) => status !== "postmortem" && plain(text) !== "")
    .toReversed()
    .sort((a, b) => a.at - b.at);
}

const listed = z.array(z.object({ id: z.string(), status: z.string().nullish() })).nullish();
const summarySchema = z.object({ incidents: listed, scheduled_maintenances: listed });

/** Whether the page that everybody reads has it among what goes on or is to come; null = where that page is was not said. */
export async function isOnPage(
  id: string,
  { settings: { page_url }, json }: Work<StatuspageSettings>,
): Promise<boolean | null> {
  if (page_url === undefined) return null;
  const path = `${page_url}/api/v2/summary.json`;
  const { incidents, scheduled_maintenances } = await json({ method: "GET", path, open: true }, summarySchema);
  const there = [...(incidents ?? []), ...(scheduled_maintenances ?? [])].find((one) => one.id === id);
  return there !== undefined && !["resolved", "completed", "postmortem"].includes(there.status ?? "");
}
