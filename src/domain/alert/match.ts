import { levels, type Signal } from "../events.ts";
import type { Conditions, Match } from "../terms.ts";

/*
 * What rules hold signals against. A condition names a fact and what it may be: a value, or a list of which one must do. Case
 * does not matter, and `*` stands for any run of characters (`\*` for the star itself). There is nothing else on purpose:
 * whatever is written here is matched in one pass over the fact, however hostile the payload.
 */

/** Facts that are not labels. Anything else is a label by that name; `labels.title` is the label where the two meet. */
export const factNames = [
  "source",
  "status",
  "identity",
  "title",
  "text",
  "monitored",
  "event",
  "severity",
  "level",
  "group",
  "test",
  "unread",
] as const;

/** The most characters of a fact that are looked at: what a person would call the beginning of a text, many times over. */
const mostCharacters = 20_000;

/** A fact of a signal by its name; undefined when it has none. */
export function factOf(signal: Signal, name: string): string | undefined {
  switch (name) {
    case "source":
      return signal.source;
    case "status":
      return signal.status;
    case "identity":
      return signal.identity;
    case "title":
      return signal.title;
    case "text":
      // Many senders say the same in both.
      return signal.description === null || signal.description === signal.title
        ? signal.title
        : `${signal.title}\n${signal.description}`;
    case "monitored":
      return signal.links.find(({ title }) => title === "Monitored")?.url;
    case "event":
      return labelOf(signal.labels, "event") ?? labelOf(signal.labels, "type");
    case "severity":
      return signal.labels.severity ?? signal.severityHint ?? undefined;
    case "level":
      return signal.level ?? levels.find((level) => level === factOf(signal, "severity")?.toLowerCase());
    case "group":
      return signal.groupKey ?? undefined;
    case "test":
      return signal.test && "true";
    case "unread":
      return signal.unread === undefined ? undefined : "true";
    default:
      return (
        labelOf(signal.labels, name) ?? (name.startsWith("labels.") ? labelOf(signal.labels, name.slice(7)) : undefined)
      );
  }
}

function labelOf(labels: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** A condition that does not hold: the fact, what it is, and what it would have to be. */
export interface Unmet {
  fact: string;
  is: string | undefined;
  wanted: string;
}

/** The first condition that does not hold, of each of the sets one of which must; null when all conditions of a set do. */
export function unmet(signal: Signal, match: Match): Unmet[] | null {
  const found: Unmet[] = [];
  for (const conditions of setsOf(match)) {
    const lacking = conditions.find(({ fact, patterns }) => {
      const text = loweredFact(signal, fact);
      return text === undefined || !fitsAny(text, patterns);
    });
    if (!lacking) return null;
    found.push({ fact: lacking.fact, is: factOf(signal, lacking.fact), wanted: lacking.wanted });
  }
  return found;
}

/** Many rules look at the same facts of the same signal, one rule after the other. Null = it has none of that name. */
type Facts = Map<string, string | null>;
const lowered = new WeakMap<Signal, Facts>();
let latest: { signal: Signal; facts: Facts } | null = null;

function factsOf(signal: Signal): Facts {
  if (latest?.signal === signal) return latest.facts;
  const facts = lowered.get(signal) ?? new Map();
  if (facts.size === 0) lowered.set(signal, facts);
  latest = { signal, facts };
  return facts;
}

function loweredFact(signal: Signal, fact: string): string | undefined {
  const facts = factsOf(signal);
  const known = facts.get(fact);
  if (known !== undefined) return known ?? undefined;
  const text = factOf(signal, fact)?.slice(0, mostCharacters).toLowerCase();
  facts.set(fact, text ?? null);
  return text;
}

/** True when all conditions of a set hold; none hold of everything. */
export function holds(signal: Signal, match: Match): boolean {
  return holdsAny(signal, setsOf(match));
}

/** The same, of conditions that were read before; see {@link setsOf}. */
export function holdsAny(signal: Signal, sets: Condition[][]): boolean {
  for (const conditions of sets) if (holdAll(signal, conditions)) return true;
  return false;
}

/** Asked for every signal of every rule: without a function made for each. */
function holdAll(signal: Signal, conditions: Condition[]): boolean {
  for (const { fact, patterns } of conditions) {
    const text = loweredFact(signal, fact);
    if (text === undefined || !fitsAny(text, patterns)) return false;
  }
  return true;
}

function fitsAny(text: string, patterns: Pattern[]): boolean {
  for (const pattern of patterns) if (fits(text, pattern)) return true;
  return false;
}

/** True when a condition names this fact. */
export function speaksOf(match: Match, fact: string): boolean {
  return setsOf(match).some((conditions) => conditions.some((one) => one.fact === fact));
}

/** True when it can hold of something whose fact is this: what else it asks for is not looked at. */
export function mayHoldOf(match: Match, fact: string, value: string): boolean {
  return setsOf(match).some((conditions) =>
    conditions.every((one) => one.fact !== fact || fitsAny(value.toLowerCase(), one.patterns)),
  );
}

/** True when it holds of everything. */
export function isOfAll(match: Match): boolean {
  return setsOf(match).some((conditions) => conditions.length === 0);
}

/** Conditions in words: `severity is critical`, `source is alertmanager or grafana`. */
export function matchInWords(match: Match): string {
  const sets = setsOf(match).map((conditions) => conditions.map(({ fact, wanted }) => `${fact} is ${wanted}`));
  return sets.map((set) => set.join(" and ")).join("; or ");
}

/** What stands between the stars. One part: the whole fact. */
type Pattern = readonly string[];

export interface Condition {
  fact: string;
  patterns: Pattern[];
  wanted: string;
}

const read = new WeakMap<Match, Condition[][]>();

/** The sets of conditions of a match, as they are asked. */
export function setsOf(match: Match): Condition[][] {
  const known = read.get(match);
  if (known) return known;
  const sets = (Array.isArray(match) ? (match as Conditions[]) : [match as Conditions]).map((conditions) =>
    Object.entries(conditions).map(([fact, value]) => {
      const values = typeof value === "string" ? [value] : value;
      return { fact, patterns: values.map(patternOf), wanted: values.join(" or ") };
    }),
  );
  read.set(match, sets);
  return sets;
}

function patternOf(written: string): Pattern {
  return written
    .toLowerCase()
    .split(/(?<!\\)\*+/)
    .map((part) => part.replaceAll("\\*", "*"));
}

/** Parts between stars are looked for from left to right, each once: the earliest place is always good enough. */
function fits(text: string, pattern: Pattern): boolean {
  const end = pattern.length - 1;
  const first = pattern[0] ?? "";
  const last = pattern[end] ?? "";
  if (end === 0) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (let between = 1; between < end; between++) {
    const part = pattern[between] ?? "";
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
