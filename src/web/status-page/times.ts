import type { Instant } from "../../base/clock.ts";

const day = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const shortDay = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "long" });
const month = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" });
const moment = new Intl.DateTimeFormat("en-GB", {
  timeZone: "UTC",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

/** `Saturday, 21 November 2026` */
export function dayOf(at: Instant): string {
  return day.format(at).replace(/^(\w+) /, "$1, ");
}

/** `21 November` */
export function shortDayOf(at: Instant): string {
  return shortDay.format(at);
}

/** How the first day of a span is written before its last: `17` where the month is the same, `30 October` otherwise. */
export function startOfSpan(first: Instant, last: Instant): string {
  return monthOf(first) === monthOf(last) ? shortDay.format(first).replace(/ .*$/, "") : shortDay.format(first);
}

/** `November 2026` */
export function monthOf(at: Instant): string {
  return month.format(at);
}

/** `21 Nov 2026, 09:30 UTC` */
export function momentOf(at: Instant): string {
  return `${moment.format(at)} UTC`;
}

/** For `datetime` attributes and feeds. */
export function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
