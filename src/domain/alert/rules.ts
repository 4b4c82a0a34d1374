import type { Instant } from "../../base/clock.ts";
import { elapsedInWords } from "../duration.ts";
import type { Signal } from "../events.ts";
import type { Severity } from "../policy.ts";
import type { AlertRule, Terms } from "../terms.ts";
import { type Grouping, groupOf } from "./grouping.ts";
import { type Condition, factOf, holds, holdsAny, matchInWords, setsOf, speaksOf, unmet } from "./match.ts";
import {
  eventKey,
  failuresIn,
  type RuleState,
  seenWithin,
  sustainedIn,
  type Tally,
  tallyKey,
  withEvent,
  withFailure,
  withMessage,
} from "./tally.ts";

/** A signal to be judged. `firing`: its alert fires already, so that this is one more failure in a row. */
export interface Given {
  signal: Signal;
  at: Instant;
  firing: boolean;
  /** It was counted when it came, and is only asked about again. */
  again?: boolean | undefined;
}

/** What the rules make of a signal, before anybody looks at what its alert and its group are doing. */
export interface Judgement {
  /** The rule that decides; null when none does, which merely lists the alert. */
  rule: AlertRule | null;
  outcome: AlertRule["outcome"];
  severity: Severity | null;
  component: string | null;
  /** It interrupts people at any hour, whatever the severity. */
  page: boolean;
  private: boolean;
  runbook: string | null;
  group: Grouping;
  /** How long after its last alert the group is joined, ms. */
  windowMs: number;
  /** A maintenance of its component keeps it to being listed; `outcome` is what the rule asked for. */
  muted?: { id: string; number: number; outcome: AlertRule["outcome"] } | undefined;
  /** What was counted, to be kept with the decision whatever it is. */
  counted: [key: string, tally: Tally][];
}

/** What judging needs of the terms. */
export type RuleTerms = Pick<Terms, "alertRules" | "alertWindowMs" | "components">;

/**
 * Asks the rules in their order; the first that matches and has counted enough decides. A rule that counts sees every firing
 * that it matches, repeats of a firing alert included: so a second failure can make more of an alert than the first did.
 * `known` must hold what {@link talliesFor} names. `told` hears, step by step and in words, how it came to that.
 */
export function judge(given: Given, known: RuleState, terms: RuleTerms, told?: (step: string) => void): Judgement {
  const counted = new Map<string, Tally>();
  const { signal } = given;
  // Who wants to be told hears of every rule that was asked.
  for (const rule of told ? terms.alertRules : matching(signal, terms.alertRules)) {
    if (told && !isAsked(signal, rule)) continue;
    const lacking = told ? whyNot(signal, rule) : null;
    if (lacking !== null) {
      told?.(`Rule ${rule.name} does not match: ${lacking}.`);
      continue;
    }
    const waits = waitsFor(given, rule, known, counted);
    if (waits !== null) {
      told?.(`Rule ${rule.name} matches, and does not decide yet: ${waits}.`);
      continue;
    }
    told?.(`Rule ${rule.name} matches and decides: ${becauseOf(rule)}.`);
    if (rule.outcome === "mark" && signal.status === "firing") {
      const event = eventOf(signal, rule);
      counted.set(eventKey(event), withEvent(known.get(eventKey(event)), timeOf(given)));
      told?.(`It is noted that the event ${event} was seen.`);
    }
    return judgement(signal, rule, counted, terms);
  }
  told?.(
    signal.test
      ? "It comes from the sender's test button: no rule is asked that does not name tests."
      : signal.unread === undefined
        ? "No rule decides."
        : "No rule is asked that does not name messages that could not be read.",
  );
  return judgement(signal, null, counted, terms);
}

/** The keys of all that {@link judge} may look up for a signal. Empty for a signal whose rules neither count nor look for events. */
export function talliesFor(signal: Signal, { alertRules }: Pick<RuleTerms, "alertRules">): string[] {
  const keys: string[] = [];
  for (const rule of matching(signal, alertRules)) {
    if (rule.unless) keys.push(eventKey(rule.unless.event));
    if (signal.status === "firing" && (rule.count || rule.rate)) keys.push(tallyKey(rule, countedBy(signal, rule)));
    if (rule.outcome === "mark") keys.push(eventKey(eventOf(signal, rule)));
  }
  return keys;
}

/** In a storm each signal is asked about several times on its way. */
const matched = new WeakMap<Signal, { rules: readonly AlertRule[]; found: AlertRule[] }>();

/** The rules that match, in their order, up to the first that waits for nothing: the others are not asked. */
function matching(signal: Signal, rules: readonly AlertRule[]): AlertRule[] {
  const known = matched.get(signal);
  if (known?.rules === rules) return known.found;
  const found: AlertRule[] = [];
  for (const { rule, match, except } of readingsOf(rules)) {
    if (!holdsAny(signal, match) || !isAsked(signal, rule) || (except && holdsAny(signal, except))) continue;
    found.push(rule);
    if (!isConditional(rule)) break;
  }
  matched.set(signal, { rules, found });
  return found;
}

/** True when a rule that matches may still not decide. */
function isConditional(rule: AlertRule): boolean {
  return Boolean(rule.count ?? rule.rate ?? rule.unless);
}

/** Rules with their conditions as they are asked: there are dozens, and each signal is held against all of them. */
interface Reading {
  rule: AlertRule;
  match: Condition[][];
  except: Condition[][] | null;
}
const readings = new WeakMap<readonly AlertRule[], Reading[]>();

function readingsOf(rules: readonly AlertRule[]): Reading[] {
  const known = readings.get(rules);
  if (known) return known;
  const read = rules.map((rule) => ({
    rule,
    match: setsOf(rule.match),
    except: rule.except ? setsOf(rule.except) : null,
  }));
  readings.set(rules, read);
  return read;
}

/** A test, and a body that could not be read, are only for rules that name them: nothing else in them is meant. */
function isAsked(signal: Signal, { match }: AlertRule): boolean {
  return (!signal.test || speaksOf(match, "test")) && (signal.unread === undefined || speaksOf(match, "unread"));
}

function whyNot(signal: Signal, rule: AlertRule): string | null {
  const lacking = unmet(signal, rule.match);
  if (lacking)
    return lacking
      .map(({ fact, is, wanted }) => `${fact} is ${is === undefined ? "missing" : clipped(is)}, not ${wanted}`)
      .join("; and ");
  return rule.except && holds(signal, rule.except) ? `it leaves out what has ${matchInWords(rule.except)}` : null;
}

/** Counts the signal for a rule. What the rule still waits for, in words; null when it decides. */
function waitsFor(given: Given, rule: AlertRule, known: RuleState, counted: Map<string, Tally>): string | null {
  const { signal, firing } = given;
  const at = timeOf(given);
  if (rule.unless) {
    const seen = seenWithin(known.get(eventKey(rule.unless.event)), rule.unless.withinMs, given.at);
    if (seen !== null) return `the event ${rule.unless.event} was seen ${elapsedInWords(given.at - seen)} before`;
  }
  if (!rule.count && !rule.rate) return null;
  if (signal.status === "resolved") return "it counts failures, and this is none";
  if (signal.onlyIfKnown || signal.acknowledged)
    return "it counts failures, and this is news of one that was told before";
  const key = tallyKey(rule, countedBy(signal, rule));
  const standing = given.again ? known.get(key) : undefined;
  const amount = signal.failures ?? 1;
  if (rule.count) {
    const inARow = rule.count.per === null;
    // A resolve in between begins anew: what was counted before it belongs to the episode before.
    const before = inARow && !firing ? undefined : known.get(key);
    const failure = { at, amount, once: inARow && signal.eventAt !== undefined };
    const tally = standing ?? withFailure(before, failure, rule.count);
    counted.set(key, tally);
    const failures = failuresIn(tally);
    if (failures < rule.count.atLeast)
      return `${failures} of ${rule.count.atLeast} within ${elapsedInWords(rule.count.withinMs)}`;
  }
  if (rule.rate) {
    const tally = standing ?? withMessage(known.get(key), { at, amount }, rule.rate);
    counted.set(key, tally);
    const { stretches, of } = sustainedIn(tally, rule.rate);
    if (stretches < of)
      return `more than ${rule.rate.above} in each ${elapsedInWords(rule.rate.perMs)} for ${stretches} of ${of} in a row`;
  }
  return null;
}

/** When the sender saw it, as far as it says so and does not run ahead of us. */
function timeOf({ signal, at }: Given): Instant {
  return Math.min(signal.eventAt ?? at, at);
}

/** What a rule counts by: the facts it names, else the alert itself. */
function countedBy(signal: Signal, rule: AlertRule): string {
  const names = rule.count ? rule.count.per : (rule.rate?.by ?? null);
  const facts = (names ?? []).map((name) => factOf(signal, name));
  return facts.some((fact) => fact !== undefined) ? facts.map((fact) => fact ?? "").join("\n") : signal.identity;
}

function eventOf(signal: Signal, { event }: AlertRule): string {
  if (typeof event === "string") return event;
  return (event && factOf(signal, event.from)) ?? factOf(signal, "event") ?? factOf(signal, "type") ?? signal.title;
}

function judgement(signal: Signal, rule: AlertRule | null, counted: Map<string, Tally>, terms: RuleTerms): Judgement {
  const component = rule && componentOf(signal, rule, terms);
  const outcome = rule?.outcome ?? "list";
  return {
    rule,
    outcome,
    severity: rule?.severity ?? null,
    component,
    page: rule?.kind === "page" && outcome === "declare" && !signal.test,
    private: rule?.private ?? false,
    runbook: rule?.runbook ?? null,
    group: groupOf(signal, rule, component),
    windowMs: rule?.windowMs ?? terms.alertWindowMs,
    counted: [...counted],
  };
}

/** The component of a rule. One that a fact names must be one of ours: a sender's word is no component of the public page. */
function componentOf(signal: Signal, { component }: AlertRule, { components }: RuleTerms): string | null {
  if (component === null || typeof component === "string") return component;
  const named = factOf(signal, component.from)?.toLowerCase();
  return components.find(({ name }) => name.toLowerCase() === named)?.name ?? null;
}

function becauseOf(rule: AlertRule): string {
  const conditions = matchInWords(rule.match);
  return conditions === "" ? "it matches everything" : conditions;
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
