import type { Instant } from "../../base/clock.ts";
import type { MaintenancePlan } from "../events.ts";
import { publicNames } from "../publishing/notice.ts";
import type { Terms } from "../terms.ts";
import { occurrences } from "./recurrence.ts";
import type { Window } from "./state.ts";
import type { RecurringWindow } from "./terms.ts";

/*
 * Recurring windows. Each is announced by itself, once, well before the notice period begins; one for which it is too late,
 * because Sitrep was away or the setting is new, is left out, and people are told: nobody is there to answer for less notice.
 */

/** By the names of the recurring windows: up to which start they were looked at. */
export type SeriesMemory = Readonly<Record<string, Instant>>;

/** What is to be announced by now, what is left out, and what is remembered of it. */
export interface SeriesStep {
  memory: SeriesMemory;
  plans: MaintenancePlan[];
  leftOut: { recurring: RecurringWindow; window: Window }[];
}

/** Looks at all recurring windows. */
export function lookAt(memory: SeriesMemory, at: Instant, terms: Terms): SeriesStep {
  const { recurring, aheadMs, noticeMs } = terms.maintenance;
  const step: SeriesStep = { memory: {}, plans: [], leftOut: [] };
  const kept: Record<string, Instant> = {};
  for (const one of recurring) {
    const to = at + aheadMs;
    const from = memory[one.name] ?? at;
    kept[one.name] = Math.max(from, to);
    for (const window of occurrences(one, from, to)) {
      const needed = publicNames(one.components, terms).length > 0 ? noticeMs : 0;
      if (window.startsAt - at >= needed) step.plans.push(planOf(one, window));
      else step.leftOut.push({ recurring: one, window });
    }
  }
  return { ...step, memory: kept };
}

/** How far ahead the next occurrence is looked for: a rule of leap days is looked at again after that. */
const horizonMs = 400 * 24 * 60 * 60_000;

/** When they are looked at next; null = there are none. */
export function nextLook(
  memory: SeriesMemory,
  at: Instant,
  { maintenance: { recurring, aheadMs } }: Terms,
): Instant | null {
  const next = recurring.map((one) => {
    const from = memory[one.name] ?? at;
    const [first] = occurrences(one, from, from + horizonMs);
    return first ? first.startsAt - aheadMs : from + horizonMs - aheadMs;
  });
  return next.length === 0 ? null : Math.max(at + 1, Math.min(...next));
}

function planOf({ name, what, components, impact }: RecurringWindow, window: Window): MaintenancePlan {
  return { what, components, impact, window, series: name };
}
