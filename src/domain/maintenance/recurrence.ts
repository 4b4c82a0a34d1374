import { RRuleTemporal } from "rrule-temporal";
import type { Instant } from "../../base/clock.ts";
import { dateAt, dateOf, dayMs, instantOf, timeOf } from "../rota/wall-clock.ts";
import type { Window } from "./state.ts";
import type { RecurringWindow } from "./terms.ts";

/** Bounds how far a rule is followed that hardly ever holds: some 270 years of days. */
const mostSteps = 100_000;

/**
 * The windows of a rule that start after `from` and not after `to`, in order. The rule counts days alone; the time of day is
 * that of the zone's clocks on each of them. So 02:30 stays 02:30 when the clocks change; where they leave it out the window
 * starts right after the gap, and where they show it twice, at the first of the two.
 */
export function occurrences(recurring: RecurringWindow, from: Instant, to: Instant): Window[] {
  const { rule, from: since, at, zone, lengthMs } = recurring;
  if (to <= from) return [];
  const days = new RRuleTemporal({
    rruleString: `DTSTART;TZID=UTC:${since.replaceAll("-", "")}T000000\nRRULE:${rule.replace(/^RRULE:/i, "")}`,
    maxIterations: mostSteps,
  });
  const first = Math.max(dateAt(zone, from) - 1, dateOf(since));
  const last = dateAt(zone, to) + 1;
  if (last < first) return [];
  return days
    .between(new Date(first * dayMs), new Date(last * dayMs), true)
    .map((day) => instantOf(zone, Math.floor(Number(day.epochMilliseconds) / dayMs), timeOf(at)))
    .filter((startsAt) => startsAt > from && startsAt <= to)
    .map((startsAt) => ({ startsAt, endsAt: startsAt + lengthMs }));
}
