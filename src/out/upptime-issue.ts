import { z } from "zod";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { cut, cutAtLine, jsonOf } from "./ending.ts";
import { type GitHubAccess, github } from "./github.ts";
import { escapeMarkdown } from "./markdown.ts";
import { later } from "./outcome.ts";
import { type Asking, isEnd, isoTime, type Post, spanOf, troubleWith, type Work } from "./provider.ts";

/*
 * Issues as Upptime reads them (contracts: status providers 11): by their labels, their titles, a comment of HTML in the
 * text of a maintenance, and the comments that people see.
 */

/** The most characters of a title and of a comment that GitHub takes. */
export const titleMost = 256;
export const textMost = 60_000;

/** What of the settings issues need. */
export interface IssueAccess extends GitHubAccess {
  site_labels: boolean;
}
type IssueWork = Work<IssueAccess>;

const comment = z.object({ id: z.number(), body: z.string().nullish() });
const issue = z.object({
  number: z.number(),
  title: z.string().nullish(),
  body: z.string().nullish(),
  state: z.string().nullish(),
  html_url: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
export type Issue = z.infer<typeof issue>;

const perPage = 100;
/** The most pages of a list that are looked through. */
const mostPages = 10;
/** How far clocks may lie apart when issues that are older than the notice are passed over. */
const slackMs = 86_400_000;

/** An update as a comment: nobody is mentioned by it, and no other issue is linked. */
export function render({ text }: NoticeUpdate): string {
  const quiet = escapeMarkdown(text).replace(/(?<!\w)@(?=\w)|#(?=\d)/g, "$&<!-- -->");
  return cutAtLine(quiet, textMost);
}

/** Upptime draws a title with this word amber, and every other one red. */
export function titleOf({ title, impact }: Notice): string {
  const mark = impact === "degraded" && !/degraded/i.test(title) ? " (degraded)" : "";
  return `${cut(title, titleMost - mark.length)}${mark}`;
}

/** The issue of a notice; Upptime's own, and other people's, have no key of ours. Null = there is none. */
export async function ownIssue(notice: Notice, work: IssueWork, id: string | null): Promise<Issue | null> {
  const known = id === null ? null : await issueAt(id, work);
  if (known && isOwn(known, notice)) return known;
  const labels = notice.kind === "maintenance" ? "maintenance" : "status";
  const since = isoTime(notice.publishedAt - slackMs);
  for await (const one of listed("/issues", { labels, state: "all", since }, issue, work))
    if (isOwn(one, notice)) return one;
  return null;
}

/** Null = it was deleted. */
export async function issueAt(id: string, work: IssueWork): Promise<Issue | null> {
  const answer = await github(work.settings, work, { method: "GET", path: `/issues/${id}` }, [404, 410]);
  return answer.status === 200 ? read(issue, answer.text, "GET") : null;
}

function isOwn({ body, pull_request }: Issue, notice: Notice): boolean {
  return pull_request == null && (body ?? "").includes(marker(notice));
}

function marker({ id }: Notice): string {
  return `<!-- sitrep: ${id} -->`;
}

/** Opens the issue, without its first comment. */
export async function openIssue(notice: Notice, post: Post, work: IssueWork): Promise<Issue> {
  const labels = [notice.kind === "maintenance" ? "maintenance" : "status", ...slugsOf(notice, post, work)];
  const json = { title: titleOf(notice), body: bodyOf(notice, post, work), labels };
  return ask({ method: "POST", path: "/issues", json }, issue, work);
}

/** Brings title, text and state of an issue in line. */
export async function changeIssue(id: string, notice: Notice, post: Post, work: IssueWork): Promise<void> {
  const state = isEnd(post.update.stage) ? { state: "closed", state_reason: "completed" } : { state: "open" };
  const json = { title: titleOf(notice), body: bodyOf(notice, post, work), ...state };
  await ask({ method: "PATCH", path: `/issues/${id}`, json }, issue, work);
  const labels = slugsOf(notice, post, work);
  if (labels.length > 0)
    await ask({ method: "POST", path: `/issues/${id}/labels`, json: { labels } }, z.unknown(), work);
}

/** All comments of an issue, oldest first. */
export async function commentsOf(id: string, work: IssueWork): Promise<{ id: string; text: string }[]> {
  const all: { id: string; text: string }[] = [];
  for await (const one of listed(`/issues/${id}/comments`, {}, comment, work))
    all.push({ id: String(one.id), text: one.body ?? "" });
  return all;
}

/** Adds an update. Answers the comment's id. */
export async function addComment(id: string, update: NoticeUpdate, work: IssueWork): Promise<string> {
  const json = { body: render(update) };
  return String((await ask({ method: "POST", path: `/issues/${id}/comments`, json }, comment, work)).id);
}

export async function rewriteComment(theirs: string, update: NoticeUpdate, work: IssueWork): Promise<void> {
  await ask({ method: "PATCH", path: `/issues/comments/${theirs}`, json: { body: render(update) } }, comment, work);
}

function slugsOf({ kind }: Notice, { components }: Post, { settings }: IssueWork): string[] {
  return kind === "incident" && settings.site_labels ? components.map(({ theirs }) => theirs) : [];
}

/** Readers of the page see the comments alone; a maintenance is read from the first comment of HTML in here. */
function bodyOf(notice: Notice, post: Post, { pageUrl }: IssueWork): string {
  const more = pageUrl === null ? "" : `\n\n${pageUrl}`;
  if (notice.kind === "incident")
    return `Updates are the comments below. Begun: ${isoTime(notice.startedAt).slice(0, 16)}Z${more}\n\n${marker(notice)}`;
  const { startsAt, endsAt } = spanOf(notice);
  const lines = [
    `start: ${withZone(startsAt)}`,
    `end: ${withZone(endsAt ?? startsAt)}`,
    ...(post.components.length === 0
      ? []
      : [`expectedDown: ${post.components.map(({ theirs }) => theirs).join(", ")}`]),
  ];
  return `<!--\n${lines.join("\n")}\n-->\n\n${render(post.update)}${more}\n\n${marker(notice)}`;
}

/** `2026-11-25T02:00:00+00:00`. */
function withZone(at: number): string {
  return `${isoTime(at).slice(0, 19)}+00:00`;
}

async function ask<T>(asking: Asking, schema: z.ZodType<T>, work: IssueWork): Promise<T> {
  const { text } = await github(work.settings, work, asking);
  return read(schema, text, asking.method);
}

function read<T>(schema: z.ZodType<T>, text: string, method: string): T {
  const is = schema.safeParse(jsonOf(text));
  if (is.success) return is.data;
  throw troubleWith(later("GitHub answered, but not as it should", { doubtful: method !== "GET" }));
}

async function* listed<T>(
  path: string,
  query: Record<string, string>,
  schema: z.ZodType<T>,
  work: IssueWork,
): AsyncGenerator<T> {
  for (let page = 1; page <= mostPages; page++) {
    const asked = new URLSearchParams({ ...query, per_page: String(perPage), page: String(page) });
    const list = await ask({ method: "GET", path: `${path}?${asked}` }, z.array(schema), work);
    yield* list;
    if (list.length < perPage) return;
  }
}
