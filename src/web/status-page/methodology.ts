import { html } from "hono/html";
import { spanInWords } from "../../domain/duration.ts";
import { type OverallStatus, type Policy, severities } from "../../domain/policy.ts";
import { downShare } from "../../domain/status/uptime.ts";
import { type Frame, type Markup, pageOf, state, time } from "./layout.ts";
import type { Snapshot } from "./snapshot.ts";
import { label } from "./words.ts";

const meanings: [OverallStatus, string][] = [
  ["operational", "It works as it should."],
  ["maintenance", "Announced work is being done on it. What to expect stands in the notice."],
  ["degraded", "It works, but slower or with less than usual, for some; or a part that few use does not."],
  ["partial-outage", "A part of it does not work, or it does not work for some of its users."],
  ["major-outage", "It does not work."],
];

/** How the page is made: what each status means, how often it speaks, how uptime is worked out, and what it cannot know. */
export function methodologyPage(frame: Frame, { overall, record: { since }, components }: Snapshot): string {
  const measured = components.some(({ responseMs }) => responseMs !== undefined);
  return pageOf(frame, {
    title: "How this page is made",
    overall,
    at: "methodology",
    body: html`<div class="plain prose"><h1>How this page is made</h1>
<p>This page is made of what our people publish: incidents, their updates, and announced maintenance. It is brought up to date within seconds of each. When it cannot reach the record, it shows what was last known, and says of when that is.</p>
<h2>What a status means</h2>
<table class="sheet"><thead><tr><th scope="col">Status</th><th scope="col">What it says of a component</th></tr></thead><tbody>${meanings.map(
      ([status, words]) => html`<tr><th scope="row">${state(status, label[status])}</th><td>${words}</td></tr>`,
    )}</tbody></table>
<p>A component has the worst status of everything that touches it: every open incident, every maintenance that is running, and a status that a person has set by hand. An incident that ends heals only what no other one still breaks. A group has the status of its worst component, and the banner at the top the worst there is.</p>
<h2>How often we write</h2>
<p>An incident goes on being told of until it is resolved. Each update says when the next one comes at the latest; that time is a promise, and does not move.</p>
${cadence(frame.site.policy)}
<p>Texts are kept as they were published. When one is corrected, it says so, and when.</p>
<h2>How uptime is worked out</h2>
<p>Uptime is worked out for each component over the last 90 days, from the incidents on this page:</p>
<p class="formula">uptime = 1 − (${shareWords("major-outage")}time in major outage + ${shareWords("partial-outage")}time in partial outage + ${shareWords("degraded")}time degraded) ÷ (time on record − time in maintenance)</p>
<ul>
<li>An incident counts from its first signal, not from its first update, until it ended, with the status that its updates gave it at the time.</li>
<li>What turned out to be no incident counts nothing. What was written of it stays.</li>
<li>When several touch a component at once, the worst counts, and counts once.</li>
<li>Time in an announced maintenance, from its start to its completion, is left out, whatever else happened in it.</li>
<li>The record begins at ${time(since)}. Days before that show “no data”; they are not counted, and not taken for good ones.</li>
<li>Figures are cut off, never rounded up: 100 % means that nothing was wrong. Days are days in UTC.</li>
</ul>
<p>A day’s bar is the worst that happened on that day: the higher it stands, the worse it was. What it was is listed below it.</p>
${measured ? html`<h2>Response times</h2><p>p50 is the time within which half of the answers came, p95 that of 95 in 100. They stand where they are measured, and nowhere else.</p>` : ""}
<h2>What this page does not know</h2>
<ul>
<li>It is one coarse picture of the service. It does not tell apart every region, model, route, kind of account or state of a quota; you may see trouble that others do not, and the other way round.</li>
<li>It tells of what was found and published. Trouble that nobody noticed is not in it, and the first minutes of an incident come in with its first update.</li>
<li>That a component works means that it answers as it should, not that each answer is right.</li>
<li>A status that was set by hand shows while it stands. It has no page of its own, and is not counted in the uptime.</li>
</ul>
<p>All times are in UTC. With JavaScript, your own time stands beside them.</p></div>`,
  });
}

/** What is promised for each status that an incident can give the service. */
function cadence(policy: Policy): Markup {
  const rows = severities.flatMap((severity) => {
    const { published, overall, firstUpdate, updateEvery } = policy.severities[severity];
    return published && overall !== null
      ? [{ overall, first: spanInWords(firstUpdate), every: spanInWords(updateEvery) }]
      : [];
  });
  return html`<table class="sheet"><thead><tr><th scope="col">When there is</th><th scope="col">First update within</th><th scope="col">Then at least every</th></tr></thead><tbody>${rows.map(
    ({ overall, first, every }) =>
      html`<tr><th scope="row">${state(overall, label[overall])}</th><td>${first}</td><td>${every}</td></tr>`,
  )}</tbody></table>`;
}

/** `0.5 × `; nothing for what counts whole. */
function shareWords(status: OverallStatus): string {
  return downShare[status] === 1 ? "" : `${downShare[status]} × `;
}
