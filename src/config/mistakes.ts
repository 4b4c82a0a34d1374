import type { z } from "zod";
import { plainSentence } from "../base/plain-words.ts";
import { type Given, key, type Mistake, type Place } from "./document.ts";
import { type Path, variables } from "./environment.ts";
import { didYouMean } from "./scalars.ts";
import { namesAt } from "./shape.ts";

/** The configuration cannot be used. Its message lists every mistake that was found, each on a line of its own. */
export class ConfigError extends Error {
  readonly mistakes: readonly Mistake[];

  constructor(found: readonly Mistake[]) {
    const mistakes = [...found].sort((a, b) => a.place.localeCompare(b.place, "en", { numeric: true }));
    const count = mistakes.length === 1 ? "a mistake" : `${mistakes.length} mistakes`;
    super(
      [
        `The configuration has ${count}:`,
        ...mistakes.map(inWords),
        "docs/sitrep.example.yml shows every setting.",
      ].join("\n"),
    );
    this.name = "ConfigError";
    this.mistakes = mistakes;
  }
}

function inWords({ place, setting, problem }: Mistake): string {
  return `  ${place}${setting && setting !== place ? ` ${setting}` : ""}: ${problem}`;
}

/** What a schema found, as mistakes with their places. */
export function mistakesOf(error: z.ZodError, schema: z.ZodType, given: Given): Mistake[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code !== "unrecognized_keys") return [mistake(path, plainSentence(issue.message), given)];
    const known = namesAt(schema, path);
    return issue.keys.map((name) => mistake([...path, name], unknownName(name, known), given, "name"));
  });
}

/** A mistake at a path: at its value, at its name, or at whatever holds it. */
export function mistake(path: Path, problem: string, given: Given, at: "value" | "name" = "value"): Mistake {
  const kept = given.filled.has(key(path)) ? withoutQuotes(problem) : problem;
  return { place: placeOf(path, given, at), setting: path.join("."), problem: kept };
}

function placeOf(path: Path, given: Given, at: "value" | "name"): Place {
  const first = at === "name" ? given.names.get(key(path)) : undefined;
  if (first) return first;
  for (let length = path.length; length >= 0; length--) {
    const place = given.places.get(key(path.slice(0, length)));
    if (place) return place;
  }
  return Object.keys(variables).find((name) => key(variables[name] ?? []) === key(path)) ?? "settings";
}

/** What came from the environment may be a secret: it is not repeated. */
function withoutQuotes(problem: string): string {
  return problem.replace(/"[^"]*"/g, '"…"');
}

function unknownName(name: string, known: string[]): string {
  const hint = didYouMean(name, known);
  return `There is no such setting.${hint || (known.length > 0 ? ` Known here: ${known.join(", ")}.` : "")}`;
}
