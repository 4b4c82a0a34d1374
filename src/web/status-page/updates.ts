import { html } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import type { OverallStatus } from "../../domain/policy.ts";
import type { Notice, NoticeUpdate } from "../../domain/publishing/notice.ts";
import { utcClock, utcDate, utcMinute } from "../../text/instant.ts";
import type { Markup } from "./layout.ts";
import { shortDayOf } from "./times.ts";

/** Updates, newest first: so many in sight, the rest one click away. They are given oldest first. */
export function updates({ updates: told, impact }: Notice, inSight = told.length): Markup {
  const newestFirst = told.toReversed();
  const earlier = newestFirst.slice(inSight);
  const many = earlier.length === 1 ? "1 earlier update" : `${earlier.length} earlier updates`;
  return html`${listed(newestFirst.slice(0, inSight), impact)}${
    earlier.length === 0 ? "" : html`<details><summary>${many}</summary>${listed(earlier, impact)}</details>`
  }`;
}

function listed(all: readonly NoticeUpdate[], impact: OverallStatus): Markup {
  return html`<ol class="updates">${all.map(
    (update) => html`<li class="${hueOf(update, impact)}">
<p class="heading" dir="auto">${heading(update.heading)}${corrected(update)}</p>
${update.words === "" ? "" : html`<p class="words" dir="auto">${read(update.words)}</p>`}</li>`,
  )}</ol>`;
}

function hueOf({ stage }: NoticeUpdate, impact: OverallStatus): OverallStatus {
  if (stage === "RESOLVED" || stage === "COMPLETED") return "operational";
  return stage === "SCHEDULED" || stage === "IN_PROGRESS" || stage === "CANCELLED" ? "maintenance" : impact;
}

/** `Corrected 12:30Z`, with the day when it is not that of the update. */
function corrected({ postedAt, correctedAt }: NoticeUpdate): Markup | string {
  if (correctedAt === null) return "";
  return html` <span class="corrected">Corrected ${clock(correctedAt, postedAt)}</span>`;
}

function clock(at: Instant, beside: Instant): Markup {
  const day = utcDate(at) === utcDate(beside) ? "" : `${shortDayOf(at)}, `;
  return html`<time datetime="${utcMinute(at)}">${day}${utcClock(at)}</time>`;
}

/** The first line, with its stage told apart. */
function heading(line: string): Markup {
  const [, stage = "", rest = line] = /^(\[[A-Z_ ]+\])(.*)$/.exec(line) ?? [];
  return html`<b>${stage}</b>${rest}`;
}

/** Addresses in a text become links, times are marked as such, and nothing else is read into it. */
function read(words: string): (string | Markup)[] {
  return words.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/).flatMap((part, index) => {
    return index % 2 === 0 ? marked(part) : [html`<a href="${part}" rel="nofollow noopener">${part}</a>`];
  });
}

function marked(words: string): (string | Markup)[] {
  return words.split(/\b(\d{4}-\d\d-\d\dT\d\d:\d\dZ)/).map((part, index) => {
    return index % 2 === 0 ? part : html`<time datetime="${part}">${part}</time>`;
  });
}
