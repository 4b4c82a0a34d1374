import { address } from "./guard/address.ts";
import { assignedSecret } from "./guard/assigned-secret.ts";
import { host } from "./guard/host.ts";
import { keyMaterial } from "./guard/key-material.ts";
import { money } from "./guard/money.ts";
import { normalise } from "./guard/normalise.ts";
import type { GuardRules, Hit, Rule } from "./guard/rule.ts";

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
  replacement: string;
  /** A sentence for the person who wrote it. */
  why: string;
}

/** Secrets first: where two rules find the same words, the first one tells. */
const families: Rule[] = [keyMaterial, assignedSecret, host, address, money];

/**
 * Checks words that are to leave for the public (product.md section 3). Everything is found at once. It reads the text as
 * people do: case, invisible characters, emphasis in the middle of a word and look-alike letters do not hide anything.
 */
export function guard(
  text: string,
  rules: GuardRules,
): { ok: true; text: PublicText } | { ok: false; findings: Finding[] } {
  const findings = findingsIn(text, rules);
  return findings.length === 0 ? { ok: true, text: text as PublicText } : { ok: false, findings };
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
export function applyReplacements(text: string, findings: Finding[]): string {
  return findings
    .toSorted((one, other) => other.start - one.start)
    .reduce((whole, { start, end, replacement }) => whole.slice(0, start) + replacement + whole.slice(end), text);
}

function findingsIn(text: string, rules: GuardRules): Finding[] {
  const allowed = new Set((rules.allowed ?? []).map((words) => normalise(words, "").text.toLowerCase()));
  const findings: Finding[] = [];
  // Markup may split what it hides, or glue it to its neighbour: the text is read without it and with gaps for it.
  for (const seen of [normalise(text, ""), normalise(text, " ")]) {
    for (const family of families) {
      for (const hit of family.find(seen.text, rules)) {
        if (allowed.has(seen.text.slice(hit.start, hit.end).toLowerCase())) continue;
        add(
          findings,
          family,
          { ...hit, start: seen.starts[hit.start] ?? 0, end: seen.ends[hit.end - 1] ?? text.length },
          text,
        );
      }
    }
  }
  return findings.toSorted((one, other) => one.start - other.start);
}

/** Adds a finding. Those it overlaps become one with it, and the first of them tells what it is. */
function add(findings: Finding[], { name, secret }: Rule, { replacement, why, ...place }: Hit, text: string): void {
  const overlapped = findings.filter((one) => place.start < one.end && one.start < place.end);
  for (const one of overlapped) findings.splice(findings.indexOf(one), 1);
  const [first = { rule: name, replacement, why }] = overlapped;
  const start = Math.min(place.start, ...overlapped.map((one) => one.start));
  const end = Math.max(place.end, ...overlapped.map((one) => one.end));
  const words = normalise(text.slice(start, end), "").text;
  const isSecret =
    secret || families.some((family) => family.secret && overlapped.some(({ rule }) => rule === family.name));
  findings.push({
    rule: first.rule,
    found: isSecret ? masked(words) : words,
    at: placeOf(text, start),
    start,
    end,
    replacement: first.replacement,
    why: first.why,
  });
}

/** Enough to recognise it by, and never more than a third of it. */
function masked(words: string): string {
  return `${words.slice(0, Math.min(4, Math.floor(words.length / 3)))}•••`;
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: [...before.slice(lineStart)].length + 1 };
}
