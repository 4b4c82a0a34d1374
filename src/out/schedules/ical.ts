import type { EventInstance, VEvent } from "node-ical";
import type { Http } from "../../base/http.ts";
import type { Secret } from "../../base/secret.ts";
import { isZone } from "../../domain/calendar.ts";
import type { RotaRole } from "../../domain/rota/layers.ts";
import { instantOfReading, readingAt } from "../../domain/rota/wall-clock.ts";
import { asked, type ForeignShift, type ScheduleReader, ScheduleTrouble, type Window } from "../schedule.ts";

/** The most bytes of a calendar that are read, and the most events: bounds what reading it costs. */
const mostBytes = 2 * 1024 * 1024;
const mostEvents = 5_000;

/**
 * A calendar in iCalendar format (RFC 5545), asked for with the ETag of the last answer. `zone` is that of events without one,
 * unless the calendar says its own. An event names whom it invites; one that invites nobody is read by its title.
 */
export function icalSchedule({
  http,
  address,
  role,
  zone,
}: {
  http: Http;
  address: Secret;
  role: RotaRole;
  zone: string;
}): ScheduleReader {
  let known: { etag: string; text: string } | null = null;

  return async (window) => {
    const url = address.reveal().replace(/^webcal:/i, "https:");
    const headers: Record<string, string> = {
      accept: "text/calendar",
      ...(known ? { "if-none-match": known.etag } : {}),
    };
    const answer = await asked(http, { method: "GET", url, headers, mostBytes }, known ? [304] : []);
    const text: string = answer.status === 304 && known ? known.text : answer.text;
    const { etag } = answer.headers;
    const shifts = await shiftsIn(text, window, role, zone);
    if (answer.status !== 304) known = etag ? { etag, text } : null;
    return shifts;
  };
}

async function shiftsIn(text: string, window: Window, role: RotaRole, zone: string): Promise<ForeignShift[]> {
  if (!/^\s*BEGIN:VCALENDAR/i.test(text.replace(/^\uFEFF/, "")))
    throw new ScheduleTrouble("the answer is no calendar: it does not begin with BEGIN:VCALENDAR");
  // Reading calendars takes a library of some weight, which nobody else has to load.
  const { default: ical } = await import("node-ical");
  const read = ical.sync.parseICS(text);
  const own = read.vcalendar as { "WR-TIMEZONE"?: unknown } | undefined;
  const ownZone = typeof own?.["WR-TIMEZONE"] === "string" && isZone(own["WR-TIMEZONE"]) ? own["WR-TIMEZONE"] : zone;
  const events = Object.values(read).filter((one): one is VEvent => one?.type === "VEVENT");
  if (events.length > mostEvents)
    throw new ScheduleTrouble(`the calendar has ${events.length} events; ${mostEvents} are read at most`);
  const range = { from: new Date(window.from), to: new Date(window.until), expandOngoing: true };
  return events.filter(isSensible).flatMap((event) =>
    ical
      .expandRecurringEvent(event, range)
      .filter((instance) => instance.event.status !== "CANCELLED")
      .flatMap((instance) => shiftsOf(instance, event, role, ownZone))
      .filter(({ from, until }) => from < until && from < window.until && until > window.from),
  );
}

/** No shift begins anew every minute; a calendar that says so would keep us busy for good. */
function isSensible({ rrule }: VEvent): boolean {
  return !/FREQ=(SECONDLY|MINUTELY)/i.test(rrule?.toString() ?? "");
}

/** Everybody whom an event invites is on call then. */
function shiftsOf(instance: EventInstance, base: VEvent, role: RotaRole, zone: string): ForeignShift[] {
  const { event, summary } = instance;
  const from = instantFor(instance.start, zone);
  const when = { role, from, until: endOf(instance, base, from, zone) };
  const invited = [event.attendee ?? []].flat().flatMap((one) => emailOf(one));
  if (invited.length > 0) return invited.map((email) => ({ ...when, names: [email] }));
  const text = typeof summary === "string" ? summary : String(summary?.val ?? "");
  return [{ ...when, names: [], text }];
}

/** Days and times without a zone come as the clock of this machine would read them; they are meant in the calendar's zone. */
function instantFor(date: EventInstance["start"], zone: string): number {
  if (!date.dateOnly && date.tz !== undefined) return date.getTime();
  const reading = Date.UTC(
    date.getFullYear(),
    date.getMonth(),
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
  );
  return instantOfReading(zone, reading);
}

/** A shift that repeats ends at the same time of day each time, as every calendar shows it, also in a week when the clocks change. */
function endOf(instance: EventInstance, base: VEvent, from: number, zone: string): number {
  const own = base.start.tz;
  if (!instance.isRecurring || instance.isOverride || own === undefined || !base.end || !isZone(own))
    return instantFor(instance.end, zone);
  const length = readingAt(own, base.end.getTime()) - readingAt(own, base.start.getTime());
  return instantOfReading(own, readingAt(own, from) + length);
}

function emailOf(attendee: unknown): string[] {
  const value = typeof attendee === "object" && attendee !== null && "val" in attendee ? attendee.val : attendee;
  const email = /^mailto:(.+@.+)$/i.exec(String(value))?.[1];
  return email ? [email.toLowerCase()] : [];
}
