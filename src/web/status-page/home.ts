import { html } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import type { Notice } from "../../domain/publishing/notice.ts";
import { utcDate } from "../../text/instant.ts";
import { componentList } from "./components.ts";
import { activeIncident, pastIncident } from "./incident.ts";
import { type Frame, icon, type Markup, pageOf } from "./layout.ts";
import { aheadMaintenance, pastMaintenance } from "./maintenance.ts";
import { baseOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";
import { dayOf, shortDayOf, startOfSpan } from "./times.ts";
import { headline } from "./words.ts";

const dayMs = 24 * 60 * 60_000;
/** How far back the front page tells of incidents, today included. */
const daysBack = 14;

/** The front page: is it up, what is going on, what is planned, what broke recently. */
export function homePage(frame: Frame, snapshot: Snapshot): string {
  const { overall, open, maintenance } = snapshot;
  const base = baseOf(frame.site);
  const { about } = frame.site.branding;
  const words = going(snapshot);
  return pageOf(frame, {
    title: headline[overall],
    overall,
    at: "home",
    body: html`<div class="banner ${overall}">${icon(overall)}<div><h1>${headline[overall]}</h1>${words === "" ? "" : html`<p>${words}</p>`}</div></div>
${about === null ? "" : html`<p class="about" dir="auto">${about}</p>`}
${open.length === 0 ? "" : html`<section aria-labelledby="going"><h2 id="going">Going on now</h2>${open.map((one) => activeIncident(one, base))}</section>`}
${maintenance.ahead.length === 0 ? "" : html`<section aria-labelledby="planned"><h2 id="planned">Maintenance</h2>${maintenance.ahead.map((one) => aheadMaintenance(one, base))}</section>`}
${componentList(frame, snapshot)}
<section aria-labelledby="past"><div class="over"><h2 id="past">Past ${daysBack} days</h2><p><a href="${base}/history">All of the last twelve months</a></p></div>${past(snapshot, frame.asOf, base)}</section>`,
  });
}

function going({ open, maintenance }: Snapshot): string {
  const running = maintenance.ahead.filter(({ stage }) => stage === "IN_PROGRESS").length;
  const parts = [
    open.length === 0
      ? ""
      : open.length === 1
        ? "One incident is being worked on."
        : `${open.length} incidents are being worked on.`,
    running === 0 ? "" : running === 1 ? "One maintenance is under way." : `${running} maintenances are under way.`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** The last days, newest first; quiet ones in a row are told of once. While something goes on, no day since it began is called quiet. */
function past({ open, past: incidents, maintenance }: Snapshot, asOf: Instant, base: string): (Markup | string)[] {
  const over = [...incidents, ...maintenance.past].toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0));
  const byDay = Map.groupBy(over, ({ endedAt }) => utcDate(endedAt ?? asOf));
  const sinceOpen = open.length === 0 ? "9" : utcDate(Math.min(...open.map(({ startedAt }) => startedAt)));
  const parts: (Markup | string)[] = [];
  let quiet: Instant[] = [];
  const tellQuiet = () => {
    if (quiet.length > 0) parts.push(quietDays(quiet));
    quiet = [];
  };
  for (let back = 0; back < daysBack; back++) {
    const day = asOf - back * dayMs;
    const ended = byDay.get(utcDate(day));
    if (ended) {
      tellQuiet();
      const when = html`<time datetime="${utcDate(day)}">${dayOf(day)}</time>`;
      parts.push(html`<section class="day"><h3>${when}</h3>${ended.map((one) => ofPast(one, base))}</section>`);
    } else if (utcDate(day) < sinceOpen) quiet.push(day);
  }
  tellQuiet();
  return parts;
}

function ofPast(notice: Notice, base: string): Markup {
  return notice.kind === "incident" ? pastIncident(notice, base) : pastMaintenance(notice, base);
}

function quietDays(days: Instant[]): Markup {
  const newest = days[0] ?? 0;
  const oldest = days.at(-1) ?? newest;
  const from =
    days.length === 1 ? "" : html`<time datetime="${utcDate(oldest)}">${startOfSpan(oldest, newest)}</time> to `;
  return html`<p class="quiet"><span>${from}<time datetime="${utcDate(newest)}">${shortDayOf(newest)}</time></span><span>Nothing to report.</span></p>`;
}
