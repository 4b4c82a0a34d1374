import { shippedRules } from "../../src/config/shipped-rules.ts";
import { matchInWords } from "../../src/domain/alert/match.ts";
import { elapsedInWords } from "../../src/domain/duration.ts";
import type { AlertRule } from "../../src/domain/terms.ts";
import { made, table } from "./pages.ts";

/** `alert-rules.md`: the rules that Sitrep ships, in the order they are asked. */
export function alertRulesPage(): string {
  const rules = shippedRules(shippedComponents());
  const alarms = rules.filter(({ kind }) => kind === "alarm");
  return `${made}
# The rules that Sitrep ships

What becomes of alerts unless \`alerts.rules\` says otherwise; in rules of your own, the line \`- include: shipped\` puts them in its place. They are
asked in this order, and the first that matches and has counted enough decides. How a rule is written: [alert-rules.md](../alert-rules.md).

${table(["rule", "matches", "decides", "makes of it"], rules.map(rowOf))}

## Alarms

An alarm wakes nobody by itself. Each says when it comes, what to do, and within which time.

${table(
  ["alarm", "comes when", "do", "who", "within"],
  alarms.map(({ name, alarm }) => [
    name,
    alarm?.threshold ?? "",
    alarm?.action ?? "",
    alarm?.who ?? "",
    elapsedInWords(alarm?.withinMs ?? 0),
  ]),
)}
`;
}

/** Every component that a shipped rule names: none is left out here. */
function shippedComponents() {
  return [
    "Gateway (HTTP liveness)",
    "Gateway (OpenAI shape)",
    "Gateway (Anthropic shape)",
    "Gateway (metrics surface)",
    "Keystore (active keys)",
    "Analytics surface",
    "Status page itself",
  ].map((name) => ({ name, internal: false }));
}

function rowOf(rule: AlertRule): string[] {
  return [rule.name, matches(rule), decides(rule), makes(rule)];
}

function matches({ match, except }: AlertRule): string {
  const wanted = matchInWords(match) || "everything";
  return `\`${except ? `${wanted}\`, unless \`${matchInWords(except)}` : wanted}\``;
}

function decides({ count, rate, unless }: AlertRule): string {
  const said = [];
  if (count) said.push(`from ${count.atLeast} failures in a row within ${elapsedInWords(count.withinMs)}`);
  if (rate)
    said.push(
      `above ${rate.above} in each ${elapsedInWords(rate.perMs)} for ${elapsedInWords(rate.forMs)}, by ${rate.by?.join(", ") ?? "alert"}`,
    );
  if (unless) said.push(`unless ${unless.event} was seen within ${elapsedInWords(unless.withinMs)}`);
  return said.join("; ") || "at once";
}

function makes({ outcome, severity, kind, private: hidden, component }: AlertRule): string {
  const what = severity && (outcome === "declare" || outcome === "propose") ? `${outcome} ${severity}` : outcome;
  const of =
    component === null ? "" : `, ${typeof component === "string" ? component : `the component in ${component.from}`}`;
  return `${what}${kind ? `, ${kind}` : ""}${hidden ? ", private" : ""}${of}`;
}
