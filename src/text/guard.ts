import { fitted } from "./guard/fitted.ts";
import { plainly } from "./guard/normalise.ts";
import type { GuardRules } from "./guard/rule.ts";
import { add, type Place, type Prepared, prepared, search, withPeople } from "./guard/search.ts";

export type { GuardRules } from "./guard/rule.ts";

declare const checked: unique symbol;

/** Text that may be published. Only {@link guard} makes it, and {@link overridden} where a commander takes it upon themselves. */
export type PublicText = string & { readonly [checked]: true };

/** Something that must not be published, and what could stand there instead. */
export interface Finding {
  /** The family of rules: `key-material`, `money`, ... */
  rule: string;
  /** The words as they stand there; of a secret only its beginning. */
  found: string;
  /** Counted from 1, columns in characters. */
  at: { line: number; column: number };
  /** The place in the text, in UTF-16 units, markup inside it included. */
  start: number;
  end: number;
  /** Made for its place: without an article where one stands before it, with a capital where a sentence begins. */
  replacement: string;
  /** A sentence for the person who wrote it. */
  why: string;
}

/**
 * Checks words that are to leave for the public (product.md section 3). Everything is found at once. It reads the text as
 * people do: case, invisible characters, look-alike letters, markup and a line break in the middle of a word hide nothing.
 * `people` are known beside those of the rules: whoever takes part in the incident.
 */
export function guard(
  text: string,
  rules: GuardRules,
  people: readonly string[] = [],
): { ok: true; text: PublicText } | { ok: false; findings: Finding[] } {
  const ready = withPeople(prepared(rules), people);
  const places = search(text, ready);
  if (places.length === 0) return { ok: true, text: text as PublicText };
  return { ok: false, findings: allFindings(text, places, ready) };
}

/** Bounds how often what was hidden by its neighbour is looked for: each round finds more, and texts are short. */
const mostRounds = 5;

/** The findings, with what only comes to light when they are replaced: an address that was glued to a key, say. */
function allFindings(text: string, found: Place[], rules: Prepared): Finding[] {
  const places = [...found];
  const passes = passing(rules);
  for (let round = 0; ; round++) {
    const inOrder = places.toSorted((one, other) => one.start - other.start);
    const findings = inOrder.map((place) => findingAt(place, text, passes));
    const more = round < mostRounds ? search(applyReplacements(text, findings), rules) : [];
    if (more.length === 0) return findings;
    for (const place of more) add(places, { ...place, ...inOriginal(place, findings) });
  }
}

/** Where a place of the mended text is in the original; what was put there stands for all that it replaced. */
function inOriginal({ start, end }: Place, findings: Finding[]): { start: number; end: number } {
  const place = { start, end };
  let shift = 0;
  for (const finding of findings) {
    const begins = finding.start + shift;
    const ends = begins + finding.replacement.length;
    shift = ends - finding.end;
    if (start >= ends) place.start = start - shift;
    else if (start > begins) place.start = finding.start;
    if (end > ends) place.end = end - shift;
    else if (end > begins) place.end = finding.end;
  }
  return place;
}

/**
 * Lets a text pass with its findings. For the override of a commander alone, who answers for it with a reason; the caller
 * writes both on the timeline. Throws without a reason: that is a bug.
 */
export function overridden(text: string, override: { findings: Finding[]; reason: string }): PublicText {
  if (override.reason.trim() === "") throw new Error("an override of the guard needs a reason");
  return text as PublicText;
}

/** The text with each finding's replacement in its place. The result is plain text again: the guard has not seen it. */
export function applyReplacements(text: string, findings: readonly Finding[]): string {
  return findings
    .toSorted((one, other) => other.start - one.start)
    .reduce((whole, { start, end, replacement }) => whole.slice(0, start) + replacement + whole.slice(end), text);
}

function findingAt(
  { start, end, rule, secret, replacement, why }: Place,
  text: string,
  passes: (words: string) => boolean,
): Finding {
  const words = plainly(text.slice(start, end));
  return {
    rule,
    found: secret ? masked(words) : words,
    at: placeOf(text, start),
    start,
    end,
    replacement: [fitted(replacement, text, start), replacement, "[removed]"].find(passes) ?? "…",
    why,
  };
}

/** Tells whether words may be put into a text: a name to be hidden may well be a part of what was to stand for it. */
function passing(rules: Prepared): (words: string) => boolean {
  const known = new Map<string, boolean>();
  return (words) => {
    const passes = known.get(words) ?? search(`so ${words} so`, rules).length === 0;
    known.set(words, passes);
    return passes;
  };
}

/** Enough to recognise it by, and never more than a third of it. */
function masked(words: string): string {
  return `${words.slice(0, Math.min(4, Math.floor(words.length / 3)))}•••`;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  let [line, column] = [1, 1];
  for (let index = 0; index < at; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x0a) [line, column] = [line + 1, 1];
    // The second half of a pair is no character of its own.
    else if (unit < 0xdc00 || unit > 0xdfff) column++;
  }
  return { line, column };
}
