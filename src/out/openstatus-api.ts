import { z } from "zod";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { cut } from "./ending.ts";
import { bareMarkdown, updateMarkdown } from "./markdown.ts";
import { type Post, plain, type Stood, spanOf, type Work } from "./provider.ts";
import { address, id, secret } from "./settings.ts";

/* What openstatus takes and answers (contracts: status providers 7): ConnectRPC in plain JSON. Zero and empty values are left out of answers. */

/** What the configuration may tell a page of openstatus. */
export const openstatusSettings = z.strictObject({
  /** The number of the page. */
  page: id,
  api_key: secret,
  /** Which of its stages shows our MITIGATING. */
  mitigating: z.enum(["monitoring", "identified"]).default("monitoring"),
  /** Its API: the vendor's, or one of your own. */
  url: address.default("https://api.openstatus.dev"),
});
export type OpenstatusSettings = z.infer<typeof openstatusSettings>;

const impactSchema = z.object({ pageComponentId: z.string(), impact: z.string().nullish() });
const reportSchema = z.object({
  id: z.string(),
  title: z.string().nullish(),
  status: z.string().nullish(),
  updates: z
    .array(
      z.object({
        id: z.string(),
        message: z.string().nullish(),
        date: z.string().nullish(),
        componentImpacts: z.array(impactSchema).nullish(),
      }),
    )
    .nullish(),
});
/** A status report there. */
export type Report = z.infer<typeof reportSchema>;
const maintenanceSchema = z.object({
  id: z.string(),
  title: z.string().nullish(),
  message: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
});
/** A maintenance there. It keeps one text, and no stage: it runs by its times. */
export type Maintenance = z.infer<typeof maintenanceSchema>;

const oneReport = z.object({ statusReport: reportSchema });
const oneMaintenance = z.object({ maintenance: maintenanceSchema });
const reportList = z.object({ statusReports: z.array(reportSchema).nullish() });
const maintenanceList = z.object({ maintenances: z.array(maintenanceSchema).nullish() });

export const titleMost = 256;
const perPage = 100;
/** So many pages are looked through for one of ours: 2,000. */
const mostPages = 20;

/** Its word for what a report makes of a component; maintenance is no impact there. */
export const impactWords: Record<OverallStatus, string> = {
  operational: "PAGE_COMPONENT_IMPACT_OPERATIONAL",
  degraded: "PAGE_COMPONENT_IMPACT_DEGRADED_PERFORMANCE",
  "partial-outage": "PAGE_COMPONENT_IMPACT_PARTIAL_OUTAGE",
  "major-outage": "PAGE_COMPONENT_IMPACT_MAJOR_OUTAGE",
  maintenance: "PAGE_COMPONENT_IMPACT_DEGRADED_PERFORMANCE",
};

/** Its word for a stage of ours; a maintenance has none. */
export function stageOf(stage: NoticeUpdate["stage"], { mitigating }: OpenstatusSettings): string {
  return `STATUS_REPORT_STATUS_${(stage === "MITIGATING" ? mitigating : stage).toUpperCase()}`;
}

/** The title of a notice as it goes there. */
export function titleOf({ title }: Pick<Notice, "title">): string {
  return cut(title, titleMost);
}

/** The text of an update as it goes there. */
export function textOf({ text }: NoticeUpdate): string {
  return updateMarkdown(text);
}

/** The same as it is compared. */
export function bareTextOf(update: NoticeUpdate): string {
  return bareMarkdown(textOf(update));
}

/** A time as it takes it: to the second. */
export function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** When a maintenance begins and ends there: what is over ended at that moment. */
export function timesOf(notice: Notice): { from: string; to: string } {
  const { startsAt, endsAt } = spanOf(notice);
  return { from: timeOf(startsAt), to: timeOf(endsAt ?? startsAt) };
}

/** Its components, named in full: what a change leaves out is taken off by older versions, whatever they are told. */
export function componentsIn({ components }: Post): { pageComponentIds: string[]; updatePageComponentIds: true } {
  return { pageComponentIds: components.map(({ theirs }) => theirs), updatePageComponentIds: true };
}

/** Calls a method of the service for reports or for maintenances. */
export function asking(method: string, json: object): { method: "POST"; path: string; json: object } {
  const service = /Maintenance/.test(method)
    ? "openstatus.maintenance.v1.MaintenanceService"
    : "openstatus.status_report.v1.StatusReportService";
  return { method: "POST", path: `/${service}/${method}`, json };
}

/** Makes a call that answers with a report. */
export async function sayReport(method: string, json: object, work: Work<OpenstatusSettings>): Promise<Report> {
  return (await work.json(asking(method, json), oneReport)).statusReport;
}

/** Makes a call that answers with a maintenance. */
export async function sayMaintenance(
  method: string,
  json: object,
  work: Work<OpenstatusSettings>,
): Promise<Maintenance> {
  return (await work.json(asking(method, json), oneMaintenance)).maintenance;
}

/** The report of that id; null = it is gone. */
export async function reportOf(id: string, work: Work<OpenstatusSettings>): Promise<Report | null> {
  return (await work.found(asking("GetStatusReport", { id }), oneReport))?.statusReport ?? null;
}

/** The maintenance of that id; null = it is gone. */
export async function maintenanceOf(id: string, work: Work<OpenstatusSettings>): Promise<Maintenance | null> {
  return (await work.found(asking("GetMaintenance", { id }), oneMaintenance))?.maintenance ?? null;
}

/** All reports, newest first, with what a list shows of them: no updates. */
export async function* reports(work: Work<OpenstatusSettings>): AsyncGenerator<Report> {
  for (let page = 0; page < mostPages; page++) {
    const asked = asking("ListStatusReports", { limit: perPage, offset: page * perPage });
    const { statusReports } = await work.json(asked, reportList);
    yield* statusReports ?? [];
    if ((statusReports ?? []).length < perPage) return;
  }
}

/** All maintenances of the page. */
export async function* maintenances(work: Work<OpenstatusSettings>): AsyncGenerator<Maintenance> {
  for (let page = 0; page < mostPages; page++) {
    const json = { pageId: work.settings.page, limit: perPage, offset: page * perPage };
    const { maintenances: some } = await work.json(asking("ListMaintenances", json), maintenanceList);
    yield* some ?? [];
    if ((some ?? []).length < perPage) return;
  }
}

/** Its updates, oldest first, as they are compared. Several of one second keep the order in which they were made. */
export function updatesOf({
  updates,
}: Report): { id: string; text: string; impacts: Map<string, string>; at: number }[] {
  return (updates ?? [])
    .map(({ id: theirs, message, date, componentImpacts }) => ({
      id: theirs,
      text: bareMarkdown(message ?? ""),
      impacts: new Map((componentImpacts ?? []).map(({ pageComponentId, impact }) => [pageComponentId, impact ?? ""])),
      at: Date.parse(date ?? "") || 0,
    }))
    .sort((a, b) => a.at - b.at || Number(a.id) - Number(b.id));
}

/** Which of our updates the one text of a maintenance holds. */
export function postsIn({ updates }: Notice, { message }: Maintenance): Stood["posts"] {
  const whole = plain(bareMarkdown(message ?? ""));
  return updates.flatMap((update) =>
    whole.includes(plain(bareTextOf(update))) ? [{ update: update.id, theirs: null }] : [],
  );
}
