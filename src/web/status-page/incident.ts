import { html } from "hono/html";
import type { Notice } from "../../domain/publishing/notice.ts";
import { inWords, utcMinute, utcTime } from "../../text/instant.ts";
import { type Frame, type Markup, pageOf, state, time } from "./layout.ts";
import { pathOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";
import { shortDayOf } from "./times.ts";
import { updates } from "./updates.ts";
import { impactLabel, stageLabel } from "./words.ts";

/** How many updates of an open incident stand in sight; the rest is one click away. */
const inSight = 3;

/** An incident that is going on: everything a customer came for. */
export function activeIncident(incident: Notice, base: string): Markup {
  const { title, impact, stage, startedAt, components, nextUpdateBy } = incident;
  return html`<article class="sheet notice active ${impact}">
<div class="row"><h3 dir="auto"><a href="${base}${pathOf(incident)}">${title}</a></h3>${state(impact, impactLabel(impact))}</div>
<ul class="facts">
<li>${stageLabel[stage]}</li>
<li>Since ${time(startedAt)}</li>
${nextUpdateBy === null ? "" : html`<li class="promise">Next update by ${time(nextUpdateBy)}</li>`}
</ul>
${touched(components)}
${updates(incident, inSight)}
</article>`;
}

/** What it is about, by name. */
export function touched(components: Notice["components"]): Markup | string {
  if (components.length === 0) return "";
  return html`<ul class="tags" aria-label="Affected components">${components.map(({ name }) => html`<li dir="auto">${name}</li>`)}</ul>`;
}

/** One that is over: how it ended, and the rest on demand. */
export function pastIncident(incident: Notice, base: string): Markup {
  return html`<article class="sheet notice">
<div class="row"><h4 dir="auto"><a href="${base}${pathOf(incident)}">${incident.title}</a></h4>${state("operational", ending(incident))}</div>
${pastFacts(incident)}
${updates(incident, 1)}
</article>`;
}

/** How it ended: merged and cancelled ones are not said to be resolved. */
function ending({ updates: told }: Notice): string {
  return told.at(-1)?.stage === "RESOLVED" ? "Resolved" : "Closed";
}

/** What is to know of one that is over, in a line; with its day where that stands nowhere else. */
export function pastFacts(incident: Notice, day: "with its day" | "without" = "without"): Markup {
  const { endedAt, impact, startedAt } = incident;
  if (endedAt === null)
    return html`<ul class="facts">${day === "without" ? "" : html`<li>${shortDayOf(startedAt)}</li>`}<li>Going on now</li></ul>`;
  return html`<ul class="facts">
${day === "without" ? "" : html`<li>${shortDayOf(endedAt)}</li>`}
${day === "without" ? html`<li>${impactLabel(impact)}</li>` : ""}
<li>${ending(incident)} at <time datetime="${utcMinute(endedAt)}">${utcTime(endedAt)} UTC</time></li>
<li>Lasted ${inWords(endedAt - startedAt)}</li>
</ul>`;
}

/** The page of one incident, with every update. */
export function incidentPage(frame: Frame, { overall }: Snapshot, incident: Notice): string {
  const { title, impact, components, startedAt, endedAt, nextUpdateBy, stage, open } = incident;
  return pageOf(frame, {
    title,
    overall,
    at: "elsewhere",
    body: html`<div class="plain">
<h1 dir="auto">${title}</h1>
<p class="standing">${state(open ? impact : "operational", open ? stageLabel[stage] : ending(incident))}</p>
<dl class="sheet">
<div><dt>Impact</dt><dd>${impactLabel(impact)}</dd></div>
<div><dt>Began</dt><dd>${time(startedAt)}</dd></div>
${
  endedAt === null
    ? ""
    : html`<div><dt>Ended</dt><dd>${time(endedAt)}</dd></div><div><dt>Lasted</dt><dd>${inWords(endedAt - startedAt)}</dd></div>`
}
${nextUpdateBy === null ? "" : html`<div><dt>Next update by</dt><dd>${time(nextUpdateBy)}</dd></div>`}
${components.length === 0 ? "" : html`<div><dt>Affected components</dt><dd><ul>${components.map(({ name }) => html`<li dir="auto">${name}</li>`)}</ul></dd></div>`}
</dl>
<h2>Updates</h2>
<div class="sheet notice">${updates(incident)}</div>
</div>`,
  });
}
