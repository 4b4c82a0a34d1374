import type { OverallStatus } from "../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../domain/publishing/notice.ts";
import { cut, cutAtLine } from "./ending.ts";
import { escapeMarkdown } from "./markdown.ts";
import { isEnd, type Post, wholeText } from "./provider.ts";

/*
 * What stands in an incident of Uptime Kuma: one text in Markdown, newest update first, and under it a line that readers do
 * not see (a link's definition that nothing refers to). It holds our key, so that the incident is found again, and, where
 * one incident has to show several notices, whatever the next one needs to put them together.
 */

/** The longest title its databases take, and the longest text of one notice: 65,535 bytes hold all of it in any language. */
export const titleMost = 255;
export const textMost = 12_000;
/** Room for the line with our key. */
const markerMost = 400;

/** One notice's part of an incident. */
export interface Section {
  key: string;
  title: string;
  style: Style;
  isOver: boolean;
  /** Markdown, without the line that holds the key. */
  text: string;
}
type Style = "info" | "warning" | "danger";

const ranks: readonly Style[] = ["info", "warning", "danger"];
const styles: Record<OverallStatus, Style> = {
  operational: "info",
  degraded: "warning",
  "partial-outage": "warning",
  "major-outage": "danger",
  maintenance: "info",
};

/** What the notice makes of its incident, or of its part of one. */
export function sectionOf(notice: Notice, { history, update }: Pick<Post, "history" | "update">, key: string): Section {
  return {
    key,
    title: cut(notice.title, titleMost),
    style: notice.kind === "maintenance" ? "info" : styles[notice.impact],
    isOver: isEnd(update.stage),
    text: wholeText(history, textMost - markerMost, render),
  };
}

/** An update as it stands there. */
export function render({ text }: NoticeUpdate): string {
  return cutAtLine(escapeMarkdown(text), textMost - markerMost);
}

/** Several notices in one incident: what goes on comes first, and gives it its title and its colour. */
export function incidentOf(sections: readonly Section[]): { title: string; content: string; style: Style } {
  const open = sections.filter(({ isOver }) => !isOver);
  const naming = open.length > 0 ? open : sections;
  const worst = Math.max(...naming.map(({ style }) => ranks.indexOf(style)));
  const ordered = [...open, ...sections.filter(({ isOver }) => isOver)];
  return {
    title: cut(naming.map(({ title }) => title).join("; "), titleMost),
    style: ranks[worst] ?? "warning",
    content: ordered.map((section) => `${section.text}\n\n${marker(section)}`).join("\n\n---\n\n"),
  };
}

const markers = /^\[(sitrep-[a-z0-9]+)\]: # "(over )?(info|warning|danger) · (.*)"$/gm;

function marker({ key, title, style, isOver }: Section): string {
  const quoted = title.replace(/\s+/g, " ").replace(/[&"\\]/g, (found) => `&#${found.charCodeAt(0)};`);
  return `[${key}]: # "${isOver ? "over " : ""}${style} · ${quoted}"`;
}

/** The parts of a text that we wrote; what has no key of ours under it is nobody's. */
export function sectionsIn(content: string): Section[] {
  let from = 0;
  return [...content.matchAll(markers)].map((found) => {
    const [whole, key = "", over, style, quoted = ""] = found;
    const title = quoted.replace(/&#(34|38|92);/g, (_, code: string) => String.fromCharCode(Number(code)));
    const text = content.slice(from, found.index).replace(/^\s*---\n/, "");
    from = found.index + whole.length;
    return { key, title, style: style as Style, isOver: over !== undefined, text: text.trim() };
  });
}
