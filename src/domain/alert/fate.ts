import type { Instant } from "../../base/clock.ts";
import type { Decision } from "../decision.ts";
import type { Severity } from "../policy.ts";
import type { Judgement } from "./rules.ts";
import type { Alert, AlertRoom } from "./state.ts";

/** What has become of one signal. */
export interface Fate {
  /**
   * - `declared`, `proposed`: an incident, or the question whether it is one; `joined`: it went to one that is there.
   * - `worse`: it fires on, and its rule now finds it graver. `repeated`: it fires on, and nobody heard of that.
   * - `listed`, `resolved`, `dropped`, `noted` (as an event): that, and nothing else. `muted`: listed, because its component
   *   is under maintenance.
   * - `late`: its sender made it before what was known already, or it is news of an alert that nobody knows.
   */
  what:
    | "declared"
    | "proposed"
    | "joined"
    | "worse"
    | "repeated"
    | "listed"
    | "muted"
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

/** What a decision on a signal was made on and came to. */
interface Case {
  at: Instant;
  /** Its alert as it was. */
  before: Alert | null;
  judgement: Judgement;
  decision: Decision<AlertRoom>;
}

/** Reads from a decision on a signal what it came to. */
export function fateOf(one: Case): Fate {
  const { rule, severity, component, page } = one.judgement;
  return { what: whatOf(one), rule: rule?.name ?? null, severity, component, page };
}

function whatOf({ at, before, judgement: { outcome }, decision: { state, followUps } }: Case): Fate["what"] {
  if (state.alert === null) return outcome === "drop" ? "dropped" : outcome === "mark" ? "noted" : "late";
  if (followUps.some(({ type }) => type === "incident.declare")) return "declared";
  if (state.alert.status === "resolved") return "resolved";
  const wasOn = before !== null && before.status !== "resolved";
  const news = followUps.flatMap((one) =>
    one.type === "incident.alerts" && one.incident === state.alert?.incident ? one.news : [],
  );
  if (news.some(({ what }) => what === "worse")) return "worse";
  if (news.some(({ total, what }) => total > 0 || what === "again" || what === "flapping") && !wasOn) return "joined";
  const { proposal } = state.group ?? {};
  if (proposal?.state === "open" && state.alert.outcome === "propose" && (!wasOn || before.outcome !== "propose"))
    return proposal.at === at ? "proposed" : "joined";
  if (wasOn) return "repeated";
  return state.alert.muted ? "muted" : "listed";
}
