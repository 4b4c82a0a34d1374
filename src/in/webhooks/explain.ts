import type { Instant } from "../../base/clock.ts";
import { fateInWords, groupInWords, readInWords, ruleInWords } from "../../domain/alert/explain.ts";
import type { Fate } from "../../domain/alert/fate.ts";
import { type Judgement, judge, type RuleTerms } from "../../domain/alert/rules.ts";
import type { Signal } from "../../domain/events.ts";
import type { AlertRule } from "../../domain/terms.ts";
import type { Foreseen } from "../../engine/foresee.ts";

/** How one signal would be read, grouped and ruled. */
export interface Explained {
  identity: string;
  status: Signal["status"];
  title: string;
  severity_word: string | null;
  level: string | null;
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
  /** What would become of it as things stand; null where that is not known. `incident` is the number of the one it belongs to. */
  becomes: { what: Fate["what"]; incident: number | null } | null;
  /** The same as sentences, step by step. */
  steps: string[];
}

/** Explains signals by what would become of them now. */
export function explainForeseen(foreseen: Foreseen[]): Explained[] {
  return foreseen.map(({ signal, judgement, steps, fate, incident }) =>
    explained(signal, judgement, {
      becomes: { what: fate.what, incident },
      steps: [...steps, groupInWords(judgement), fateInWords(fate, incident)],
    }),
  );
}

/** Explains signals by the rules alone: what was counted, and what is open now, is not looked at. */
export function explain(signals: Signal[], terms: RuleTerms, at: Instant): Explained[] {
  return signals.map((signal) => {
    const steps: string[] = [];
    const judgement = judge({ signal, at, firing: false }, new Map(), terms, (step) => steps.push(step));
    return explained(signal, judgement, {
      becomes: null,
      steps: [...steps, groupInWords(judgement), ruleInWords(signal, judgement)],
    });
  });
}

function explained(
  signal: Signal,
  { rule, outcome, severity, component, page, runbook, group }: Judgement,
  { becomes, steps }: Pick<Explained, "becomes" | "steps">,
): Explained {
  return {
    identity: signal.identity,
    status: signal.status,
    title: signal.title,
    severity_word: signal.severityHint,
    level: signal.level ?? null,
    labels: signal.labels,
    started_at: signal.startedAt === null ? null : new Date(signal.startedAt).toISOString(),
    runbook_url: signal.runbookUrl ?? runbook,
    group: { key: group.key, about: group.about },
    rule: rule && { name: rule.name, outcome, severity, component, page },
    becomes,
    steps: [readInWords(signal), ...steps],
  };
}
