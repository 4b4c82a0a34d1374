import { parse } from "yaml";
import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { escapeMarkdown } from "./markdown.ts";
import { isEnd, isoTime, type Post, wholeText } from "./provider.ts";

/*
 * An issue of cState: one Markdown file, its facts in front as YAML, its updates below, newest first (contracts: status
 * providers 8).
 */

/** cState's word for a status of a system, as its index says it. */
export const systemWords: Record<OverallStatus, string> = {
  operational: "ok",
  degraded: "disrupted",
  "partial-outage": "disrupted",
  "major-outage": "down",
  maintenance: "notice",
};

const front = z.looseObject({
  title: z.string().nullish(),
  resolved: z.boolean().nullish(),
  severity: z.string().nullish(),
  affected: z.array(z.string()).nullish(),
  sitrep: z.string().nullish(),
});

/** An issue as it is read from its file. */
export interface Issue {
  key: string | null;
  title: string;
  isResolved: boolean;
  severity: string;
  affected: string[];
  body: string;
}

/** The name of a notice's file: the same from its first update to its last, because it is how it is found again. */
export function fileName({ publishedAt, id }: Notice): string {
  return `${isoTime(publishedAt).slice(0, 10)}-${id}.md`;
}

/** Its index is made without escaping: a double quote in a title would break it for every reader. */
export function titleOf({ title }: Notice): string {
  return title.replace(/"/g, "'").replace(/\\/g, "/").replace(/\s+/g, " ").trim();
}

/** What the notice is worth there. An unknown word would leave its systems at `ok`. */
export function severityOf({ kind, impact }: Notice): string {
  if (kind === "maintenance" || impact === "operational") return "notice";
  return systemWords[impact];
}

/** The file of a notice as it is now. */
export function issueFile(notice: Notice, post: Post, key: string): string {
  const { update, components } = post;
  const isPlanned = update.stage === "SCHEDULED";
  const isOver = isEnd(update.stage);
  const hasBegun = notice.kind === "incident" || !(isPlanned || update.stage === "CANCELLED");
  const lines = [
    `title: ${quoted(titleOf(notice))}`,
    // A date ahead would need a site that is built with the future, and would make a planned work look like one that runs.
    `date: ${seconds(hasBegun ? notice.startedAt : notice.publishedAt)}`,
    `resolved: ${isOver || isPlanned}`,
    `resolvedWhen: ${isOver || isPlanned ? seconds(overAt(notice, update, isPlanned)) : ""}`.trimEnd(),
    `severity: ${severityOf(notice)}`,
    ...(components.length === 0 ? ["affected: []"] : ["affected:"]),
    ...components.map(({ theirs }) => `  - ${quoted(theirs)}`),
    "section: issue",
    // What is planned is announced on top, and its systems stay as they are until it begins.
    ...(isPlanned ? ["informational: true", "pin: true"] : []),
    `sitrep: ${quoted(key)}`,
  ];
  return `---\n${lines.join("\n")}\n---\n${bodyOf(post)}\n`;
}

/** What of the file is text. */
export function bodyOf({ history }: Pick<Post, "history">): string {
  return wholeText(history, null, (update) => `${render(update)}\n\n{{< track "${track(update.postedAt)}" >}}`);
}

/** An update as it stands in the file: what Hugo would read as a template of its own is broken up. */
export function render({ text }: NoticeUpdate): string {
  return escapeMarkdown(text).replace(/\{(?=\{)/g, "{\\");
}

/** The updates in a body, newest first, as {@link render} makes them. */
export function textsIn(body: string): string[] {
  return body.split("\n\n---\n\n").map((one) => one.replace(/\s*\{\{<\s*track\s+"[^"]*"\s*>\}\}\s*$/, ""));
}

/** Reads a file; null when it is no issue. */
export function issueIn(text: string): Issue | null {
  const [, head, body = ""] = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?([\s\S]*)$/.exec(text) ?? [];
  const read = front.safeParse(head === undefined ? null : yamlOf(head)).data;
  if (!read) return null;
  return {
    key: read.sitrep ?? null,
    title: read.title ?? "",
    isResolved: read.resolved === true,
    severity: read.severity ?? "",
    affected: read.affected ?? [],
    body: body.trim(),
  };
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // Somebody broke it by hand.
    return null;
  }
}

function overAt({ endedAt, publishedAt }: Notice, update: NoticeUpdate, isPlanned: boolean): Instant {
  return isPlanned ? publishedAt : (endedAt ?? update.postedAt);
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

function seconds(at: Instant): string {
  return `${isoTime(at).slice(0, 19)}Z`;
}

/** `2026-11-21 09:50:00`. */
function track(at: Instant): string {
  return isoTime(at).slice(0, 19).replace("T", " ");
}
