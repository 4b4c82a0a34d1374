import { tzOffset } from "@date-fns/tz/tzOffset";
import type { Instant } from "../../base/clock.ts";

/*
 * Days and times as the clock on the wall tells them. A date is a number, days since 1970-01-01, so that dates can be counted
 * with; a time of day is ms since midnight. Counting in dates keeps a hand-over at its time of day over 23 and 25 hour days.
 */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The distance of a zone's clocks from UTC at an instant, in ms. */
function offsetAt(zone: string, at: Instant): number {
  return Math.round(tzOffset(zone, new Date(at)) * minuteMs);
}

/** The date that a zone's calendar shows at an instant. */
export function dateAt(zone: string, at: Instant): number {
  return Math.floor((at + offsetAt(zone, at)) / dayMs);
}

/**
 * The first instant of a date at which the clock on the wall reads `timeMs` or later. A time that the clocks leave out is the
 * first one after the gap; one that they repeat is the first of the two.
 */
export function instantOf(zone: string, date: number, timeMs: number): Instant {
  // A local day lies within 14 h before and 36 h after the same date in UTC, whatever the zone.
  let low = date * dayMs - 14 * hourMs;
  let high = date * dayMs + 36 * hourMs;
  const [before, after] = [offsetAt(zone, low), offsetAt(zone, high)];
  const early = date * dayMs + timeMs - before;
  if (before === after) return early;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return early < high ? early : Math.max(high, date * dayMs + timeMs - after);
}

/** The weekday of a date; 0 is Monday. */
export function weekdayOf(date: number): number {
  // 1970-01-01 was a Thursday, three days into the week.
  return (((date + 3) % 7) + 7) % 7;
}

/** `YYYY-MM-DD` as a date. */
export function dateOf(text: string): number {
  return Date.parse(`${text}T00:00Z`) / dayMs;
}

/** `HH:MM` as a time of day; `24:00` is the end of it. */
export function timeOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * hourMs + (minutes ?? 0) * minuteMs;
}

const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** `Sun 2026-03-29 00:00 Europe/Berlin`: an instant as the people of a zone read it. */
export function onTheWall(zone: string, at: Instant): string {
  const local = new Date(at + offsetAt(zone, at)).toISOString();
  return `${weekdayNames[weekdayOf(dateAt(zone, at))]} ${local.slice(0, 10)} ${local.slice(11, 16)} ${zone}`;
}

/** What the clock on the wall reads at an instant, as ms since its own 1970-01-01 00:00. */
export function readingAt(zone: string, at: Instant): number {
  return at + offsetAt(zone, at);
}

/** The first instant at which the clock on the wall reads this. */
export function instantOfReading(zone: string, reading: number): Instant {
  const date = Math.floor(reading / dayMs);
  return instantOf(zone, date, reading - date * dayMs);
}
