import type { Instant } from "../../base/clock.ts";
import { type OverallStatus, worse } from "../policy.ts";

/*
 * What became of a component day by day, and its uptime. The formula stands on the public page under /methodology, in words:
 * what is changed here is changed there.
 */

/** A time in which a component was not as it should be, or was worked on. */
export interface Trouble {
  status: OverallStatus;
  from: Instant;
  /** Null = it goes on. */
  to: Instant | null;
  /** The public id of what says so. */
  notice: string;
}

/** A day in UTC. */
export interface Day {
  startsAt: Instant;
  /** The worst of it; null = nothing is known of this day. */
  status: OverallStatus | null;
  /** How long each status lasted that was worse than maintenance, worst first, ms. */
  lasted: { status: OverallStatus; ms: number }[];
  /** What happened on it, by public ids. */
  notices: string[];
}

export interface DayRecord {
  /** Oldest first; the last one is today. */
  days: Day[];
  /** From 0 to 1; null where nothing is known, or all of it was maintenance. */
  uptime: number | null;
}

/** How much of its time a status takes from the uptime. */
export const downShare: Record<OverallStatus, number> = {
  operational: 0,
  maintenance: 0,
  degraded: 0.1,
  "partial-outage": 0.5,
  "major-outage": 1,
};

const dayMs = 24 * 60 * 60_000;

/**
 * The record of so many days up to now. At each moment the worst counts; time in maintenance is left out whole, whatever
 * else was; time before `since` is not known, and not counted either.
 */
export function dayRecord(
  troubles: readonly Trouble[],
  { since, now, count }: { since: Instant; now: Instant; count: number },
): DayRecord {
  const first = startOfDay(now) - (count - 1) * dayMs;
  const known = Math.min(Math.max(since, first), now);
  const days = Array.from({ length: count }, (_, index): Day => {
    const startsAt = first + index * dayMs;
    return { startsAt, status: startsAt + dayMs > since ? "operational" : null, lasted: [], notices: [] };
  });
  let counted = now - known;
  let down = 0;
  for (const { from, to, active } of pieces(troubles, known, now)) {
    const day = days[Math.floor((from - first) / dayMs)];
    if (!day) continue;
    const status = active.reduce<OverallStatus>((worst, one) => worse(worst, one.status), "operational");
    day.status = worse(day.status ?? "operational", status);
    for (const { notice } of active) if (!day.notices.includes(notice)) day.notices.push(notice);
    if (downShare[status] > 0) day.lasted = withTime(day.lasted, status, to - from);
    if (active.some((one) => one.status === "maintenance")) counted -= to - from;
    else down += (to - from) * downShare[status];
  }
  // What has only just begun took no time yet, and is seen all the same.
  const today = days.at(-1);
  for (const { status, notice } of troubles.filter(({ from, to }) => to === null && from <= now)) {
    if (today) today.status = worse(today.status ?? "operational", status);
    if (today && !today.notices.includes(notice)) today.notices.push(notice);
  }
  return { days, uptime: counted > 0 ? 1 - down / counted : null };
}

/** `99.98 %`. Cut off downwards: 100 % is said only when nothing at all was wrong. */
export function uptimeInWords(uptime: number): string {
  return `${uptime === 1 ? "100" : (Math.floor(uptime * 10_000) / 100).toFixed(2)} %`;
}

function withTime(lasted: Day["lasted"], status: OverallStatus, ms: number): Day["lasted"] {
  const before = lasted.find((one) => one.status === status)?.ms ?? 0;
  const others = lasted.filter((one) => one.status !== status);
  return [...others, { status, ms: before + ms }].toSorted((a, b) => (worse(a.status, b.status) === a.status ? -1 : 1));
}

interface Piece {
  from: Instant;
  to: Instant;
  active: Trouble[];
}

/** The times in which anything was, cut at midnights and wherever something begins or ends. */
function pieces(troubles: readonly Trouble[], from: Instant, now: Instant): Piece[] {
  const clipped = troubles
    .map((trouble) => ({ trouble, begins: Math.max(trouble.from, from), ends: Math.min(trouble.to ?? now, now) }))
    .filter(({ begins, ends }) => begins < ends);
  const cuts = new Set(clipped.flatMap(({ begins, ends }) => [begins, ends, ...midnights(begins, ends)]));
  const sorted = [...cuts].toSorted((a, b) => a - b);
  const waiting = clipped.toSorted((a, b) => b.begins - a.begins);
  let active: typeof clipped = [];
  return sorted.slice(1).flatMap((to, index) => {
    const at = sorted[index] ?? to;
    active = active.filter(({ ends }) => ends > at);
    while ((waiting.at(-1)?.begins ?? to) <= at) active.push(...waiting.splice(-1));
    return active.length === 0 ? [] : [{ from: at, to, active: active.map(({ trouble }) => trouble) }];
  });
}

function midnights(from: Instant, to: Instant): Instant[] {
  const found: Instant[] = [];
  for (let at = startOfDay(from) + dayMs; at < to; at += dayMs) found.push(at);
  return found;
}

function startOfDay(at: Instant): Instant {
  return Math.floor(at / dayMs) * dayMs;
}
