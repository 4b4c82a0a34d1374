import type { GuardRules } from "../text/guard.ts";
import type { Templates } from "../text/template.ts";
import type { Permissions } from "./permissions.ts";
import type { OverallStatus, Policy, Severity } from "./policy.ts";
import type { Rota } from "./rota.ts";

/** A part of the service the public knows by name. An internal one is never published. */
export interface Component {
  name: string;
  internal: boolean;
}

/** What becomes of a signal that a rule matches (product.md section 5). */
export interface AlertRule {
  name: string;
  /** Label or `source` / `status` / `severity` -> the value it must have; all must hold. */
  match: Record<string, string>;
  outcome: "declare" | "propose" | "list" | "drop";
  severity: Severity | null;
  component: string | null;
  runbook: string | null;
}

/** Everything a decision may know beside the state and the event. Made from the configuration, frozen. */
export interface Terms {
  policy: Policy;
  templates: Templates;
  guard: GuardRules;
  components: Component[];
  rota: Rota;
  permissions: Permissions;
  alertRules: AlertRule[];
  /** Alerts of a group join its incident or proposal while the last one is younger than this (decisions.md 5), ms. */
  alertWindowMs: number;
  /** Resolve by itself when all alerts are resolved, instead of proposing it (decisions.md 6). */
  resolveByItself: boolean;
  /** The command people type, for the hints in messages: `/incident`. */
  command: string;
  /** Channel name with `{date}`, `{slug}`, `{number}`, `{severity}`. */
  channelName: string;
  /** What the other open public incidents make of the service's status now: filled in for each decision, never configured. */
  elsewhere?: OverallStatus | undefined;
  links: { dashboard: string | null; statusPage: string | null; sla: string | null; call: string | null };
}
