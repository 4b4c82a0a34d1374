import { render, type Template, type TemplateProblem, whereUsed } from "./template.ts";
import { type UpdateFacts, updateNames } from "./update.ts";

/*
 * The sentences of an update are the operator's to change; some lines are not (product.md section 3). They are looked for in
 * what the template renders, with each field's name in angle brackets for its value, so any way of writing it will do.
 */

const always = ["Overall status set to: <overall_status>", "Affected components: <affected_components>"];

const perStage: Record<UpdateFacts["stage"], string[]> = {
  INVESTIGATING: ["Next update by <next_update_by>"],
  IDENTIFIED: ["Cause: <cause>", "We are <action>.", "Next update by <next_update_by>"],
  MITIGATING: ["<action>", "Next update by <next_update_by>"],
  RESOLVED: [
    "Resolved as of <resolved_at>.",
    "Duration: <duration>.",
    "Root cause: <root_cause>.",
    "Post-mortem by <post_mortem_by>.",
    "Service-credit claims per SLA at <sla_url>.",
  ],
  SCHEDULED: ["Window: <starts_at> to <ends_at>", "Expected impact: <expected_impact>"],
};

/** What the update that closes a false alarm says in the place of a root cause. */
const closing = ["Closed as of <resolved_at>."];

/** The update templates there must be, with the stage of each. */
export const updateTemplates: Record<string, UpdateFacts["stage"]> = {
  "investigating.sev1": "INVESTIGATING",
  "investigating.sev2": "INVESTIGATING",
  "investigating.sev3": "INVESTIGATING",
  identified: "IDENTIFIED",
  mitigating: "MITIGATING",
  resolved: "RESOLVED",
  cancelled: "RESOLVED",
  scheduled: "SCHEDULED",
};

/** The template as it reads with every field given: `<symptom>` for the symptom. Also what providers keep as a saved template. */
export function withPlaceholders(template: Template, leftOut: string[] = []): string {
  const shown = (names: string[]) =>
    Object.fromEntries(names.filter((name) => !leftOut.includes(name)).map((name) => [name, `<${name}>`]));
  const rendered = render(template, { fields: shown(updateNames.fields), settings: shown(updateNames.settings) });
  return "text" in rendered ? rendered.text : "";
}

/** What is wrong with an update template: names nobody knows, words of a person it would swallow, fixed lines it lacks. */
export function updateTemplateProblems(template: Template, stage: UpdateFacts["stage"]): TemplateProblem[] {
  const { file, uses } = template;
  const known = [...updateNames.fields, ...updateNames.settings];
  const strangers = uses.filter((name) => !known.includes(name));
  if (strangers.length > 0) {
    return strangers.map((name) => ({
      file,
      ...whereUsed(template, name),
      problem: `there is no field "${name}"; there are ${known.join(", ")}`,
    }));
  }
  const at = { file, line: 1, column: 1 };
  const swallowed = ["text", ...(stage === "RESOLVED" || stage === "SCHEDULED" ? [] : ["no_change"])].filter(
    (name) => !uses.includes(name),
  );
  return [
    ...swallowed.map((name) => ({
      ...at,
      problem: `the template never shows ${name}; put {% if ${name} %}...{% endif %} where it belongs`,
    })),
    ...lackingLines(withPlaceholders(template), stage, template.name === "cancelled" ? closing : perStage[stage]).map(
      (line) => ({ ...at, problem: line }),
    ),
  ];
}

function lackingLines(text: string, stage: UpdateFacts["stage"], parts: string[]): string[] {
  const lines = text.split("\n");
  const first = `[${stage}] <component> — <${stage === "SCHEDULED" ? "what" : "symptom"}>`;
  const problems: string[] = [];
  if (lines[0] !== first) problems.push(`the first line must read "${first}"`);
  if (lines[1] !== "Posted: <posted_at>") problems.push(`the second line must read "Posted: <posted_at>"`);
  for (const part of parts) if (!text.includes(part)) problems.push(`the text must hold "${part}"`);
  if (lines.slice(-2).join("\n") !== always.join("\n"))
    problems.push(`the last two lines must read "${always.join(`" and "`)}"`);
  return problems;
}
