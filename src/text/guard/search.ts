import { address } from "./address.ts";
import { assignedSecret } from "./assigned-secret.ts";
import { host } from "./host.ts";
import { internalName } from "./internal-name.ts";
import { keyMaterial } from "./key-material.ts";
import { libraryRules } from "./library.ts";
import { money } from "./money.ts";
import { plainly, type Reading, readings } from "./normalise.ts";
import { person } from "./person.ts";
import type { Find, GuardRules, Hit, Rule } from "./rule.ts";
import { tenant } from "./tenant.ts";

/** Secrets first: where two rules find the same words, the first one tells. */
const families: Rule[] = [
  keyMaterial,
  assignedSecret,
  libraryRules,
  host,
  address,
  internalName,
  tenant,
  person,
  money,
];

/** The rules of an installation, ready to be used. */
export interface Prepared {
  families: { name: string; secret: boolean; find: Find }[];
  /** Words that may be published, in small letters. */
  allowed: string[];
  ordinary: GuardRules["ordinary"];
}

/** A place in the original text that must not be published as it is. */
export interface Place {
  start: number;
  end: number;
  rule: string;
  secret: boolean;
  replacement: string;
  why: string;
}

const ready = new WeakMap<GuardRules, Prepared>();

/** Makes the rules ready: once for each object, which must not be changed afterwards. */
export function prepared(rules: GuardRules): Prepared {
  const before = ready.get(rules);
  if (before) return before;
  const made: Prepared = {
    families: families.map(({ name, secret, prepare }) => ({ name, secret, find: prepare(rules) })),
    allowed: (rules.allowed ?? []).map((words) => plainly(words).trim().toLowerCase()).filter(Boolean),
    ordinary: rules.ordinary,
  };
  ready.set(rules, made);
  return made;
}

/** The same rules, and people beside those that they know. */
export function withPeople(rules: Prepared, people: readonly string[]): Prepared {
  if (people.length === 0) return rules;
  return {
    ...rules,
    families: [...rules.families, { ...person, find: person.prepare({ people, ordinary: rules.ordinary }) }],
  };
}

/** Everything that must not be published as it stands, in order and without overlaps. */
export function search(text: string, { families: all, allowed }: Prepared): Place[] {
  const places: Place[] = [];
  const passing: Span[] = [];
  for (const seen of readings(text)) {
    const hits = all.flatMap(({ name, secret, find }) =>
      find(seen.text).map((hit) => ({ ...hit, rule: name, secret })),
    );
    if (hits.length > 0) passing.push(...allowed.flatMap((words) => occurrences(seen, words)));
    for (const hit of hits) {
      const place = { ...hit, ...wholeWords(text, seen.startOf(hit.start), seen.endOf(hit.end)) };
      if (passing.some(({ start, end }) => start <= place.start && place.end <= end)) continue;
      if (seen.breaks.length > 0 && !isBroken(hit, seen, places.some(overlaps(place)))) continue;
      add(places, place);
    }
  }
  return places.toSorted((one, other) => one.start - other.start);
}

/** A place that ends within a word takes the rest of it along: half a key, an amount or an identifier is no use to anybody. */
function wholeWords(text: string, start: number, end: number): Span {
  const isInside = (at: number) => /[A-Za-z0-9]{2}/.test(text.slice(at - 1, at + 1));
  let [from, to] = [start, end];
  while (from > 0 && isInside(from)) from--;
  while (to < text.length && isInside(to)) to++;
  return { start: from, end: to };
}

/** Adds a place. Those it overlaps become one with it, and the first of them tells what it is. */
export function add(places: Place[], place: Place): void {
  const overlapped = places.filter(overlaps(place));
  for (const one of overlapped) places.splice(places.indexOf(one), 1);
  places.push({
    ...(overlapped[0] ?? place),
    start: Math.min(place.start, ...overlapped.map(({ start }) => start)),
    end: Math.max(place.end, ...overlapped.map(({ end }) => end)),
    secret: place.secret || overlapped.some(({ secret }) => secret),
  });
}

type Span = Pick<Hit, "start" | "end">;

function overlaps(place: Span): (other: Span) => boolean {
  return (other) => place.start < other.end && other.start < place.end;
}

interface Marks {
  secret: boolean;
  exact?: boolean;
}

/** How far before a finding a word can stand that makes it one. */
const context = 40;

/**
 * What only shows when a line break is taken out is a find. What was found without that goes on behind the break only where
 * it must: a name, a secret whose rest has a figure, and what a comma, a slash or the like holds together. Otherwise the
 * next line begins with a word of its own.
 */
function isBroken(hit: Span & Marks, { text, breaks }: Reading, known: boolean): boolean {
  if (!known) return breaks.some((at) => hit.start - context <= at && at < hit.end);
  const last = breaks.findLast((at) => hit.start < at && at < hit.end);
  if (last === undefined) return false;
  if (hit.exact) return true;
  return (hit.secret && /\d/.test(text.slice(last, hit.end))) || /[_/@=,'&-]/.test(text.slice(last - 1, last + 1));
}

const wordSign = /[\p{L}\p{N}]/u;

/** Where words that may be published stand in the original, whole. */
function occurrences({ text, startOf, endOf }: Reading, words: string): Span[] {
  const lower = text.toLowerCase().replace(/\s/g, " ");
  if (lower.length !== text.length) return [];
  const spans: Span[] = [];
  for (let start = lower.indexOf(words); start >= 0; start = lower.indexOf(words, start + 1)) {
    const end = start + words.length;
    const isWhole =
      !(isWord(lower, start - 1) && isWord(lower, start)) && !(isWord(lower, end - 1) && isWord(lower, end));
    if (isWhole) spans.push({ start: startOf(start), end: endOf(end) });
  }
  return spans;
}

function isWord(text: string, at: number): boolean {
  return wordSign.test(text[at] ?? " ");
}
