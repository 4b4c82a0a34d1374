import type { GuardRules } from "../text/guard.ts";
import type { Templates } from "../text/template.ts";
import type { MaintenanceTerms } from "./maintenance/terms.ts";
import type { PagingTerms } from "./pager.ts";
import type { Permissions } from "./permissions.ts";
import type { OverallStatus, Policy, Severity } from "./policy.ts";
import type { ProviderTerms } from "./publishing/providers.ts";
import type { Surroundings } from "./publishing/surroundings.ts";
import type { Rota } from "./rota.ts";

/** A part of the service the public knows by name. An internal one is never published. */
export interface Component {
  name: string;
  internal: boolean;
  /** What it stands under on the public page, with others of the same group; absent = by itself. */
  group?: string | undefined;
}

/** Conditions on a signal: the name of a fact (alert/match.ts lists them) -> what it may be. All of them must hold. */
export type Conditions = Readonly<Record<string, string | readonly string[]>>;
/** One set of conditions, or several of which one must hold. */
export type Match = Conditions | readonly Conditions[];

/** What becomes of a signal that a rule matches (product.md section 5). What is left out asks for nothing. */
export interface AlertRule {
  name: string;
  match: Match;
  /** A signal of which all this holds is none of this rule's. */
  except?: Match | undefined;
  /** Decides only once so many failures came within a time: of one alert without a resolve in between, or of all with the same facts `per`. */
  count?: { atLeast: number; withinMs: number; per: readonly string[] | null } | undefined;
  /** Decides only while more than `above` came in each `perMs` for `forMs`, of all with the same facts `by`. */
  rate?: { above: number; perMs: number; forMs: number; by: readonly string[] | null } | undefined;
  /** Does not decide when this event was seen within the time before. */
  unless?: { event: string; withinMs: number } | undefined;
  outcome: "declare" | "propose" | "list" | "drop" | "mark";
  /** The event that an outcome of `mark` notes as seen: its name, or the fact that gives it. */
  event?: string | { from: string } | undefined;
  /** A page interrupts people at any hour, whatever the severity; an alarm never does by itself (product.md section 11). */
  kind?: "alarm" | "page" | undefined;
  /** What an alarm must say: when it comes, what to do, who does it, and within which time, ms. */
  alarm?: { threshold: string; action: string; who: string; withinMs: number } | undefined;
  severity: Severity | null;
  /** The incident concerns security: its channel is private, and what it is about is shown nowhere else. */
  private?: true | undefined;
  /** A component by name, or the fact that names it. */
  component: string | { from: string } | null;
  /** What alerts have in common that are one trouble; absent = the component, else the sender's own group, else the alert. */
  groupBy?: "component" | "sender" | "rule" | "none" | readonly string[] | undefined;
  /** How long after its last alert a group is joined, ms; absent = as for all. */
  windowMs?: number | undefined;
  runbook: string | null;
}

/** Everything a decision may know beside the state and the event. Made from the configuration, frozen. */
export interface Terms {
  policy: Policy;
  templates: Templates;
  guard: GuardRules;
  components: Component[];
  rota: Rota;
  paging: PagingTerms;
  /** The status providers beside the built-in page. */
  providers: readonly ProviderTerms[];
  maintenance: MaintenanceTerms;
  permissions: Permissions;
  /** What is published by somebody without the right to approve waits for somebody who has it. */
  approver: boolean;
  alertRules: AlertRule[];
  /** Alerts of a group join its incident or proposal while the last one is younger than this (decisions.md 5), ms. */
  alertWindowMs: number;
  alerts: {
    /** An alert flaps once it began so many episodes within so long a time, ms; and until it was quiet for that time. */
    flapping: { episodes: number; withinMs: number };
    /** What becomes of an alert that was not heard of for too long: it stays unknown, or counts as resolved. */
    unknown: "keep" | "close";
    /** How long all alerts of an incident must have been over before its end is proposed, ms; 0 = at once. */
    clearAfterMs: number;
  };
  /** Resolve by itself when all alerts are resolved, instead of proposing it (decisions.md 6). */
  resolveByItself: boolean;
  /** The command people type, for the hints in messages: `/incident`. */
  command: string;
  /** Channel name with `{date}`, `{slug}`, `{number}`, `{severity}`. */
  channelName: string;
  /** What the other open public incidents make of the service's status now: filled in for each decision, never configured. */
  elsewhere?: OverallStatus | undefined;
  /** The rest of what is so around the incident at hand, filled in like it. */
  around?: Surroundings | undefined;
  links: { dashboard: string | null; statusPage: string | null; sla: string | null; call: string | null };
}
