import { html, raw } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import { type OverallStatus, worse } from "../../domain/policy.ts";
import { type Day, type DayRecord, dayRecord, uptimeInWords } from "../../domain/status/uptime.ts";
import { inWords, utcDate } from "../../text/instant.ts";
import { type Frame, type Markup, state } from "./layout.ts";
import { baseOf, pathOf } from "./site.ts";
import { noticesOf, type PageComponent, type Snapshot } from "./snapshot.ts";
import { shortDayOf } from "./times.ts";
import { label } from "./words.ts";

/** How many days the bars show. */
const daysShown = 90;
/** With no more components than this, all groups are open. */
const fewComponents = 12;

/** The components, each with its status and what became of it day by day; those of a group stand in it. */
export function componentList(frame: Frame, snapshot: Snapshot): Markup | string {
  const { components } = snapshot;
  if (components.length === 0) return "";
  const show = rowOf(frame, snapshot);
  const byGroup = Map.groupBy(components, ({ group }) => group);
  // A group stands where its first component is.
  const places = components.filter(({ group, name }) => group === null || byGroup.get(group)?.[0]?.name === name);
  const many = components.length > fewComponents;
  return html`<section aria-labelledby="parts"><div class="over"><h2 id="parts">Components</h2><p>Last ${daysShown} days</p></div>
<ul class="sheet components">${places.map((first) => {
    const members = first.group === null ? [] : (byGroup.get(first.group) ?? []);
    return first.group === null
      ? html`<li>${show(first)}</li>`
      : group(first.group, members, { frame, snapshot, show, many });
  })}</ul>
${legend()}</section>`;
}

function group(
  name: string,
  members: PageComponent[],
  {
    frame,
    snapshot,
    show,
    many,
  }: { frame: Frame; snapshot: Snapshot; show: (one: PageComponent) => Markup; many: boolean },
): Markup {
  const status = members.reduce<OverallStatus>((worst, one) => worse(worst, one.status), "operational");
  const open = !many || status !== "operational";
  const all = recordOf(members, frame.asOf, snapshot);
  return html`<li><details class="group"${open ? raw(" open") : ""}><summary><span class="row"><span class="part" dir="auto">${name} <small>${members.length}</small></span>${state(status, label[status])}</span>${bars(all)}</summary>
<ul>${members.map((one) => html`<li>${show(one)}</li>`)}</ul></details></li>`;
}

function recordOf(all: PageComponent[], now: Instant, { record: { since, troubles } }: Snapshot): DayRecord {
  const own = troubles.filter(({ components }) => all.some(({ name }) => components.includes(name)));
  return dayRecord(own, { since, now, count: daysShown });
}

function rowOf(frame: Frame, snapshot: Snapshot): (component: PageComponent) => Markup {
  const titles = new Map(noticesOf(snapshot).map((notice) => [notice.id, notice]));
  const base = baseOf(frame.site);
  const link = (id: string): Markup | string => {
    const notice = titles.get(id);
    return notice ? html`<a href="${base}${pathOf(notice)}">${notice.title}</a>` : "";
  };
  return (component) => {
    const { name, status, responseMs } = component;
    const record = recordOf([component], frame.asOf, snapshot);
    const eventful = record.days.filter(({ notices }) => notices.length > 0).toReversed();
    const figures = html`${uptimeOf(record)}${responseMs ? ` · p50 ${Math.round(responseMs.p50)} ms, p95 ${Math.round(responseMs.p95)} ms` : ""}`;
    const many = eventful.length === 1 ? "1 day" : `${eventful.length} days`;
    return html`<div class="row"><span class="part" dir="auto">${name}</span>${state(status, label[status])}</div>${bars(record)}${
      eventful.length === 0
        ? html`<p class="days">${figures}</p>`
        : html`<details class="days"><summary>${figures} · ${many} with events<span class="of"> of ${name}</span></summary><ul>${eventful.map(
            (day) =>
              html`<li>${dayLine(day)} ${day.notices.map((id, index) => html`${index === 0 ? "" : ", "}${link(id)}`)}</li>`,
          )}</ul></details>`
    }`;
  };
}

function uptimeOf({ uptime, days }: DayRecord): string {
  const known = days.filter(({ status }) => status !== null).length;
  // A share of some minutes of the first day says nothing.
  if (uptime === null || known < 2) return "No uptime to tell yet";
  const over = known === daysShown ? "" : ` over ${known} days`;
  return `${uptimeInWords(uptime)} uptime${over}`;
}

function dayLine({ startsAt, status, lasted }: Day): Markup {
  const worst = status ?? "operational";
  const [first, ...others] = lasted;
  const also = others.map((one) => `, ${label[one.status].toLowerCase()} for ${inWords(one.ms)}`).join("");
  return html`<time datetime="${utcDate(startsAt)}">${shortDayOf(startsAt)}</time> <span class="state ${worst}">${label[worst]}</span>${
    first ? ` for ${inWords(first.ms)}${also}` : ""
  }:`;
}

/** How high a day's bar stands, of ten, as the style has it: the worse it was, the higher, so that no colour has to be told. */
const heights: Record<OverallStatus, number> = {
  operational: 6,
  maintenance: 6,
  degraded: 7.4,
  "partial-outage": 8.7,
  "major-outage": 10,
};

/**
 * The days as bars. A run of alike days is one dashed line: with sixty components, ninety elements for each would outweigh
 * the page. It is a picture for the eye; the same is in words below it.
 */
function bars({ days }: DayRecord): Markup {
  const parts: string[] = [];
  for (let from = 0, to = 0; from < days.length; from = to) {
    const day = days[from];
    while (to < days.length && days[to]?.status === day?.status && (to === from || isQuiet(days[to]))) to += 1;
    if (day) parts.push(line(day, from, to));
  }
  return html`<svg class="bars" viewBox="0 0 ${daysShown} 10" preserveAspectRatio="none" aria-hidden="true">${raw(parts.join(""))}</svg>`;
}

function isQuiet(day: Day | undefined): boolean {
  return day?.status === null || day?.status === "operational";
}

function line({ status, startsAt, lasted }: Day, from: number, to: number): string {
  const height = status === null ? 1.5 : heights[status];
  const at = `d="M${from} ${10 - height / 2}h${to - from}"`;
  if (status === null || status === "operational") return `<path class="${status ?? "unknown"}" ${at}/>`;
  const [worst] = lasted;
  const time = worst ? `, ${inWords(worst.ms)}` : "";
  return `<path class="${status}" ${at}><title>${shortDayOf(startsAt)}: ${label[status]}${time}</title></path>`;
}

function legend(): Markup {
  const shown: [OverallStatus | null, string][] = [
    ["operational", "No event"],
    ["maintenance", "Maintenance"],
    ["degraded", "Degraded"],
    ["partial-outage", "Partial outage"],
    ["major-outage", "Major outage"],
    [null, "No data"],
  ];
  const day = (status: OverallStatus | null): Day => ({ startsAt: 0, status, lasted: [], notices: [] });
  return html`<ul class="legend" aria-hidden="true">${shown.map(
    ([status, words]) =>
      html`<li><svg class="bars" viewBox="0 0 1 10" preserveAspectRatio="none">${raw(line(day(status), 0, 1).replace(/<title>.*<\/title>/, ""))}</svg>${words}</li>`,
  )}</ul>`;
}
