import { html } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import { utcDate } from "../../text/instant.ts";
import { activeIncident, pastIncident } from "./incident.ts";
import { type Frame, icon, type Markup, pageOf } from "./layout.ts";
import type { Snapshot } from "./snapshot.ts";
import { dayOf, shortDayOf, startOfSpan } from "./times.ts";
import { headline, label } from "./words.ts";

const dayMs = 24 * 60 * 60_000;
/** How far back the front page looks, today included. */
const daysBack = 14;

/** The front page: is it up, what is going on, what broke recently. */
export function homePage(frame: Frame, snapshot: Snapshot): string {
  const { overall, open } = snapshot;
  return pageOf(frame, {
    title: `${headline[overall]} · ${frame.name}`,
    overall,
    at: "home",
    body: html`<div class="banner ${overall}">${icon(overall)}<div><h1>${headline[overall]}</h1>${
      open.length === 0 ? "" : html`<p>${going(open.length)}</p>`
    }</div></div>
${open.length === 0 ? "" : html`<section aria-labelledby="going"><h2 id="going">Going on now</h2>${open.map(activeIncident)}</section>`}
${components(snapshot)}
<section aria-labelledby="past"><h2 id="past">Past ${daysBack} days</h2>${past(snapshot, frame.asOf)}</section>`,
  });
}

function going(count: number): string {
  return count === 1 ? "One incident is being worked on." : `${count} incidents are being worked on.`;
}

function components({ components: all }: Snapshot): Markup | string {
  if (all.length === 0) return "";
  return html`<section aria-labelledby="parts"><h2 id="parts">Components</h2>
<ul class="sheet components">${all.map(
    ({ name, status }) =>
      html`<li><span dir="auto">${name}</span><span class="state ${status}">${icon(status)}${label[status]}</span></li>`,
  )}</ul></section>`;
}

/** The last days, newest first; quiet ones in a row are told of once. While something goes on, no day since it began is called quiet. */
function past({ open, past: incidents }: Snapshot, asOf: Instant): (Markup | string)[] {
  const byDay = Map.groupBy(incidents, ({ endedAt }) => utcDate(endedAt ?? asOf));
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
      parts.push(html`<section class="day"><h3>${when}</h3>${ended.map(pastIncident)}</section>`);
    } else if (utcDate(day) < sinceOpen) quiet.push(day);
  }
  tellQuiet();
  return parts;
}

function quietDays(days: Instant[]): Markup {
  const newest = days[0] ?? 0;
  const oldest = days.at(-1) ?? newest;
  const from =
    days.length === 1 ? "" : html`<time datetime="${utcDate(oldest)}">${startOfSpan(oldest, newest)}</time> to `;
  return html`<p class="quiet"><span>${from}<time datetime="${utcDate(newest)}">${shortDayOf(newest)}</time></span><span>Nothing to report.</span></p>`;
}
