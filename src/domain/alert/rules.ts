import type { Signal } from "../events.ts";
import type { AlertRule } from "../terms.ts";

/** The first rule that matches a signal; null when none does, which merely lists the alert. */
export function ruleFor(signal: Signal, rules: AlertRule[]): AlertRule | null {
  return (
    rules.find((rule) => Object.entries(rule.match).every(([name, wanted]) => factOf(signal, name) === wanted)) ?? null
  );
}

/** What a rule's condition is held against: `source` and `title` by their names, anything else is a label. */
function factOf(signal: Signal, name: string): string | undefined {
  if (name === "source") return signal.source;
  if (name === "title") return signal.title;
  return signal.labels[name] ?? (name === "severity" ? (signal.severityHint ?? undefined) : undefined);
}
