import type { factNames } from "../domain/alert/match.ts";
import type { Problem } from "../domain/duration.ts";
import { levels } from "../domain/events.ts";
import type { AlertRule, Conditions, Match } from "../domain/terms.ts";
import type { Path } from "./environment.ts";
import * as is from "./scalars.ts";

/*
 * What a rule of `alerts.rules` may say under `match` and `except`. What could never hold is refused: a rule that matches
 * nothing is found out in the night that it was written for.
 */

/** What only a regular expression would say. */
const expression = /^\/.*[\\^$+()[\]|]|^\/.*\.\*.*\/[a-z]*$/;

/** The facts that have a few words, whoever sends. */
const words: Partial<Record<(typeof factNames)[number], readonly string[]>> = {
  status: ["firing", "resolved"],
  level: levels,
  test: ["true"],
  unread: ["true"],
};

/** Conditions, or a list of sets of them of which one must hold. */
export const match = is.reads((value): Match | Problem => {
  const sets: Conditions[] = [];
  for (const one of Array.isArray(value) ? value : [value]) {
    const read = readConditions(one);
    if ("problem" in read) return read;
    sets.push(read.conditions);
  }
  return Array.isArray(value) ? sets : (sets[0] as Conditions);
});

function readConditions(value: unknown): { conditions: Conditions } | Problem {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return {
      problem: "It must be facts and what they may be, like { severity: critical, service: [checkout, pay-*] }.",
    };
  const conditions: Record<string, string | string[]> = {};
  for (const [name, given] of Object.entries(value)) {
    const texts: string[] = [];
    for (const one of Array.isArray(given) ? given : [given]) {
      const read = is.text.safeParse(one);
      if (!read.success)
        return { problem: `${is.quoted(name)} needs a value, or a list of values of which one must fit.` };
      const problem = never(name, read.data);
      if (problem) return { problem };
      texts.push(read.data);
    }
    if (texts.length === 0) return { problem: `${is.quoted(name)} needs a value.` };
    conditions[name] = texts.length === 1 ? (texts[0] as string) : texts;
  }
  return { conditions };
}

/** Why a fact can never be so; null when it can. */
function never(name: string, value: string): string | null {
  if (expression.test(value))
    return `${is.quoted(value)} is a regular expression. Use * for any run of characters, like *timed out*.`;
  const known = words[name as (typeof factNames)[number]];
  if (!known || value.includes("*") || known.includes(value.toLowerCase())) return null;
  const aside = name === "level" ? " The sender's own word is the fact severity." : "";
  return `${name} is never ${is.quoted(value)}; use ${known.join(", ")}.${is.didYouMean(value, known)}${aside}`;
}

/** The rules that ask for a source that there is not. Without the kinds of sources, nobody can tell. */
export function wrongSourcesOfRules(
  rules: readonly (AlertRule | "shipped")[],
  kinds: readonly { name: string }[] | undefined,
): { path: Path; problem: string; at: "value" }[] {
  if (!kinds) return [];
  const known = kinds.map(({ name }) => name);
  return rules.flatMap((rule, index) => {
    if (rule === "shipped") return [];
    return (["match", "except"] as const).flatMap((setting) => {
      const unknown = asked(rule[setting], "source").find((one) => !one.includes("*") && !known.includes(one));
      if (unknown === undefined) return [];
      const hint = /[/@]/.test(unknown)
        ? ` One endpoint of a source is told by its identity, like { identity: "${unknown.replace("/", "@")}:*" }.`
        : is.didYouMean(unknown, known) || ` Known: ${known.join(", ")}.`;
      const problem = `There is no source ${is.quoted(unknown)}.${hint}`;
      return [{ path: ["alerts", "rules", index, setting], problem, at: "value" as const }];
    });
  });
}

/** The values that a match asks of a fact, in lower case. */
function asked(given: Match | undefined, fact: string): string[] {
  const sets = Array.isArray(given) ? (given as Conditions[]) : given ? [given as Conditions] : [];
  return sets.flatMap((set) => [set[fact] ?? []].flat().map((one) => one.toLowerCase()));
}
