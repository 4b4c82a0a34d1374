import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import type { Notice } from "../../domain/publishing/notice.ts";
import { concerns, type FeedScope, type Origin } from "./feed.ts";
import { pathOf } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";

/** How long a maintenance that is over stays in the calendar, ms: until everybody's has learned how it ended. */
const keptMs = 90 * 24 * 60 * 60_000;
/** How often calendars are asked to look again, s. */
const lookAgainSeconds = 3_600;

/**
 * The maintenance as a calendar (RFC 5545), in UTC. The same maintenance is the same event from its first notice to its end;
 * each notice raises its sequence, so that calendars take the new time, or that it was cancelled. `asOf` bounds what is past.
 */
export function maintenanceCalendar(site: Origin, { maintenance }: Snapshot, scope: FeedScope, asOf: number): string {
  const { component } = scope;
  const recent = maintenance.past.filter(({ endedAt }) => (endedAt ?? asOf) > asOf - keptMs);
  const notices = [...maintenance.ahead, ...recent].filter((one) => component === null || concerns(one, component));
  const calendar = ical({
    name: component === null ? `${site.name}: maintenance` : `${site.name}: maintenance of ${component}`,
    prodId: { company: "Sitrep", product: "Status page", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    url: `${site.url}${scope.path}`,
    ttl: lookAgainSeconds,
  });
  for (const notice of notices) calendar.createEvent(eventOf(notice, site));
  return `${calendar.toString()}\r\n`;
}

function eventOf(notice: Notice, { url }: Origin) {
  const { stage, updates, components } = notice;
  const { start, end } = timesOf(notice);
  const last = updates.at(-1);
  return {
    id: `${notice.id}@sitrep`,
    sequence: updates.length - 1,
    stamp: new Date(notice.changedAt),
    created: new Date(notice.publishedAt),
    lastModified: new Date(notice.changedAt),
    start: new Date(start),
    end: new Date(end),
    summary: writable(notice.title),
    description: writable(last?.text ?? ""),
    url: `${url}${pathOf(notice)}`,
    status: stage === "CANCELLED" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
    categories: components.map(({ name }) => ({ name: writable(name) })),
  };
}

/** The planned window; once it is under way, when it began; once it is over, when that was. */
function timesOf({ stage, window, startedAt, endedAt }: Notice): { start: number; end: number } {
  const planned = { start: window?.startsAt ?? startedAt, end: window?.endsAt ?? startedAt };
  if (stage === "SCHEDULED" || stage === "CANCELLED") return planned;
  const end = stage === "COMPLETED" ? (endedAt ?? planned.end) : planned.end;
  return { start: startedAt, end: Math.max(end, startedAt) };
}

/** Without characters that a calendar cannot hold. */
function writable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n]/gu, "");
}
