import type { Instant } from "../../base/clock.ts";
import { type Judgement, judge, type RuleTerms } from "../../domain/alert/rules.ts";
import type { RuleState } from "../../domain/alert/tally.ts";
import { elapsedInWords } from "../../domain/duration.ts";
import type { Signal } from "../../domain/events.ts";
import type { AlertRule } from "../../domain/terms.ts";
import { utcMinute } from "../../text/instant.ts";

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
  rule: {
    name: string;
    outcome: AlertRule["outcome"];
    severity: string | null;
    component: string | null;
    page: boolean;
  } | null;
  /** The same as sentences, step by step. */
  steps: string[];
}

/** What is known of the alerts before these signals; nothing needs to be. */
export interface Standing {
  counted: RuleState;
  /** The identities of alerts that fire. */
  firing: ReadonlySet<string>;
}

/** Explains signals by the rules, and by what they have counted so far. Nothing changes by it. */
export function explain(
  signals: Signal[],
  terms: RuleTerms,
  at: Instant,
  { counted, firing }: Standing = { counted: new Map(), firing: new Set() },
): Explained[] {
  return signals.map((signal) => {
    const asked: string[] = [];
    const given = { signal, at, firing: firing.has(signal.identity) };
    const judgement = judge(given, counted, terms, (step) => asked.push(step));
    const { rule, outcome, severity, component, page, group } = judgement;
    return {
      identity: signal.identity,
      status: signal.status,
      title: signal.title,
      severity_word: signal.severityHint,
      labels: signal.labels,
      started_at: signal.startedAt === null ? null : new Date(signal.startedAt).toISOString(),
      runbook_url: signal.runbookUrl ?? judgement.runbook,
      group: { key: group.key, about: group.about },
      rule: rule && { name: rule.name, outcome, severity, component, page },
      steps: [read(signal), ...asked, grouped(judgement), ruled(signal, judgement)],
    };
  });
}

function read(signal: Signal): string {
  const since = signal.startedAt === null ? "" : ` since ${utcMinute(signal.startedAt)}`;
  return `Read as ${signal.status}${since}: ${signal.title}. It is the same alert whenever its identity is ${signal.identity}.`;
}

function grouped({ group, windowMs }: Judgement): string {
  return `Grouped by ${group.by}: ${group.about}. Alerts of this group join its open incident while the last one is less than ${elapsedInWords(windowMs)} old.`;
}

/** What would become of it, in words. */
function ruled(signal: Signal, { rule, outcome, severity, page }: Judgement): string {
  if (outcome === "drop") return "It would be dropped.";
  if (outcome === "mark") return "It is an event: rules that look for it know of it, and no alert comes of it.";
  if (signal.status === "resolved")
    return "Being resolved, it would tell the incident it belongs to, if any, and declare nothing.";
  if (!rule || outcome === "list" || severity === null) return "It would be listed, and nothing else.";
  const unless = "unless its group has an open incident to join";
  if (outcome === "propose") return `It would propose a ${severity}, with buttons, ${unless}.`;
  return `It would declare a ${severity}, ${unless}${page ? "; and page at any hour" : ""}.`;
}
