import { type BusinessCalendar, openCalendar } from "./calendar.ts";
import type { Span } from "./duration.ts";

/** The severities, worst first. */
export const severities = ["SEV1", "SEV2", "SEV3", "SEV4"] as const;
export type Severity = (typeof severities)[number];

/** What the public is told of the service as a whole, from best to worst; `maintenance` is announced, so it is milder than trouble. */
export const overallStatuses = ["operational", "maintenance", "degraded", "partial-outage", "major-outage"] as const;
export type OverallStatus = (typeof overallStatuses)[number];

/**
 * The promises Sitrep keeps. `identified` is the soft one ("identified by now?"): it reminds, and nothing else follows
 * from missing it. Timer files bear the same names (decisions.md 12).
 */
export const deadlineKinds = [
  "ack",
  "first-update",
  "next-update",
  "mitigation",
  "resolution",
  "identified",
  "post-mortem",
  "action-item",
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

/** What one severity means, and what is promised for it (product.md section 1). */
export interface SeverityPolicy {
  /** What makes an incident this severe, as shown to whoever has to choose: the highest row that matches wins. */
  criteria: string[];
  acknowledge: Span;
  mitigate: Span;
  resolve: Span;
  /** From detection to the first public update. */
  firstUpdate: Span;
  /** From one update to the next. */
  updateEvery: Span;
  /** The soft reminder that asks whether the cause is known by now. */
  identify: Span;
  /** What it makes of the overall status; null leaves that alone. */
  overall: OverallStatus | null;
  /** `always` wakes the primary; `business-hours` queues at other times and pages later; `queue` stays in the chat. */
  paging: "always" | "business-hours" | "queue";
  /** False: never shown to the public; visible impact means another severity. */
  published: boolean;
}

/** How a deadline reminds (decisions.md 11; the ladder itself is in reminder.ts). Shares are of the deadline's interval. */
export interface ReminderPolicy {
  headsUpShare: number;
  headsUpMostMs: number;
  headsUpLeastMs: number;
  overdueEveryShare: number;
  overdueEveryLeastMs: number;
}

/** Every figure the decisions of an incident rest on. Made from the configuration; {@link defaultPolicy} is what ships. */
export interface Policy {
  severities: Record<Severity, SeverityPolicy>;
  calendar: BusinessCalendar;
  reminders: ReminderPolicy;
  /** Outside business hours, a queued page goes out after this share of the ack target without an acknowledgement. */
  queueEscalateShare: number;
  /** From resolution to the signed-off post-mortem. */
  postMortem: Span;
  /** How long the Snooze button of a reminder keeps quiet. */
  snoozeMs: number;
}

const min = 60_000;
const h = 60 * min;
const minutes = (count: number): Span => ({ kind: "elapsed", ms: count * min });
const hours = (count: number): Span => ({ kind: "elapsed", ms: count * h });
const days = (count: number): Span => ({ kind: "elapsed", ms: count * 24 * h });
const businessDays = (count: number): Span => ({ kind: "business-days", days: count });
const never: Span = { kind: "none", said: "never" };
const bestEffort: Span = { kind: "none", said: "best effort" };

/** The policy that ships: the table of product.md section 1, Monday to Friday 09:00 to 17:00 UTC. */
export const defaultPolicy: Policy = {
  severities: {
    SEV1: {
      criteria: [
        "total outage",
        "irrecoverable trace-DB corruption",
        "suspected key compromise with active exploitation",
        "customer prompts or completions exposed",
        "provider bill threshold breached",
      ],
      acknowledge: minutes(15),
      mitigate: hours(1),
      resolve: hours(4),
      firstUpdate: minutes(15),
      updateEvery: minutes(30),
      identify: hours(1),
      overall: "major-outage",
      paging: "always",
      published: true,
    },
    SEV2: {
      criteria: [
        "one inbound shape down",
        "one upstream provider down with no failover",
        "per-key analytics wrong by 10 % or more",
        "ingress TLS expired",
      ],
      acknowledge: hours(1),
      mitigate: hours(4),
      resolve: businessDays(1),
      firstUpdate: hours(1),
      updateEvery: minutes(30),
      identify: hours(1),
      overall: "partial-outage",
      paging: "business-hours",
      published: true,
    },
    SEV3: {
      criteria: [
        "p95 latency above 2x baseline",
        "trace DB near disk-full",
        "a non-default model unavailable",
        "one tenant's quota alerts spamming",
      ],
      acknowledge: businessDays(1),
      mitigate: businessDays(3),
      resolve: days(7),
      firstUpdate: businessDays(1),
      updateEvery: hours(4),
      identify: never,
      overall: "degraded",
      paging: "queue",
      published: true,
    },
    SEV4: {
      criteria: ["cosmetic dashboard bug", "log noise", "doc errors", "deprecation warnings"],
      acknowledge: bestEffort,
      mitigate: bestEffort,
      resolve: { kind: "none", said: "next sprint" },
      firstUpdate: never,
      updateEvery: never,
      identify: never,
      overall: null,
      paging: "queue",
      published: false,
    },
  },
  calendar: openCalendar({
    zone: "UTC",
    hours: { from: "09:00", to: "17:00" },
    weekdays: ["mon", "tue", "wed", "thu", "fri"],
    holidays: [],
  }),
  reminders: {
    headsUpShare: 0.8,
    headsUpMostMs: 10 * min,
    headsUpLeastMs: min,
    overdueEveryShare: 0.25,
    overdueEveryLeastMs: 5 * min,
  },
  queueEscalateShare: 0.5,
  postMortem: days(7),
  snoozeMs: 10 * min,
};

/** 1 is the worst. */
export function rank(severity: Severity): number {
  return severities.indexOf(severity) + 1;
}

/** The worse of two overall statuses. */
export function worse(a: OverallStatus, b: OverallStatus): OverallStatus {
  return overallStatuses.indexOf(b) > overallStatuses.indexOf(a) ? b : a;
}

/** What a severity makes of the overall status; null leaves it as it is. */
export function overallOf(policy: Policy, severity: Severity): OverallStatus | null {
  return policy.severities[severity].overall;
}

/**
 * What is promised for a kind of deadline. A severity that is never published owes no post-mortem (product.md section
 * 11); an action item has the date that its owner gave, not one of the policy.
 */
export function targetOf(policy: Policy, severity: Severity, kind: DeadlineKind): Span {
  const row = policy.severities[severity];
  switch (kind) {
    case "ack":
      return row.acknowledge;
    case "first-update":
      return row.firstUpdate;
    case "next-update":
      return row.updateEvery;
    case "mitigation":
      return row.mitigate;
    case "resolution":
      return row.resolve;
    case "identified":
      return row.identify;
    case "post-mortem":
      return row.published ? policy.postMortem : never;
    case "action-item":
      return never;
  }
}
