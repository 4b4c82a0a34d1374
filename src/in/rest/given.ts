import type { Command, FieldProblem, Typed } from "../command.ts";
import { nearest } from "../nearest.ts";

/** The most fields that a body may hold: more is no command of ours. */
const mostFields = 100;

/** The fields of a JSON body. Numbers and booleans are read as they would be typed; null is as good as left out. */
export function fieldsIn(body: unknown, command: Command): { typed: Typed; problems: FieldProblem[] } {
  const typed: Typed = {};
  const problems: FieldProblem[] = [];
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return {
      typed,
      problems: [{ field: null, message: "The body has to be a JSON object with the fields of the command." }],
    };
  }
  const known = Object.keys(command.fields);
  for (const [name, value] of Object.entries(body).slice(0, mostFields)) {
    if (!known.includes(name)) {
      const meant = nearest(name, known);
      const help = meant
        ? `Did you mean ${meant}?`
        : known.length > 0
          ? `Known: ${known.join(", ")}.`
          : "It takes none.";
      problems.push({ field: name, message: `${command.verb} has no field of this name. ${help}` });
      continue;
    }
    const given = asTyped(value);
    if (given === "wrong")
      problems.push({ field: name, message: "This has to be a text, a number, true or false, or a list of texts." });
    else typed[name] = given;
  }
  return { typed, problems };
}

function asTyped(value: unknown): string | string[] | undefined | "wrong" {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  return "wrong";
}
