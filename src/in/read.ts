import { isProblem } from "../domain/duration.ts";
import { placeInWords, type Refusal, type RefusalFacts, wordsOf } from "../domain/refusal.ts";
import type { Asked, Command, Field, FieldProblem, Typed } from "./command.ts";
import { asText, isEmpty } from "./fields.ts";

/** Reads all fields of a command. What cannot be read is told, each with its field; what is required and missing is named. */
export function readFields(
  command: Command,
  typed: Typed,
  ctx: Asked,
): { values: Record<string, unknown>; problems: FieldProblem[]; missing: string[] } {
  const values: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  const missing: string[] = [];
  for (const [name, field] of Object.entries(command.fields) as [string, Field][]) {
    const given = typed[name];
    if (isEmpty(given) && !(field.input === "switch" && given !== undefined)) {
      if (field.required) missing.push(name);
      continue;
    }
    const read = field.read(asText(given) ?? "", ctx);
    if (isProblem(read)) problems.push({ field: name, message: read.problem });
    else values[name] = read;
  }
  return { values, problems, missing };
}

/** Tells which field a refusal speaks of, so that a form can show it there and REST can name it. */
export function blame(refusal: Refusal, typed: Typed): FieldProblem[] {
  const message = wordsOf(refusal);
  const { facts } = refusal as { facts: Record<string, unknown> };
  switch (refusal.refused) {
    case "missing-fields":
      return (facts.fields as string[]).map((field) => ({ field, message: "This is still needed." }));
    case "unknown-component":
      return [{ field: "components", message }];
    case "in-the-future":
    case "in-the-past":
    case "ends-before-it-begins":
      return [{ field: String(facts.field), message }];
    case "title-missing":
    case "title-too-long":
      return [{ field: "title", message }];
    case "severity-unchanged":
    case "published-is-not-sev4":
      return [{ field: "severity", message }];
    case "sev4-is-not-published":
    case "private-is-not-published":
    case "drill-is-not-published":
      return [{ field: "audience", message }];
    case "resolved-before-detected":
      return [{ field: "resolved_at", message }];
    case "overall-not-worse":
      return [{ field: "overall", message }];
    case "alerts-still-firing":
      return [{ field: "despite_alerts", message }];
    case "guarded-words":
      return blameFindings(facts as RefusalFacts["guarded-words"], typed);
    case "correction-changes-nothing":
    case "correction-moves-a-promise":
      return [{ field: "text", message }];
    case "short-notice":
      return [{ field: "short_notice", message }];
    case "not-an-extension":
      return [{ field: "ends_at", message }];
    case "maintenance-unmoved":
      return [{ field: "starts_at", message }];
    case "no-such-update":
      return [{ field: "update", message }];
    default:
      return [{ field: null, message }];
  }
}

/** Each finding at its field, with its place there. One in words that were said before is told at their field as well. */
function blameFindings({ findings }: RefusalFacts["guarded-words"], typed: Typed): FieldProblem[] {
  return findings.map((finding) => {
    const { field, inField, found, why, replacement, at } = finding;
    const where = field ?? Object.keys(typed).find((name) => asText(typed[name])?.includes(found)) ?? null;
    const place = field ? placeInWords(inField ?? null) : `line ${at.line} of the text`;
    const guarded = { found, ...(inField ?? at), replacement };
    return { field: where, guarded, message: `\`${found}\` (${place}): ${why} Say \`${replacement}\`.` };
  });
}
