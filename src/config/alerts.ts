import { z } from "zod";
import { isOfAll } from "../domain/alert/match.ts";
import type { Problem } from "../domain/duration.ts";
import { severities } from "../domain/policy.ts";
import type { AlertRule, Match } from "../domain/terms.ts";
import { match } from "./conditions.ts";
import * as is from "./scalars.ts";

/*
 * What becomes of alerts: the section `alerts` of sitrep.yml. docs/alert-rules.md explains it to who writes rules.
 */

/** The most of anything that a rule may ask us to remember about one thing. */
const mostCounted = 1_000;
/** Longer ago, nobody can tell any more what belonged together; it bounds how long counts are kept. */
const longestCountMs = 24 * 60 * 60_000;

/** A fact of the alert that gives a value, as `{ from: service }`; or the value itself. */
const textOrFact = is.reads((value): string | { from: string } | Problem => {
  if (typeof value !== "object" || value === null) {
    const read = is.text.safeParse(value);
    return read.success ? read.data : { problem: "It must be a text, or { from: label }." };
  }
  const { from, ...others } = value as Record<string, unknown>;
  return typeof from === "string" && from !== "" && Object.keys(others).length === 0
    ? { from }
    : { problem: "It must be a text, or { from: label } to take it from a label of the alert." };
});

const groupBy = is.reads((value): NonNullable<AlertRule["groupBy"]> | Problem => {
  if (value === "component" || value === "sender" || value === "rule" || value === "none") return value;
  const names = (Array.isArray(value) ? value : [value]).map((one) => is.text.safeParse(one));
  return names.length > 0 && names.every(({ success }) => success)
    ? names.map(({ data }) => data as string)
    : { problem: "It must be a list of labels, or component, sender, rule or none." };
});

const whole = (most: number, example: string) =>
  is
    .number(1, most, example)
    .refine((value) => Number.isInteger(value), { error: `It must be a whole number, like ${example}.` });

const countWindow = is.elapsed.refine((ms) => ms > 0 && ms <= longestCountMs, {
  error: "It must be longer than nothing, and at most 24 h.",
});

const rule = z.strictObject({
  include: is.oneOf(["shipped"]).optional(),
  name: is.text.optional(),
  match: match.optional(),
  except: match.optional(),
  count: z
    .strictObject(
      { at_least: whole(mostCounted, "2"), within: countWindow, per: is.listOf(is.text).optional() },
      { error: "It must be like { at_least: 2, within: 60 s }." },
    )
    .optional(),
  rate: z
    .strictObject(
      {
        above: is.number(0, 1_000_000, "1"),
        per: countWindow,
        for: countWindow,
        by: is.listOf(is.text).optional(),
      },
      { error: "It must be like { above: 1, per: 1 min, for: 5 min }." },
    )
    .optional(),
  unless: z
    .strictObject(
      { event: is.text, within: countWindow },
      { error: "It must be like { event: deploy, within: 10 min }." },
    )
    .optional(),
  outcome: is.oneOf(["declare", "propose", "list", "drop", "mark"]).optional(),
  event: textOrFact.optional(),
  kind: is.oneOf(["alarm", "page"]).optional(),
  severity: is.oneOf(severities).optional(),
  private: is.flag.optional(),
  component: textOrFact.optional(),
  group_by: groupBy.optional(),
  window: is.elapsed.optional(),
  runbook: is.webAddress.optional(),
  threshold: is.text.optional(),
  action: is.text.optional(),
  who: is.text.optional(),
  within: is.elapsed.optional(),
});

type Given = z.infer<typeof rule>;
/** A rule as it is written in sitrep.yml, before it is read. */
export type WrittenRule = z.input<typeof rule>;

/** A rule, or the place where the shipped ones stand. */
export type RuleEntry = AlertRule | "shipped";

const rules = z
  .array(rule, { error: "It must be a list of rules, each beginning with a dash." })
  .transform((given, ctx): RuleEntry[] =>
    given.map((one, index) => {
      for (const { setting, problem } of faultsOf(one))
        ctx.addIssue({ code: "custom", message: problem, path: setting ? [index, setting] : [index] });
      return one.include ?? ruleOf(one, index);
    }),
  );

/** The settings under `alerts`. */
export const alerts = z
  .strictObject(
    {
      rules: rules.prefault([{ include: "shipped" }]),
      window: is.elapsed.default(30 * 60_000),
      resolve: is.oneOf(["propose", "by-itself"]).default("propose"),
      clear_after: is.orAtOnce.default(0),
      unknown: is.oneOf(["keep", "close"]).default("keep"),
      flapping: z
        .strictObject(
          {
            episodes: is.number(2, 100, "4").default(4),
            within: is.elapsed.default(60 * 60_000),
          },
          { error: "It must be a group of settings, like { episodes: 4, within: 1 h }." },
        )
        .prefault({}),
    },
    { error: "It must be a group of settings, each on a line of its own." },
  )
  .prefault({});

/** Rules as they are written. Throws when one of them is not as it must be: for those that ship. */
export function readRules(written: WrittenRule[]): AlertRule[] {
  return rules.parse(written).filter((one) => one !== "shipped");
}

/** What is wrong with a rule by itself, whatever else is configured. */
function faultsOf(given: Given): { setting?: keyof Given; problem: string }[] {
  const { include, outcome, severity, kind, count, rate, event } = given;
  if (include)
    return Object.keys(given).length > 1
      ? [{ problem: "A line that includes the shipped rules can say nothing else." }]
      : [];
  const faults: { setting?: keyof Given; problem: string }[] = [];
  const opens = outcome === "declare" || outcome === "propose";
  if (!outcome) faults.push({ problem: "A rule needs an outcome: declare, propose, list, drop or mark." });
  if (opens && severity === undefined)
    faults.push({ problem: `A rule that can ${outcome} an incident needs a severity.` });
  if (count && rate)
    faults.push({ setting: "rate", problem: "A rule counts or has a rate, not both; make two of it." });
  if (rate && rate.for < rate.per)
    faults.push({ setting: "rate", problem: "for is shorter than per: one stretch must be over before it is judged." });
  if (rate && rate.for / rate.per > mostCounted)
    faults.push({ setting: "rate", problem: `for is more than ${mostCounted} times per; choose a longer per.` });
  if (event !== undefined && outcome !== "mark")
    faults.push({ setting: "event", problem: "Only a rule with the outcome mark names an event." });
  if (kind === "page" && outcome !== "declare")
    faults.push({ setting: "kind", problem: "A rule that pages must declare: a page is about an incident." });
  if (opens && outcome === "declare" && given.match !== undefined && isAbout(given.match, "test"))
    faults.push({ setting: "match", problem: "A test button declares nothing; use list or drop." });
  return [...faults, ...alarmFaults(given)];
}

/** Words that send a person to look at something, and do not say what to do. */
const noAction =
  /^(?:just )?(?:watch|monitor|observe|check|look at|keep an eye on|have a look at)(?: (?:the|your|our))? (?:dashboards?|graphs?|metrics|panels?)\b/i;

/** Every alarm says when it comes, what to do, who does it and by when (product.md section 11). */
function alarmFaults(given: Given): { setting?: keyof Given; problem: string }[] {
  const says = ["threshold", "action", "who", "within"] as const;
  const missing = says.filter((one) => given[one] === undefined);
  if (given.action !== undefined && noAction.test(given.action.trim()))
    return [{ setting: "action", problem: `${is.quoted(given.action)} is no action. Say what to do about it.` }];
  if (given.kind === "alarm" && missing.length > 0)
    return [{ problem: `An alarm must say threshold, action, who and within; it lacks ${listed(missing)}.` }];
  if (given.kind !== "alarm" && missing.length > 0 && missing.length < says.length)
    return [{ problem: `threshold, action, who and within go together; it lacks ${listed(missing)}.` }];
  return [];
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function isAbout(given: Match, fact: string): boolean {
  return (Array.isArray(given) ? given : [given]).some((one) => Object.hasOwn(one, fact));
}

function ruleOf(given: Given, index: number): AlertRule {
  const { count, rate, unless, threshold, action, who, within } = given;
  const said = threshold !== undefined && action !== undefined && who !== undefined && within !== undefined;
  return {
    name: given.name ?? `rule ${index + 1}`,
    match: given.match ?? {},
    except: given.except,
    count: count && { atLeast: count.at_least, withinMs: count.within, per: count.per ?? null },
    rate: rate && { above: rate.above, perMs: rate.per, forMs: rate.for, by: rate.by ?? null },
    unless: unless && { event: unless.event, withinMs: unless.within },
    outcome: given.outcome ?? "list",
    event: given.event,
    kind: given.kind,
    alarm: said ? { threshold, action, who, withinMs: within } : undefined,
    severity: given.severity ?? null,
    private: given.private || undefined,
    component: given.component ?? null,
    groupBy: given.group_by,
    windowMs: given.window,
    runbook: given.runbook ?? null,
  };
}

/** True when no rule behind this one is ever asked. */
export function decidesAll({ match, except, count, rate, unless }: AlertRule): boolean {
  return isOfAll(match) && !except && !count && !rate && !unless;
}
