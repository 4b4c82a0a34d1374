import type { Instant } from "../base/clock.ts";

/*
 * How times are written, everywhere: UTC, to the minute, with the zone in sight (product.md section 3). What is cut off is
 * cut off downwards, so that a promised time is never written later than it is.
 */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `2026-11-21T09:30Z` */
export function utcMinute(instant: Instant): string {
  return `${iso(instant).slice(0, 16)}Z`;
}

/** `2026-11-21` */
export function utcDate(instant: Instant): string {
  return iso(instant).slice(0, 10);
}

/** `09:30`, for lists that already say they are in UTC. */
export function utcTime(instant: Instant): string {
  return iso(instant).slice(11, 16);
}

/** `09:30Z` */
export function utcClock(instant: Instant): string {
  return `${utcTime(instant)}Z`;
}

/** `HH:MM` of a duration in ms; the hours are not capped at a day: `73:05`. A negative one is `00:00`. */
export function hoursMinutes(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / minuteMs);
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** A duration in ms for a sentence: "less than a minute", "12 min", "1 h 5 min", "3 days", "1 day 2 h". */
export function inWords(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < minuteMs) return "less than a minute";
  if (whole >= dayMs) return joined(count(Math.floor(whole / dayMs)), part(Math.floor((whole % dayMs) / hourMs), "h"));
  return joined(part(Math.floor(whole / hourMs), "h"), part(Math.floor((whole % hourMs) / minuteMs), "min"));
}

/** The same in hours however long it is, as what is promised ahead is spoken of: "48 h", "4 h 59 min". */
export function inHours(ms: number): string {
  return ms < dayMs ? inWords(ms) : `${Math.floor(ms / hourMs)} h`;
}

function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}

function two(figure: number): string {
  return String(figure).padStart(2, "0");
}

function count(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

function part(figure: number, unit: string): string {
  return figure === 0 ? "" : `${figure} ${unit}`;
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join(" ");
}
