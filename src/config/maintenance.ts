import { z } from "zod";
import type { Problem } from "../domain/duration.ts";
import { expectedImpacts } from "../domain/maintenance/state.ts";
import { defaultMaintenance, type MaintenanceTerms } from "../domain/maintenance/terms.ts";
import type { Component } from "../domain/terms.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * `maintenance`: how long ahead it is announced, who is reminded when, and windows that come again and again.
 */

/** The parts of a rule that days are told by (RFC 5545, 3.3.10), each with what it may be. */
const parts: Record<string, RegExp> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/,
  INTERVAL: /^[1-9]\d{0,3}$/,
  COUNT: /^[1-9]\d{0,3}$/,
  UNTIL: /^\d{8}(T\d{6}Z)?$/,
  BYDAY: /^([+-]?[1-5]?\d?(MO|TU|WE|TH|FR|SA|SU))(,[+-]?[1-5]?\d?(MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTHDAY: /^-?([1-9]|[12]\d|3[01])(,-?([1-9]|[12]\d|3[01]))*$/,
  BYMONTH: /^([1-9]|1[0-2])(,([1-9]|1[0-2]))*$/,
  BYYEARDAY: /^-?[1-3]?\d{1,2}(,-?[1-3]?\d{1,2})*$/,
  BYWEEKNO: /^-?[1-5]?\d(,-?[1-5]?\d)*$/,
  BYSETPOS: /^-?[1-9]\d{0,2}(,-?[1-9]\d{0,2})*$/,
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};

/** A rule of days. The time of day is a setting of its own, so that it stays when the clocks change. */
const rule = is.reads((value): string | Problem => {
  const given = String(value)
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "");
  const said = given.split(";").map((part) => part.split("="));
  for (const [name = "", what = ""] of said) {
    const pattern = parts[name];
    if (!pattern)
      return {
        problem: `${is.quoted(name)} cannot be part of a rule; there are ${Object.keys(parts).join(", ")}. The time of day is \`at\`.`,
      };
    if (!pattern.test(what))
      return { problem: `${is.quoted(`${name}=${what}`)} cannot be read; write a rule like FREQ=WEEKLY;BYDAY=SU.` };
  }
  return said.some(([name]) => name === "FREQ")
    ? given
    : { problem: `${is.quoted(value)} does not say how often; write a rule like FREQ=WEEKLY;BYDAY=SU.` };
});

const orNever = is.reads((value): number | null | Problem => {
  if (/^(never|none|off|false)$/i.test(String(value).trim())) return null;
  const read = is.elapsed.safeParse(value);
  return read.success ? read.data : { problem: read.error.issues[0]?.message ?? "It is not a length of time." };
});

const window = z.strictObject(
  {
    name: is.text.optional(),
    what: is.text,
    components: is.listOf(is.text),
    impact: is.oneOf(expectedImpacts),
    rule,
    from: is.date.optional(),
    at: is.timeOfDay,
    zone: is.zone.optional(),
    for: is.elapsed,
  },
  { error: "It must be a window: what, components, impact, rule, at and for." },
);

export const maintenance = z
  .strictObject(
    {
      notice: is.elapsed.default(defaultMaintenance.noticeMs),
      remind_before_start: orNever.default(defaultMaintenance.remind.beforeStartMs),
      remind_before_end: orNever.default(defaultMaintenance.remind.beforeEndMs),
      announce_ahead: is.elapsed.default(defaultMaintenance.aheadMs),
      recurring: z.array(window, { error: "It must be a list of windows, each beginning with a dash." }).default([]),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

type MaintenanceSettings = z.infer<typeof maintenance>;

/** A Monday: rules that name their days count from it. */
const usualFrom = "2024-01-01";

/** Maintenance as decisions know it. `zone` is the calendar's. */
export function maintenanceTerms(settings: MaintenanceSettings, zone: string): MaintenanceTerms {
  const { notice, remind_before_start, remind_before_end, announce_ahead, recurring } = settings;
  return {
    noticeMs: notice,
    remind: { beforeStartMs: remind_before_start, beforeEndMs: remind_before_end },
    aheadMs: announce_ahead,
    recurring: recurring.map(({ name, what, for: lengthMs, from = usualFrom, ...same }) => ({
      ...same,
      name: name ?? what,
      what,
      from,
      zone: same.zone ?? zone,
      lengthMs,
    })),
  };
}

/** What these settings must agree on. */
export function maintenanceDisagreements(
  { notice, announce_ahead, recurring }: MaintenanceSettings,
  components: readonly Component[],
): { path: Path; problem: string }[] {
  const wrong: { path: Path; problem: string }[] = [];
  if (announce_ahead < notice)
    wrong.push({
      path: ["maintenance", "announce_ahead"],
      problem: "It is shorter than notice, so no recurring window would ever be announced in time.",
    });
  const known = components.map(({ name }) => name);
  const names = recurring.map(({ name, what }) => name ?? what);
  recurring.forEach((one, index) => {
    const path: Path = ["maintenance", "recurring", index];
    const own = names[index] ?? "";
    if (names.indexOf(own) !== index)
      wrong.push({
        path,
        problem: `There is another window of the name ${JSON.stringify(own)}; give them a name each.`,
      });
    if (one.components.length === 0) wrong.push({ path, problem: "A window needs components." });
    for (const component of one.components.filter((name) => !known.includes(name)))
      wrong.push({
        path: [...path, "components"],
        problem: `There is no component ${JSON.stringify(component)}.${is.didYouMean(component, known)}`,
      });
    if (one.from === undefined && countsFrom(one.rule))
      wrong.push({
        path: [...path, "rule"],
        problem: "This rule counts from a day, and must say which: set from, like 2026-01-04.",
      });
  });
  return wrong;
}

/** True for a rule that means nothing without the day it begins: every other week, or so many times. */
function countsFrom(text: string): boolean {
  const has = (name: string) => new RegExp(`(^|;)${name}=`).test(text);
  const everyOther = /(^|;)INTERVAL=(?!1(;|$))/.test(text);
  const namesDays = /FREQ=DAILY/.test(text) || ["BYDAY", "BYMONTHDAY", "BYYEARDAY"].some(has);
  return everyOther || has("COUNT") || !namesDays;
}
