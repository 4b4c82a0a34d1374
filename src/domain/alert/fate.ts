import type { Decision } from "../decision.ts";
import type { Severity } from "../policy.ts";
import type { Judgement } from "./rules.ts";
import type { Alert, AlertRoom } from "./state.ts";

/** What has become of one signal. */
export interface Fate {
  /**
   * - `declared`, `proposed`: an incident, or the question whether it is one; `joined`: it went to one that is open.
   * - `worse`: it fires on, and its rule now finds it graver. `repeated`: it fires on, and nobody heard of that.
   * - `listed`, `resolved`, `dropped`, `noted` (as an event): that, and nothing else.
   * - `late`: its sender made it before what was known already, or it is news of an alert that nobody knows.
   */
  what:
    | "declared"
    | "proposed"
    | "joined"
    | "worse"
    | "repeated"
    | "listed"
    | "resolved"
    | "dropped"
    | "noted"
    | "late";
  rule: string | null;
  severity: Severity | null;
  component: string | null;
  /** A rule says that it pages, at any hour. */
  page: boolean;
}

/** Reads from a decision on a signal what it came to. `before` is its alert as it was. */
export function fateOf(before: Alert | null, judgement: Judgement, decision: Decision<AlertRoom>): Fate {
  const { rule, severity, component, page } = judgement;
  return { what: whatOf(before, judgement, decision), rule: rule?.name ?? null, severity, component, page };
}

function whatOf(before: Alert | null, { outcome }: Judgement, decision: Decision<AlertRoom>): Fate["what"] {
  const { state, followUps } = decision;
  if (state.alert === null) return outcome === "drop" ? "dropped" : outcome === "mark" ? "noted" : "late";
  if (followUps.some(({ type }) => type === "incident.declare")) return "declared";
  if (state.alert.status === "resolved") return "resolved";
  const wasOn = before !== null && before.status !== "resolved";
  const news = followUps.flatMap((one) =>
    one.type === "incident.alerts" && one.incident === state.alert?.incident ? one.news : [],
  );
  if (news.some(({ what }) => what === "worse")) return "worse";
  if (news.some(({ total, what }) => total > 0 || what === "again" || what === "flapping") && !wasOn) return "joined";
  const isProposed = state.group?.proposal?.state === "open" && state.alert.outcome === "propose";
  if (isProposed && (!wasOn || before.outcome !== "propose")) return "proposed";
  return wasOn ? "repeated" : "listed";
}
