import { z } from "zod";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { bareMarkdown, updateMarkdown } from "./markdown.ts";
import { isoTime, type Stood, type Work } from "./provider.ts";
import { isListed, type Listed } from "./public-list.ts";
import { address, secret } from "./settings.ts";

/* What Instatus takes and answers (contracts: status providers 5), and where its things are. */

/** What the configuration may tell an Instatus page. */
export const instatusSettings = z.strictObject({
  /** The id of the page. */
  page: z.string().min(1),
  api_key: secret,
  /** Which of its stages shows our MITIGATING. */
  mitigating: z.enum(["monitoring", "identified"]).default("monitoring"),
  /** Whether it writes to its subscribers an hour before a maintenance begins. */
  remind: z.boolean().default(true),
  /** Whether it reads what is sent as Markdown. */
  markdown: z.boolean().default(true),
  /** The page as everybody reads it; given, it is read back, too. */
  page_url: address.optional(),
  /** Its API, where that is reached through a proxy. */
  url: address.default("https://api.instatus.com"),
});
export type InstatusSettings = z.infer<typeof instatusSettings>;

const updateSchema = z.object({
  id: z.string(),
  message: z.string().nullish(),
  createdAt: z.string().nullish(),
  started: z.string().nullish(),
});
/** An incident or a maintenance there. */
export const thereSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string().nullish(),
  updates: z.array(updateSchema).nullish(),
});
export type There = z.infer<typeof thereSchema>;
/** An answer to a new update: that update, or the whole notice. */
export const answerSchema = z.object({
  id: z.string(),
  message: z.string().nullish(),
  updates: thereSchema.shape.updates,
});
/** A component, with all that it is read with. Its group is a name to set, and may be read as an object. */
export const componentSchema = z.looseObject({
  id: z.string(),
  status: z.string().nullish(),
  group: z
    .union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
    .nullish()
    .catch(undefined),
});

const perPage = 100;
/** A list holds every word of every incident in it. */
const mostBytes = 16 * 1024 * 1024;
/** A server that takes no more than this many a page has an answer that is not the last one all the same. */
export const leastPerPage = 50;
/** So many pages are looked through for one of ours. */
export const mostPages = 20;

/** The text of an update as it goes there. */
export function textOf({ text }: NoticeUpdate, { markdown }: InstatusSettings): string {
  return markdown ? updateMarkdown(text) : text;
}

/** Its word for a stage of ours. */
export function stageOf(stage: NoticeUpdate["stage"], { mitigating }: InstatusSettings): string {
  switch (stage) {
    case "MITIGATING":
      return mitigating.toUpperCase();
    case "SCHEDULED":
      return "NOTSTARTEDYET";
    case "IN_PROGRESS":
      return "INPROGRESS";
    case "CANCELLED":
      return "COMPLETED";
    default:
      return stage;
  }
}

/** Where the notices of this kind lie. */
export function roomOf({ window }: Notice): "incidents" | "maintenances" {
  return window ? "maintenances" : "incidents";
}

/** Where the updates of such a notice lie. */
export function innerOf({ window }: Notice): "incident-updates" | "maintenance-updates" {
  return window ? "maintenance-updates" : "incident-updates";
}

/** The path of a notice there. */
export function pathOf(notice: Notice, { id }: Pick<Stood, "id">): string {
  return `/${roomOf(notice)}/${encodeURIComponent(id)}`;
}

/** The time of a maintenance; empty for an incident. `duration` in minutes. */
export function windowOf({ window }: Notice): object {
  if (!window) return {};
  const { startsAt, endsAt } = window;
  return { start: isoTime(startsAt), end: isoTime(endsAt), duration: Math.round((endsAt - startsAt) / 60_000) };
}

/** What stands there under that id; null = nothing. */
export async function thereOf(notice: Notice, id: string, work: Work<InstatusSettings>): Promise<There | null> {
  return work.found({ method: "GET", path: pathOf(notice, { id }) }, thereSchema);
}

/** One page of a list, which is an array or lies in `data`. */
export async function listOf<T>(
  path: string,
  page: number,
  item: z.ZodType<T>,
  work: Work<InstatusSettings>,
): Promise<T[]> {
  const list = z.union([z.array(item), z.object({ data: z.array(item) }).transform(({ data }) => data)]);
  return work.json({ method: "GET", path: `${path}?page=${page}&per_page=${perPage}`, mostBytes }, list);
}

/** Its updates, oldest first, without the signs of Markdown: it may keep them in another spelling. */
export function updatesOf({ updates }: Pick<There, "updates">): { id: string; text: string }[] {
  return (updates ?? [])
    .map(({ id, message, createdAt, started }) => ({
      id,
      text: bareMarkdown(message ?? ""),
      at: Date.parse(createdAt ?? started ?? "") || 0,
    }))
    .toReversed()
    .sort((a, b) => a.at - b.at);
}

const listed = z
  .array(
    z
      .object({ id: z.string().nullish(), name: z.string().nullish() })
      .transform(({ id, name }): Listed => ({ id: id ?? null, title: name ?? "" })),
  )
  .nullish();
/** What its public page says is going on; it leaves out what is empty. */
const summarySchema = z.object({ activeIncidents: listed, activeMaintenances: listed });

/**
 * Whether the page that everybody reads has it among what goes on. Null = where that page is was not said, or it does not
 * tell: a maintenance that is to come may be listed or not.
 */
export async function isOnPage(notice: Notice, id: string, work: Work<InstatusSettings>): Promise<boolean | null> {
  const { page_url } = work.settings;
  if (page_url === undefined) return null;
  const asked = { method: "GET", path: `${page_url}/summary.json`, open: true } as const;
  const { activeIncidents, activeMaintenances } = await work.json(asked, summarySchema);
  const list = (notice.window ? activeMaintenances : activeIncidents) ?? [];
  const there = await thereOf(notice, id, work);
  const isThere = isListed(list, notice, id, there?.name ?? undefined);
  return isThere === false && notice.stage === "SCHEDULED" ? null : isThere;
}
