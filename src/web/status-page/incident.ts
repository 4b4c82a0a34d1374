import { html } from "hono/html";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { inWords, utcTime } from "../../text/instant.ts";
import { type Frame, type Markup, pageOf, time } from "./layout.ts";
import type { Snapshot } from "./snapshot.ts";
import { isoOf, shortDayOf } from "./times.ts";
import { label, stageLabel } from "./words.ts";

/** How many updates of an open incident stand in sight; the rest is one click away. */
const inSight = 3;

/** An incident that is going on: everything a customer came for. */
export function activeIncident(incident: Notice): Markup {
  return html`<article class="sheet incident active ${incident.impact}">
<h3 dir="auto"><a href="/incidents/${incident.id}">${incident.title}</a></h3>
<ul class="facts">
<li>${stageLabel[incident.stage]}</li>
<li>${label[incident.impact]}</li>
<li>Since ${time(incident.startedAt)}</li>
${incident.nextUpdateBy === null ? "" : html`<li class="promise">Next update by ${time(incident.nextUpdateBy)}</li>`}
</ul>
${updates(incident.updates.toReversed(), inSight)}
</article>`;
}

/** One that is over: how it ended, and the rest on demand. */
export function pastIncident(incident: Notice): Markup {
  return html`<article class="sheet incident ${incident.impact}">
<h4 dir="auto"><a href="/incidents/${incident.id}">${incident.title}</a></h4>
${pastFacts(incident)}
${updates(incident.updates.toReversed(), 1)}
</article>`;
}

/** What is to know of one that is over, in a line; with its day where that stands nowhere else. */
export function pastFacts(
  { impact, updates: told, endedAt, startedAt }: Notice,
  day: "with its day" | "without" = "without",
): Markup {
  if (endedAt === null) return html`<ul class="facts"><li>${label[impact]}</li><li>Going on now</li></ul>`;
  return html`<ul class="facts">
${day === "without" ? "" : html`<li>${shortDayOf(endedAt)}</li>`}
<li>${label[impact]}</li>
<li>${told.at(-1)?.stage === "RESOLVED" ? "Resolved" : "Closed"} at <time datetime="${isoOf(endedAt)}">${utcTime(endedAt)} UTC</time></li>
<li>Lasted ${inWords(endedAt - startedAt)}</li>
</ul>`;
}

function updates(all: NoticeUpdate[], shown: number): Markup {
  const earlier = all.slice(shown);
  const many = earlier.length === 1 ? "1 earlier update" : `${earlier.length} earlier updates`;
  return html`${listed(all.slice(0, shown))}${
    earlier.length === 0 ? "" : html`<details><summary>${many}</summary>${listed(earlier)}</details>`
  }`;
}

function listed(all: NoticeUpdate[]): Markup {
  return html`<ol class="updates">${all.map(
    (update) => html`<li class="${update.stage === "RESOLVED" ? "operational" : update.overall}">
<p class="heading" dir="auto">${heading(update.heading)}</p>
<p class="words" dir="auto">${linked(update.words)}</p>
</li>`,
  )}</ol>`;
}

/** The first line, with its stage told apart. */
function heading(line: string): Markup {
  const [, stage = "", rest = line] = /^(\[[A-Z]+\])(.*)$/.exec(line) ?? [];
  return html`<b>${stage}</b>${rest}`;
}

/** Addresses in a text become links, and nothing else is read into it. */
function linked(words: string): (string | Markup)[] {
  return words.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).map((part, index) => {
    return index % 2 === 0 ? part : html`<a href="${part}" rel="nofollow noopener">${part}</a>`;
  });
}

/** The page of one incident, with every update. */
export function incidentPage(frame: Frame, { overall }: Snapshot, incident: Notice): string {
  const { title: name, impact, components, startedAt, endedAt, nextUpdateBy, stage, open, updates: told } = incident;
  const how = open ? stageLabel[stage] : told.at(-1)?.stage === "RESOLVED" ? "Resolved" : "Closed";
  return pageOf(frame, {
    title: `${name} · ${frame.name}`,
    overall,
    at: "elsewhere",
    body: html`<div class="plain ${open ? impact : "operational"}">
<h1 dir="auto">${name}</h1>
<ul class="facts">
<li>${how}</li>
<li>${label[impact]}</li>
<li>From ${time(startedAt)}</li>
${endedAt === null ? "" : html`<li>to ${time(endedAt)}</li><li>Lasted ${inWords(endedAt - startedAt)}</li>`}
${nextUpdateBy === null ? "" : html`<li class="promise">Next update by ${time(nextUpdateBy)}</li>`}
</ul>
${components.length === 0 ? "" : html`<h2>Affected components</h2><ul class="sheet components">${components.map((one) => html`<li>${one.name}</li>`)}</ul>`}
<h2>Updates</h2>
<div class="sheet incident">${listed(incident.updates.toReversed())}</div>
</div>`,
  });
}
