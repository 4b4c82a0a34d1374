import type { Component } from "../domain/terms.ts";
import { isVague } from "../text/guard/names.ts";
import { type GuardRules, guard } from "../text/guard.ts";

/* What `sitrep check` says of the guard's rules. */

interface Finding {
  setting: string;
  finding: string;
}

/** What is odd about names to be hidden, and about words that may be published. */
export function guardFindings(rules: GuardRules, components: readonly Component[]): Finding[] {
  const { tenants = [], people = [], internalNames = {} } = rules;
  const named = [
    ...tenants.map((name) => ({ name, setting: "guard.tenants" })),
    ...people.map((name) => ({ name, setting: "guard.people" })),
    ...Object.keys(internalNames).map((name) => ({ name, setting: "guard.internal_names" })),
  ];
  return [
    ...named.flatMap(({ name, setting }) => {
      const finding = vague(name) ?? published(name, components);
      return finding === null ? [] : [{ setting, finding }];
    }),
    ...replacements(rules),
    ...contradictions(rules, named),
  ];
}

/** Too little to be told from other words. */
function vague(name: string): string | null {
  const letters = [...name.matchAll(/[\p{L}\p{N}]/gu)].length;
  if (letters < 2) return `${quoted(name)} is too short to be looked for, and is not. Name it in full.`;
  if (!isVague(name, new Set())) return null;
  const what = letters < 3 ? "is short" : "is an ordinary word";
  return `${quoted(name)} ${what}: it is found only where it is written with its capitals within a sentence, or as @${name}. Name it in full beside it.`;
}

/** A name that is a part of what is published anyway. */
function published(name: string, components: readonly Component[]): string | null {
  const shown = components.find(
    (component) => !component.internal && guard(component.name, { tenants: [name] }).ok === false,
  );
  if (!shown) return null;
  return `${quoted(name)} is a part of the public component ${quoted(shown.name)}, and passes there. Rename the component, or make it internal.`;
}

/** What is to stand for a name must not be found itself. */
function replacements(rules: GuardRules): Finding[] {
  return Object.entries(rules.internalNames ?? {}).flatMap(([name, known]) => {
    const checked = known === null ? null : guard(known, rules);
    if (checked === null || checked.ok) return [];
    const words = checked.findings.map(({ found }) => quoted(found)).join(", ");
    return [
      {
        setting: "guard.internal_names",
        finding: `What the public knows ${quoted(name)} as holds ${words}, which must not be published itself. Other words are offered in its place.`,
      },
    ];
  });
}

/** Words that may be published, and are on the list of those that may not. */
function contradictions({ allowed = [] }: GuardRules, named: { name: string; setting: string }[]): Finding[] {
  return named
    .filter(({ name }) => allowed.some((words) => words.toLowerCase() === name.toLowerCase()))
    .map(({ name, setting }) => ({
      setting,
      finding: `${quoted(name)} may be published, because guard.allowed, the page or a public component says so. It is never found.`,
    }));
}

function quoted(words: string): string {
  return `"${words}"`;
}
