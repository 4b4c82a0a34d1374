import { tzOffset } from "@date-fns/tz/tzOffset";
import type { Instant } from "../base/clock.ts";
import { isDate, type Span } from "./duration.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof weekdays)[number];

/** When a team works, as the configuration says it. Times of day are `HH:MM` in `zone`; `to` may be `24:00`. */
export interface CalendarSettings {
  zone: string;
  hours: { from: string; to: string };
  weekdays: readonly Weekday[];
  /** Days off, `YYYY-MM-DD`. */
  holidays: readonly string[];
}

/**
 * When a team works. The wall clock of the zone decides: an instant is open when the clock on the wall then reads at
 * least `from` and less than `to`, on a working weekday that is no holiday. So a deadline keeps its time of day over a
 * DST change, an hour that a change repeats within working hours counts twice, and one that it leaves out counts not at
 * all. A date that never was (Apia, 2011-12-30), or whose working hours fell into the gap, is no working day.
 */
export interface BusinessCalendar {
  readonly settings: CalendarSettings;
  /** True while the team works. The closing instant itself is not open any more. */
  contains(at: Instant): boolean;
  /** `at` itself when it is open, otherwise the next opening. */
  nextOpen(at: Instant): Instant;
  /** The first instant by which `ms` of business time have passed since `at`; so a day's last minute ends at its closing. */
  addTime(at: Instant, ms: number): Instant;
  /**
   * The same local time `days` working days on, counted from the next opening when `at` is not open (decisions.md 10).
   * A time of day that the target day leaves out becomes the first one after the gap; one that it repeats is the first
   * of the two. So the answer is open, or is that day's closing where a gap swallowed the rest of its hours.
   */
  addDays(at: Instant, days: number): Instant;
  /** Business time from `a` to `b` in ms; negative when `b` lies before `a`. */
  between(a: Instant, b: Instant): number;
}

/** When what starts at `start` is due; null when the span carries no deadline. */
export function dueAt(start: Instant, span: Span, calendar: BusinessCalendar): Instant | null {
  switch (span.kind) {
    case "elapsed":
      return start + span.ms;
    case "business-time":
      return calendar.addTime(start, span.ms);
    case "business-days":
      return calendar.addDays(start, span.days);
    case "none":
      return null;
  }
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** A stretch of working time, from inclusive to exclusive. */
type Open = readonly [from: Instant, to: Instant];

/** A change of the clocks: `before` and `after` are the distances from UTC around the instant `at`, in ms. */
interface Shift {
  at: Instant;
  before: number;
  after: number;
}

/** How many days stay worked out. A year of them is what deadlines and figures look at; this bounds a walk through decades. */
const mostDaysKept = 4_000;
/** Ends the search of a calendar whose holidays leave no working day. */
const mostDaysSearched = 3_660;

/** Builds the calendar. Throws a sentence that names the setting and shows a right value when one is wrong. */
export function openCalendar(settings: CalendarSettings): BusinessCalendar {
  const { zone } = settings;
  const { fromMs, toMs, works, holidays } = checked(settings);
  const offsetAt = (at: Instant) => Math.round(tzOffset(zone, new Date(at)) * minute);
  const localDay = (at: Instant) => Math.floor((at + offsetAt(at)) / day);

  /** What a day's clocks do. A local day lies within 14 h before and 36 h after the same date in UTC, whatever the zone. */
  function shiftAround(localDate: number): Shift {
    let low = localDate * day - 14 * 60 * minute;
    let high = localDate * day + 36 * 60 * minute;
    const [before, after] = [offsetAt(low), offsetAt(high)];
    if (before === after) return { at: low, before, after };
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return { at: high, before, after };
  }

  const kept = new Map<number, readonly Open[]>();
  /** The open stretches of a local date: none, one, or two where the clocks repeat part of the working hours. */
  function openOn(localDate: number): readonly Open[] {
    const known = kept.get(localDate);
    if (known) return known;
    const open = workedOut(localDate);
    if (kept.size >= mostDaysKept) kept.clear();
    kept.set(localDate, open);
    return open;
  }

  function workedOut(localDate: number): readonly Open[] {
    if (!works.has(weekdayOf(localDate)) || holidays.has(localDate)) return [];
    const shift = shiftAround(localDate);
    const [from, to] = [localDate * day + fromMs, localDate * day + toMs];
    const before: Open = [from - shift.before, Math.min(to - shift.before, shift.at)];
    const after: Open = [Math.max(from - shift.after, shift.at), to - shift.after];
    if (shift.before === shift.after) return [[from - shift.before, to - shift.before]];
    if (before[1] === after[0] && before[0] < before[1] && after[0] < after[1]) return [[before[0], after[1]]];
    return [before, after].filter((open) => open[0] < open[1]);
  }

  /**
   * The open stretches that lie within a date in UTC, in order. Local dates cannot be walked in order: where the clocks
   * go back over midnight, the evening before comes once more after the new day has begun.
   */
  function openWithin(utcDate: number): Open[] {
    const [start, end] = [utcDate * day, (utcDate + 1) * day];
    const within: Open[] = [];
    for (let date = utcDate - 1; date <= utcDate + 1; date += 1) {
      for (const [from, to] of openOn(date)) {
        if (from < end && to > start) within.push([Math.max(from, start), Math.min(to, end)]);
      }
    }
    return within.sort((a, b) => a[0] - b[0]);
  }

  function contains(at: Instant): boolean {
    return openOn(localDay(at)).some(([from, to]) => from <= at && at < to);
  }

  /** Every open stretch from `at` on, in order; one that runs over midnight UTC comes in two. */
  function* openFrom(at: Instant): Generator<Open> {
    for (let date = Math.floor(at / day), idle = 0; idle < mostDaysSearched; date += 1) {
      idle += 1;
      for (const [from, to] of openWithin(date)) {
        if (to <= at) continue;
        idle = 0;
        yield [Math.max(from, at), to];
      }
    }
    throw new RangeError("The business calendar has no opening within ten years.");
  }

  function nextOpen(at: Instant): Instant {
    for (const [from] of openFrom(at)) return from;
    throw new RangeError("unreachable");
  }

  function addTime(at: Instant, ms: number): Instant {
    if (!(ms >= 0 && Number.isFinite(ms)))
      throw new RangeError(`Business time to add must be zero or more, not ${ms}.`);
    if (ms === 0) return at;
    let left = ms;
    for (const [from, to] of openFrom(at)) {
      if (to - from >= left) return from + left;
      left -= to - from;
    }
    throw new RangeError("unreachable");
  }

  function addDays(at: Instant, days: number): Instant {
    if (!(Number.isInteger(days) && days >= 0))
      throw new RangeError(`Business days to add must be a whole number, not ${days}.`);
    const start = nextOpen(at);
    if (days === 0) return start;
    let date = localDay(start);
    const timeOfDay = start + offsetAt(start) - date * day;
    for (let left = days, idle = 0; left > 0; idle += 1) {
      if (idle > mostDaysSearched) throw new RangeError("The business calendar has no opening within ten years.");
      date += 1;
      if (openOn(date).length > 0) {
        left -= 1;
        idle = 0;
      }
    }
    return firstReading(date, timeOfDay);
  }

  /** The first instant of a working day at which the clock on the wall reads `timeOfDay` or later. */
  function firstReading(date: number, timeOfDay: number): Instant {
    const shift = shiftAround(date);
    const early = date * day + timeOfDay - shift.before;
    return early < shift.at ? early : Math.max(shift.at, date * day + timeOfDay - shift.after);
  }

  function between(a: Instant, b: Instant): number {
    if (b < a) return -between(b, a);
    let ms = 0;
    for (let date = Math.floor(a / day); date * day < b; date += 1) {
      for (const [from, to] of openWithin(date)) ms += Math.max(0, Math.min(to, b) - Math.max(from, a));
    }
    return ms;
  }

  return { settings, contains, nextOpen, addTime, addDays, between };
}

function weekdayOf(localDate: number): number {
  // 1970-01-01 was a Thursday, three days into the week that begins on Monday.
  return (((localDate + 3) % 7) + 7) % 7;
}

function checked({ zone, hours, weekdays: days, holidays }: CalendarSettings) {
  if (!isZone(zone))
    throw new Error(`The calendar's zone "${zone}" is not known; name one like "Europe/Berlin" or "UTC".`);
  const [fromMs, toMs] = [timeOfDay(hours.from, "from"), timeOfDay(hours.to, "to")];
  if (fromMs >= toMs)
    throw new Error(
      `The calendar's hours must begin before they end on the same day, not ${hours.from} to ${hours.to}.`,
    );
  if (days.length === 0)
    throw new Error(`The calendar's weekdays are empty; name at least one of ${weekdays.join(", ")}.`);
  for (const name of days) {
    if (!weekdays.includes(name))
      throw new Error(`The calendar's weekday "${name}" is not known; it is one of ${weekdays.join(", ")}.`);
  }
  for (const date of holidays) {
    if (!isDate(date)) throw new Error(`The calendar's holiday "${date}" is not a date; write it like 2026-12-25.`);
  }
  return {
    fromMs,
    toMs,
    works: new Set(days.map((name) => weekdays.indexOf(name))),
    holidays: new Set(holidays.map((date) => Date.parse(`${date}T00:00Z`) / day)),
  };
}

function timeOfDay(text: string, which: "from" | "to"): number {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$|^(24):(00)$/.exec(text);
  if (!match)
    throw new Error(`The calendar's hours.${which} "${text}" is not a time of day; write it like 09:00, up to 24:00.`);
  return (Number(match[1] ?? match[3]) * 60 + Number(match[2] ?? match[4])) * minute;
}

/** True for a zone that this machine knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "" && zone !== "";
  } catch {
    return false;
  }
}
