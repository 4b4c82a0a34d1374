import { applyReplacements, type Finding, type GuardRules, guard, type PublicText } from "../../text/guard.ts";

/*
 * What the guard found in a public text, told at the fields it was made from: a person has to know which of their words it
 * is, and one click has to mend it there.
 */

/** A finding, and the field whose words it is in; null = it comes from somewhere else, like a template or a setting. */
export interface GuardedWords extends Finding {
  field: string | null;
  /** Where in the field's own words; null where the field is not known. */
  inField: { line: number; column: number } | null;
}

/** What may not leave, and for each field that it can be mended in: the words with the replacements in place. */
export interface Guarded {
  findings: GuardedWords[];
  suggested: Record<string, string>;
}

/** The words of a text by their fields; what was not said is null. */
export type FieldWords = Record<string, string | null | undefined>;

/**
 * Checks a whole public text, which alone counts, and blames what is found to the fields it was made from. A finding that
 * stands in the text twice because a field does is one.
 */
export function guardByField(
  text: string,
  fields: FieldWords,
  rules: GuardRules,
  people: readonly string[] = [],
): { ok: true; text: PublicText } | ({ ok: false } & Guarded) {
  const checked = guard(text, rules, people);
  if (checked.ok) return checked;
  const own = Object.entries(fields).flatMap(([field, words]) => {
    const found = words ? foundIn(words, rules, people) : null;
    return found ? [{ field, ...found }] : [];
  });
  const findings: GuardedWords[] = [];
  const suggested: Record<string, string> = {};
  for (const finding of checked.findings) {
    const blamed = own.filter(({ findings: there }) => there.some((one) => isSame(one, finding)));
    if (blamed.length === 0) add(findings, { ...finding, field: null, inField: null });
    for (const { field, words, findings: there } of blamed) {
      suggested[field] = applyReplacements(words, there);
      for (const one of there.filter((each) => isSame(each, finding)))
        add(findings, { ...finding, field, inField: one.at, replacement: one.replacement });
    }
  }
  return { ok: false, findings, suggested };
}

/** What is found in a field's words alone. A text sets them on one line, so what a line break splits is looked for as well. */
function foundIn(words: string, rules: GuardRules, people: readonly string[]) {
  for (const one of [words, words.replace(/\s*\n\s*/g, " ")]) {
    const checked = guard(one, rules, people);
    if (!checked.ok) return { words: one, findings: checked.findings };
  }
  return null;
}

function isSame(one: Finding, other: Finding): boolean {
  return one.rule === other.rule && plain(one.found) === plain(other.found);
}

function plain(words: string): string {
  return words.replace(/\s+/g, " ").trim().toLowerCase();
}

function add(findings: GuardedWords[], finding: GuardedWords): void {
  const { field, inField, found } = finding;
  const isThere = findings.some(
    (one) =>
      one.field === field &&
      plain(one.found) === plain(found) &&
      one.inField?.line === inField?.line &&
      one.inField?.column === inField?.column,
  );
  if (!isThere) findings.push(finding);
}
