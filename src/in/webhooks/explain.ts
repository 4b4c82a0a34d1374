import { groupOf } from "../../domain/alert/decide.ts";
import { ruleFor } from "../../domain/alert/rules.ts";
import type { Signal } from "../../domain/events.ts";
import type { AlertRule, Terms } from "../../domain/terms.ts";

/** How one signal would be read, grouped and ruled. */
export interface Explained {
  identity: string;
  status: Signal["status"];
  title: string;
  severity_word: string | null;
  labels: Record<string, string>;
  started_at: string | null;
  runbook_url: string | null;
  group: { key: string; about: string };
  rule: { name: string; outcome: AlertRule["outcome"]; severity: string | null; component: string | null } | null;
  /** The same as sentences, step by step. */
  steps: string[];
}

/** Explains signals by the rules alone: what is open now, and so whether they would join something, is not looked at. */
export function explain(signals: Signal[], terms: Terms): Explained[] {
  return signals.map((signal) => {
    const rule = ruleFor(signal, terms.alertRules);
    const group = groupOf(signal, rule);
    return {
      identity: signal.identity,
      status: signal.status,
      title: signal.title,
      severity_word: signal.severityHint,
      labels: signal.labels,
      started_at: signal.startedAt === null ? null : new Date(signal.startedAt).toISOString(),
      runbook_url: signal.runbookUrl,
      group,
      rule: rule && { name: rule.name, outcome: rule.outcome, severity: rule.severity, component: rule.component },
      steps: [read(signal), grouped(signal, rule, group.about, terms), ruled(signal, rule)],
    };
  });
}

function read(signal: Signal): string {
  return `Read as ${signal.status}: ${signal.title}. It is the same alert whenever its identity is ${signal.identity}.`;
}

function grouped(signal: Signal, rule: AlertRule | null, about: string, terms: Terms): string {
  const why = rule?.component
    ? "the component of its rule"
    : signal.groupKey
      ? "the sender's own group"
      : "nothing but itself";
  const minutes = Math.round(terms.alertWindowMs / 60_000);
  return `Grouped by ${why}: ${about}. Alerts of this group join its open incident while the last one is less than ${minutes} min old.`;
}

function ruled(signal: Signal, rule: AlertRule | null): string {
  if (!rule) return "No rule matches: it would be listed, and nothing else.";
  const because =
    Object.entries(rule.match)
      .map(([name, value]) => `${name} is ${value}`)
      .join(" and ") || "it matches everything";
  const by = `Rule ${rule.name} matches, because ${because}:`;
  if (rule.outcome === "drop") return `${by} it would be dropped.`;
  if (signal.status === "resolved")
    return `${by} being resolved, it would tell the incident it belongs to, if any, and declare nothing.`;
  if (rule.outcome === "list" || !rule.severity) return `${by} it would be listed, and nothing else.`;
  return rule.outcome === "declare"
    ? `${by} a new episode would declare a ${rule.severity}, unless its group has an open incident to join.`
    : `${by} a new episode would propose a ${rule.severity}, with buttons, unless its group has an open incident to join.`;
}
