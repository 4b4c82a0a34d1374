import { html } from "hono/html";
import type { Notice } from "../../domain/publishing/notice.ts";
import { inWords, utcDate, utcMinute, utcTime } from "../../text/instant.ts";
import { touched } from "./incident.ts";
import { type Frame, type Markup, pageOf, state, time } from "./layout.ts";
import { pathOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";
import { shortDayOf } from "./times.ts";
import { updates } from "./updates.ts";
import { stageLabel } from "./words.ts";

/** One that runs or is to come: when, what of, and its newest word. */
export function aheadMaintenance(maintenance: Notice, base: string): Markup {
  const running = maintenance.stage === "IN_PROGRESS";
  return html`<article class="sheet notice ${running ? "active " : ""}maintenance">
<div class="row"><h3 dir="auto"><a href="${base}${pathOf(maintenance)}">${maintenance.title}</a></h3>${standing(maintenance)}</div>
<p class="window">${planned(maintenance)}</p>
${touched(maintenance.components)}
${updates(maintenance, 1)}
</article>`;
}

/** One that is over. */
export function pastMaintenance(maintenance: Notice, base: string): Markup {
  return html`<article class="sheet notice">
<div class="row"><h4 dir="auto"><a href="${base}${pathOf(maintenance)}">${maintenance.title}</a></h4>${standing(maintenance)}</div>
${maintenanceFacts(maintenance)}
${updates(maintenance, 1)}
</article>`;
}

/** How one went, in a line; with its day where that stands nowhere else. */
export function maintenanceFacts(
  { endedAt, startedAt, stage }: Notice,
  day: "with its day" | "without" = "without",
): Markup {
  const on = endedAt ?? startedAt;
  return html`<ul class="facts">
${day === "without" ? "" : html`<li>${shortDayOf(on)}</li>`}
<li>Maintenance</li>
${
  endedAt === null
    ? html`<li>${stage === "IN_PROGRESS" ? "Going on now" : html`From ${time(startedAt)}`}</li>`
    : html`<li>${stageLabel[stage]} at <time datetime="${utcMinute(endedAt)}">${utcTime(endedAt)} UTC</time></li>`
}
${stage === "COMPLETED" && endedAt !== null ? html`<li>Took ${inWords(endedAt - startedAt)}</li>` : ""}
</ul>`;
}

function standing({ stage }: Notice): Markup {
  if (stage === "COMPLETED") return state("operational", stageLabel[stage]);
  return stage === "CANCELLED"
    ? html`<span class="state">${stageLabel[stage]}</span>`
    : state("maintenance", stageLabel[stage]);
}

/** `21 Nov 2026, 09:00 UTC to 11:00 UTC`; the second day is named when it is another. */
function planned({ window, startedAt }: Notice): Markup {
  if (!window) return time(startedAt);
  const { startsAt, endsAt } = window;
  const end =
    utcDate(startsAt) === utcDate(endsAt)
      ? html`<time datetime="${utcMinute(endsAt)}">${utcTime(endsAt)} UTC</time>`
      : time(endsAt);
  return html`${time(startsAt)} to ${end}`;
}

/** The page of one maintenance, with every notice. */
export function maintenancePage(frame: Frame, { overall }: Snapshot, maintenance: Notice): string {
  const { title, components, startedAt, endedAt, stage } = maintenance;
  const begun = stage === "IN_PROGRESS" || stage === "COMPLETED";
  return pageOf(frame, {
    title,
    overall,
    at: "elsewhere",
    body: html`<div class="plain">
<h1 dir="auto">${title}</h1>
<p class="standing">${standing(maintenance)}</p>
<dl class="sheet">
<div><dt>Planned</dt><dd>${planned(maintenance)}</dd></div>
${begun ? html`<div><dt>Began</dt><dd>${time(startedAt)}</dd></div>` : ""}
${endedAt === null ? "" : html`<div><dt>${stageLabel[stage]}</dt><dd>${time(endedAt)}</dd></div>`}
<div><dt>Components</dt><dd><ul>${components.map(({ name }) => html`<li dir="auto">${name}</li>`)}</ul></dd></div>
</dl>
<h2>Updates</h2>
<div class="sheet notice">${updates(maintenance)}</div>
</div>`,
  });
}
