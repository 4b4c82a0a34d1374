import type { Instant } from "../../base/clock.ts";
import type { Weekday } from "../calendar.ts";
import { weekdays } from "../calendar.ts";
import { dateAt, dateOf, dayMs, instantOf, timeOf, weekdayOf } from "./wall-clock.ts";

/** The places of the rota that rotate. */
export const rotaRoles = ["primary", "secondary"] as const;
export type RotaRole = (typeof rotaRoles)[number];

/**
 * People who take turns. From `firstDate` on, at `atMs` on the clock of `zone`, the first of them is on call; the next one
 * takes over at that time on `anchorDate` plus every multiple of `everyDays`, and so on round the list. Outside of its hours
 * and weekdays a layer has nobody. Dates and times as wall-clock.ts has them.
 */
export interface Layer {
  role: RotaRole;
  people: string[];
  zone: string;
  firstDate: number;
  anchorDate: number;
  everyDays: number;
  atMs: number;
  /** From and to on the clock of `zone`; `toMs` not after `fromMs` is on the next day. Null = all day. */
  hours: { fromMs: number; toMs: number } | null;
  /** The days on which its hours begin; 0 is Monday. Null = every day. */
  weekdays: number[] | null;
}

/** A layer as the configuration writes it. */
export interface LayerPlan {
  role: RotaRole;
  people: string[];
  zone: string;
  /** `YYYY-MM-DD`, the first day. */
  start: string;
  everyDays: number;
  /** The day of the week of the hand-over, for whole weeks; null = that of the first day. */
  on: Weekday | null;
  /** `HH:MM`. */
  at: string;
  hours: { from: string; to: string } | null;
  weekdays: readonly Weekday[] | null;
}

/** A layer from its plan. A first day that is no day of hand-over makes the first shift shorter. */
export function layerOf({ start, on, at, hours, weekdays: days, ...same }: LayerPlan): Layer {
  const firstDate = dateOf(start);
  const sinceHandOver = on === null ? 0 : (weekdayOf(firstDate) - weekdays.indexOf(on) + 7) % 7;
  return {
    ...same,
    firstDate,
    anchorDate: firstDate - sinceHandOver,
    atMs: timeOf(at),
    hours: hours && { fromMs: timeOf(hours.from), toMs: timeOf(hours.to) },
    weekdays: days?.map((day) => weekdays.indexOf(day)) ?? null,
  };
}

/** Whose turn it is in a layer at an instant; null before its first day and outside of its hours. */
export function personAt(layer: Layer, at: Instant): string | null {
  if (at < beginning(layer) || !isStaffed(layer, at)) return null;
  return layer.people[turnAt(layer, at) % layer.people.length] ?? null;
}

/** The next instant at which a layer may have somebody else. */
export function boundaryAfter(layer: Layer, at: Instant): Instant {
  const begins = beginning(layer);
  if (at < begins) return begins;
  const turns = startOf(layer, turnAt(layer, at) + 1);
  const today = dateAt(layer.zone, at);
  for (let date = today - 1; isRestricted(layer) && date <= today + 9; date += 1) {
    const edge = windowOn(layer, date)?.find((one) => one > at);
    if (edge !== undefined && edge < turns) return edge;
  }
  return turns;
}

function beginning({ zone, firstDate, atMs }: Layer): Instant {
  return instantOf(zone, firstDate, atMs);
}

function startOf({ zone, anchorDate, everyDays, atMs }: Layer, turn: number): Instant {
  return instantOf(zone, anchorDate + turn * everyDays, atMs);
}

/** How many hand-overs there were; the date says it but for the hours before that day's hand-over. */
function turnAt(layer: Layer, at: Instant): number {
  let turn = Math.floor((dateAt(layer.zone, at) - layer.anchorDate) / layer.everyDays) + 1;
  while (turn > 0 && startOf(layer, turn) > at) turn -= 1;
  return turn;
}

function isRestricted({ hours, weekdays: days }: Layer): boolean {
  return hours !== null || days !== null;
}

function isStaffed(layer: Layer, at: Instant): boolean {
  if (!isRestricted(layer)) return true;
  const today = dateAt(layer.zone, at);
  return [today - 1, today, today + 1].some((date) => {
    const window = windowOn(layer, date);
    return window !== null && window[0] <= at && at < window[1];
  });
}

/** The hours that begin on a date, from inclusive to exclusive; null when none do. */
function windowOn({ zone, hours, weekdays: days }: Layer, date: number): [Instant, Instant] | null {
  if (days && !days.includes(weekdayOf(date))) return null;
  const { fromMs, toMs } = hours ?? { fromMs: 0, toMs: dayMs };
  const endsNextDay = toMs <= fromMs || toMs === dayMs;
  return [instantOf(zone, date, fromMs), instantOf(zone, date + (endsNextDay ? 1 : 0), toMs % dayMs)];
}
