import type { Instant } from "../base/clock.ts";
import { isProblem, type Problem, parseElapsed, parseInstant } from "../domain/duration.ts";
import { type Role, roles, type Stage, stages } from "../domain/incident/state.ts";
import { type DeadlineKind, deadlineKinds, overallStatuses, type Severity, severities } from "../domain/policy.ts";
import type { Asked, Field, Option } from "./command.ts";
import { nearest } from "./nearest.ts";
import { type NobodyMeant, whoIs } from "./persons.ts";

/** Makes a field one that has to be given. */
export function needed<F extends Field>(field: F): F & { required: true } {
  return { ...field, required: true };
}

/** `SEV1`, `sev1`, `sev-1`, `P1` or `1`. */
export const severityWord: Field<Severity> = {
  read(given) {
    const digit = /^(?:sev|severity|s|p)?[-_ ]?([0-9]+)$/i.exec(given.trim())?.[1];
    const found = severities.find((severity) => severity === `SEV${digit}`);
    return found ?? unknown("severity", given, severities);
  },
  label: "Severity",
  position: "word",
  input: "choice",
  options: ({ terms }) =>
    severities.map((value) => ({ value, label: value, about: terms.policy.severities[value].criteria.join("; ") })),
};

/** True for a word that is meant as a severity, rightly spelled or not. */
export function looksLikeSeverity(word: string): boolean {
  return /^(?:sev(?:erity)?|s|p)?[-_]?\d+$/i.test(word) || /^sev/i.test(word);
}

export const stageWord: Field<Stage> = {
  read: (given) => oneOf("stage", given, stages),
  label: "Stage",
  position: "word",
  fits: (word) => nearest(word, stages) !== null,
  input: "choice",
  options: () => stages.map((value) => ({ value, label: value })),
};

export const roleWord: Field<Role> = {
  read: (given) => (given.trim().toLowerCase() === "commander" ? "lead" : oneOf("role", given, roles)),
  label: "Role",
  position: "word",
  input: "choice",
  options: () => roles.map((value) => ({ value, label: value === "lead" ? "incident commander" : value })),
};

export const clockWord: Field<DeadlineKind> = {
  read: (given) => oneOf("clock", given, deadlineKinds),
  label: "Clock",
  input: "choice",
  options: ({ incident }) =>
    (incident?.deadlines ?? [])
      .filter(({ state }) => state === "running")
      .map(({ kind }) => ({ value: kind, label: kind })),
};

/** Free words. What is only white space is nothing. */
export const rest: Field<string> = {
  read: (given) => given.trim(),
  label: "Text",
  position: "rest",
  free: true,
  input: "lines",
};

/** Free words that are only named by flag. */
export const words: Field<string> = { read: (given) => given.trim(), label: "Text", free: true, input: "line" };

export const onOff: Field<boolean> = {
  read(given) {
    const said = given.trim().toLowerCase();
    if (["yes", "true", "on", "1", ""].includes(said)) return true;
    if (["no", "false", "off", "0"].includes(said)) return false;
    return { problem: `Say yes or no, not ${quoted(given)}.` };
  },
  label: "Yes",
  input: "switch",
};

/** A length of time: "10m", "1 h 30 min". In ms. */
export const span: Field<number> = {
  read: (given) => sentence(parseElapsed(given)),
  label: "For",
  position: "words",
  input: "line",
};

/** A moment up to now: "10m ago", "09:30" (UTC) or a whole date. */
export const moment: Field<Instant> = {
  read: (given, { now }) => sentence(parseInstant(given, now, "past")),
  label: "When",
  hint: "10m ago, 09:30 (UTC) or 2026-11-21T09:30Z",
  input: "line",
};

/** A moment to come: "in 30 min", "14:30" (UTC) or a whole date. */
export const futureMoment: Field<Instant> = {
  read: (given, { now }) => sentence(parseInstant(given, now, "future")),
  label: "By when",
  hint: "in 30 min, 14:30 (UTC) or 2026-11-21T14:30Z",
  input: "line",
};

/** A Slack user id. In words a person is mentioned, called by a name that is known, or is `me`. */
export const somebody = {
  read(given: string, { actor, people = [] }: Asked): string | NobodyMeant {
    const said = given.trim();
    const mentioned = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(said)?.[1];
    if (mentioned) return mentioned;
    if (/^(me|myself)$/i.test(said) && actor.kind === "person") return actor.id;
    const named = whoIs(said, people);
    // Some names look like an id, and a name that is known is one.
    return isProblem(named) ? (/^@?([UW][A-Z0-9]{2,})$/.exec(said)?.[1] ?? named) : named;
  },
  label: "Who",
  position: "word",
  input: "person",
  person: true,
} satisfies Field<string>;

export const entryNumber: Field<number> = {
  read(given) {
    const match = /^#?(\d{1,6})$/.exec(given.trim());
    return match
      ? Number(match[1])
      : { problem: `${quoted(given)} is no number of an entry; \`timeline\` shows them.` };
  },
  label: "Entry",
  input: "line" as const,
  hidden: true,
};

export const overallWord = {
  read: (given: string) => oneOf("status", given, overallStatuses),
  label: "Overall status",
  hint: "Only worse than the severity implies; left out, it follows the severity.",
  input: "choice",
  options: () => overallStatuses.filter((one) => one !== "maintenance").map((value) => ({ value, label: value })),
} satisfies Field;

/** Components by their public names, any number of them, separated by commas or lines. */
export const componentNames: Field<string[]> = {
  read(given, { terms }) {
    const known = terms.components.map(({ name }) => name);
    const names: string[] = [];
    for (const part of partsOf(given, known)) {
      const found = named(part, known) ?? startOf(part, known);
      if (!found) return known.length > 0 ? unknown("component", part, known) : noComponents;
      if (!names.includes(found)) names.push(found);
    }
    return names;
  },
  label: "Components",
  input: "choices",
  options: ({ terms }) => terms.components.map(({ name }) => ({ value: name, label: name })),
};

const noComponents: Problem = { problem: "No components are configured yet; `components` in sitrep.yml names them." };

function partsOf(given: string, known: string[]): string[] {
  const isOne = (line: string) => known.includes(line) || startOf(line, known) !== undefined;
  const parts = given.split("\n").flatMap((line) => (isOne(line.trim()) ? [line] : line.split(",")));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** Two names may differ in their case alone: then only the very one is meant. */
function named(part: string, known: string[]): string | undefined {
  return known.find((name) => name === part) ?? known.find((name) => name.toLowerCase() === part.toLowerCase());
}

/** "gateway" is enough where only one component begins so. */
function startOf(part: string, known: string[]): string | undefined {
  const found = known.filter((name) => name.toLowerCase().startsWith(part.toLowerCase()));
  return found.length === 1 ? found[0] : undefined;
}

/** A field that takes one of a few words. */
export function choice<const T extends string>(what: string, known: readonly T[], label: string): Field<T> {
  return {
    read: (given) => oneOf(what, given, known),
    label,
    input: "choice",
    options: (): Option[] => known.map((value) => ({ value, label: value })),
  };
}

function oneOf<const T extends string>(what: string, given: string, known: readonly T[]): T | Problem {
  const said = given
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-");
  return known.find((one) => one.toLowerCase() === said) ?? unknown(what, given, known);
}

function unknown(what: string, given: string, known: readonly string[]): Problem {
  const meant = nearest(given.trim(), known);
  return {
    problem: `There is no ${what} ${quoted(given)}. ${meant ? `Did you mean \`${meant}\`?` : `Known: ${known.join(", ")}.`}`,
  };
}

function sentence(read: number | Problem): number | Problem {
  if (!isProblem(read)) return read;
  const said = read.problem.charAt(0).toUpperCase() + read.problem.slice(1);
  return { problem: said.endsWith(".") ? said : `${said}.` };
}

/** What was typed, short enough to be said again. */
export function quoted(given: string): string {
  const said = [...given.trim()];
  return said.length > 40 ? `\`${said.slice(0, 39).join("")}…\`` : `\`${said.join("")}\``;
}

/** A field's values as one text: several choices stand one to a line. */
export function asText(typed: string | string[] | undefined): string | undefined {
  return Array.isArray(typed) ? typed.join("\n") : typed;
}

/** True when nothing was typed for a field. */
export function isEmpty(typed: string | string[] | undefined): boolean {
  return (asText(typed) ?? "").trim() === "";
}
