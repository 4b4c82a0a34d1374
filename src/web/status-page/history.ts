import { html } from "hono/html";
import type { Notice } from "../../domain/publishing/notice.ts";
import { pastFacts } from "./incident.ts";
import { type Frame, type Markup, pageOf } from "./layout.ts";
import type { Snapshot } from "./snapshot.ts";
import { monthOf } from "./times.ts";

/** Every incident of the last year, by month. */
export function historyPage(frame: Frame, { overall, open, past }: Snapshot): string {
  const all = [...open, ...past];
  const months = [...Map.groupBy(all, ({ endedAt }) => monthOf(endedAt ?? frame.asOf))];
  return pageOf(frame, {
    title: `History · ${frame.name}`,
    overall,
    at: "history",
    body: html`<div class="plain"><h1>History</h1>
${all.length === 0 ? html`<p>Nothing to report in the last twelve months.</p>` : ""}
${months.map(([month, incidents]) => html`<section><h2>${month}</h2><ul class="sheet list">${incidents.map(row)}</ul></section>`)}</div>`,
  });
}

function row(incident: Notice): Markup {
  return html`<li class="${incident.impact}"><a href="/incidents/${incident.id}" dir="auto">${incident.title}</a>
${pastFacts(incident, "with its day")}</li>`;
}

/** What stands where nothing is. */
export function missingPage(frame: Frame, { overall }: Snapshot): string {
  return pageOf(frame, {
    title: `Not here · ${frame.name}`,
    overall,
    at: "elsewhere",
    body: html`<div class="plain"><h1>There is nothing here</h1><p>Incidents of the last twelve months are in the <a href="/history">history</a>; <a href="/">the front page</a> says how things are now.</p></div>`,
  });
}
