import { html, raw } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import type { Notice } from "../../domain/publishing/notice.ts";
import { utcDate } from "../../text/instant.ts";
import { pastFacts } from "./incident.ts";
import { type Frame, type Markup, pageOf, state } from "./layout.ts";
import { maintenanceFacts } from "./maintenance.ts";
import { baseOf, pathOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";
import { monthOf } from "./times.ts";
import { impactLabel } from "./words.ts";

/** How many months stand on one page. */
const monthsShown = 3;
/** How far back it goes, this month included. */
const monthsBack = 12;

/**
 * What happened, by month: the last three, or the three up to the given one (`2026-08`). Null when the page does not reach
 * back to it.
 */
export function historyPage(frame: Frame, snapshot: Snapshot, upTo: string | null): string | null {
  const all = monthsUpTo(frame.asOf);
  const from = upTo === null ? 0 : all.findIndex((month) => keyOf(month) === upTo);
  if (from < 0) return null;
  const base = baseOf(frame.site);
  const byMonth = Map.groupBy(happened(snapshot), (notice) => keyOf(whenOf(notice, frame.asOf)));
  const shown = all.slice(from, from + monthsShown);
  const title = from === 0 ? "History" : `History up to ${monthOf(shown[0] ?? frame.asOf)}`;
  return pageOf(frame, {
    title,
    overall: snapshot.overall,
    at: "history",
    body: html`<div class="plain"><h1>${title}</h1>
${shown.map((month) => section(month, byMonth.get(keyOf(month)) ?? [], snapshot, base))}
<nav class="turn" aria-label="Months">${turn(all, from - monthsShown, "Newer", base)}${turn(all, from + monthsShown, "Older", base)}</nav></div>`,
  });
}

function happened({ open, past, maintenance }: Snapshot): Notice[] {
  const running = maintenance.ahead.filter(({ stage }) => stage === "IN_PROGRESS");
  const over = [...past, ...maintenance.past].toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return [...open, ...running, ...over];
}

/** What goes on belongs to this month. */
function whenOf({ endedAt }: Notice, asOf: Instant): Instant {
  return endedAt ?? asOf;
}

function section(month: Instant, notices: Notice[], { record: { since } }: Snapshot, base: string): Markup {
  const before = keyOf(month) < keyOf(since);
  const none = before ? "No data: this is before the record begins." : "Nothing to report.";
  return html`<section><h2>${monthOf(month)}</h2>${
    notices.length === 0
      ? html`<p class="quiet">${none}</p>`
      : html`<ul class="sheet list">${notices.map((notice) => row(notice, base))}</ul>`
  }</section>`;
}

function row(notice: Notice, base: string): Markup {
  const { kind, impact, title } = notice;
  return html`<li><div class="row"><a href="${base}${pathOf(notice)}" dir="auto">${title}</a>${kind === "incident" ? state(impact, impactLabel(impact)) : ""}</div>
${kind === "incident" ? pastFacts(notice, "with its day") : maintenanceFacts(notice, "with its day")}</li>`;
}

function turn(all: Instant[], to: number, words: string, base: string): Markup | string {
  const month = all[Math.max(0, to)];
  if (month === undefined || to <= -monthsShown) return "";
  const older = words === "Older";
  const path = to <= 0 ? "/history" : `/history/${keyOf(month)}`;
  return html`<a href="${base}${path}"${raw(older ? ' rel="next"' : ' rel="prev"')}>${words}</a>`;
}

/** The first moments of the last months, newest first. */
function monthsUpTo(asOf: Instant): Instant[] {
  const now = new Date(asOf);
  return Array.from({ length: monthsBack }, (_, back) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
}

/** `2026-11` */
function keyOf(at: Instant): string {
  return utcDate(at).slice(0, 7);
}
