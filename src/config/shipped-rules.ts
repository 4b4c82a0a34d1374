import type { AlertRule, Component } from "../domain/terms.ts";
import { readRules, type WrittenRule } from "./alerts.ts";

/*
 * What becomes of alerts unless the configuration says otherwise: the detection rules of the reference deployment (product.md
 * sections 1, 5, 6 and 11), as one would write them in sitrep.yml. The first that matches decides, so the order is: what is
 * noted or merely listed; what pages; what is an incident; the alarms; and at the end what holds for any sender.
 */

const oncall = "the primary on call";
/** An alarm leaves to the last rules what its sender finds critical, and to the list what it finds no trouble. */
const noAlarm = { level: ["critical", "info"] };

const noted: WrittenRule[] = [
  {
    name: "key rotation",
    match: [{ event: "*gateway.key_rotated" }, { title: "*gateway.key_rotated*" }],
    outcome: "mark",
    event: "gateway.key_rotated",
  },
  { name: "change", match: { event: "change" }, outcome: "mark", event: { from: "title" } },
  // A check that had no data says nothing about what it checks.
  { name: "no data", match: { alertname: ["DatasourceNoData", "DatasourceError"] }, outcome: "list" },
  { name: "key revoked", match: [{ event: "*key_revoked" }, { text: "*key_revoked*" }], outcome: "list" },
];

const paging: WrittenRule[] = [
  {
    name: "zone violation",
    match: { text: ["*zone violation*", "*zone_violation*", "*ZoneViolation*"] },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
    private: true,
    group_by: "rule",
  },
  {
    name: "suspected exposure",
    match: {
      text: [
        "*leaked key*",
        "*key leak*",
        "*key compromise*",
        "*compromised key*",
        "*prompts exposed*",
        "*completions exposed*",
      ],
    },
    outcome: "declare",
    severity: "SEV1",
    private: true,
  },
  {
    name: "bill threshold or total spend",
    match: { text: ["*bill threshold*", "*BillThreshold*", "*total spend*", "*TotalSpend*"] },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
    group_by: "rule",
  },
  {
    name: "audit emission stopped",
    match: { text: ["*audit emission stopped*", "*AuditEmissionStopped*", "*no audit events*", "*audit*stopped*"] },
    outcome: "declare",
    kind: "page",
    severity: "SEV2",
    group_by: "rule",
  },
  {
    name: "gateway down",
    match: { alertname: "GatewayDown", service: "keeptrusts", severity: "critical" },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
    component: "Gateway (HTTP liveness)",
  },
  {
    name: "gateway fleet",
    match: {
      alertname: ["GatewayLatencyHigh", "APIEventIngestionStalled"],
      service: "keeptrusts",
      severity: "critical",
    },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
  },
  {
    name: "liveness lost",
    match: [{ monitored: ["*/healthz", "*/healthz?*"] }, { title: "Gateway (HTTP liveness)" }],
    count: { at_least: 2, within: "60 s" },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
    component: "Gateway (HTTP liveness)",
  },
  {
    name: "agent server lost",
    match: { monitored: ["*/health", "*/health?*"] },
    count: { at_least: 2, within: "60 s" },
    outcome: "declare",
    kind: "page",
    severity: "SEV1",
    component: { from: "title" },
  },
  {
    name: "no active keys",
    match: {
      text: [
        "*keys_active < 1*",
        "*keys_active: 0*",
        "*keys_active = 0*",
        "*active keys < 1*",
        "*no active keys*",
        "*NoActiveKeys*",
      ],
    },
    outcome: "declare",
    severity: "SEV1",
    component: "Keystore (active keys)",
  },
  {
    name: "trace DB corrupted",
    match: { text: ["*trace*db*corrupt*", "*trace database*corrupt*"] },
    outcome: "declare",
    severity: "SEV1",
    component: "Analytics surface",
  },
];

const dropped = { text: ["*active keys*drop*", "*keys_active*drop*", "*ActiveKeysDropped*", "*drop*active keys*"] };

const incidents: WrittenRule[] = [
  // One failed check proposes and closes itself by the next that passes; the second one is for "liveness lost".
  {
    name: "liveness failed once",
    match: [{ monitored: ["*/healthz", "*/healthz?*"] }, { title: "Gateway (HTTP liveness)" }],
    outcome: "propose",
    severity: "SEV2",
    component: "Gateway (HTTP liveness)",
  },
  {
    name: "agent server failed once",
    match: { monitored: ["*/health", "*/health?*"] },
    outcome: "propose",
    severity: "SEV2",
    component: { from: "title" },
  },
  {
    name: "Anthropic shape down",
    match: [{ monitored: "*/v1/messages" }, { title: "Gateway (Anthropic shape)" }],
    outcome: "declare",
    severity: "SEV2",
    component: "Gateway (Anthropic shape)",
  },
  {
    name: "OpenAI shape down",
    match: [{ monitored: "*/v1/chat/completions" }, { title: "Gateway (OpenAI shape)" }],
    outcome: "declare",
    severity: "SEV2",
    component: "Gateway (OpenAI shape)",
  },
  {
    name: "certificate expired",
    match: { text: ["*certificate*expired*", "*certificate has expired*", "*TLS expired*", "*CertExpired*"] },
    outcome: "declare",
    severity: "SEV2",
  },
  {
    name: "active keys dropped",
    match: dropped,
    unless: { event: "gateway.key_rotated", within: "5 min" },
    outcome: "declare",
    severity: "SEV2",
    component: "Keystore (active keys)",
  },
  { name: "active keys dropped by a rotation", match: dropped, outcome: "list", component: "Keystore (active keys)" },
  {
    name: "error rate above 5 %",
    match: { text: ["*error rate > 5*%*", "*error rate above 5*%*", "*error rate over 5*%*", "*error ratio > 5*%*"] },
    except: noAlarm,
    outcome: "declare",
    kind: "alarm",
    severity: "SEV2",
    // The reference playbook's cron line sends one a minute, each with a key of its own.
    group_by: ["title", "labels.source"],
    threshold: "a model's error rate is above 5 % over 10 min",
    action: "Consider the fallback provider",
    who: oncall,
    within: "30 min",
  },
  {
    name: "upstream provider down",
    match: { text: ["*no failover*", "*upstream provider*down*", "*ProviderDown*"] },
    except: noAlarm,
    outcome: "declare",
    severity: "SEV2",
  },
  {
    name: "analytics wrong",
    match: { text: ["*analytics*wrong*", "*AnalyticsDrift*"] },
    except: noAlarm,
    outcome: "declare",
    severity: "SEV2",
    component: "Analytics surface",
  },
  {
    name: "traceback",
    match: { text: ["*traceback*"] },
    except: noAlarm,
    outcome: "declare",
    severity: "SEV2",
    window: "5 min",
  },
  {
    name: "metrics surface down",
    match: [{ monitored: ["*/metrics"] }, { title: "Gateway (metrics surface)" }],
    outcome: "propose",
    severity: "SEV3",
    component: "Gateway (metrics surface)",
  },
  {
    name: "analytics or status page down",
    match: { title: ["Analytics surface", "Status page itself"] },
    outcome: "propose",
    severity: "SEV3",
    component: { from: "title" },
  },
];

/** An alarm that asks in the announcement channel whether it is an incident. */
function alarm(name: string, text: string[], says: Pick<WrittenRule, "threshold" | "action" | "within">): WrittenRule {
  return {
    name,
    match: { text },
    except: noAlarm,
    outcome: "propose",
    severity: "SEV3",
    kind: "alarm",
    who: oncall,
    ...says,
  };
}

const alarms: WrittenRule[] = [
  {
    ...alarm("quota exceeded, sustained", ["*quota_exceeded*", "*quota exceeded*"], {
      threshold: "more than one quota_exceeded a minute of one key, for 5 min",
      action: "Tell the tenant, and look for a client that retries without end",
      within: "4 h",
    }),
    rate: { above: 1, per: "1 min", for: "5 min", by: ["key", "key_id", "gateway_key_id"] },
  },
  { name: "quota exceeded", match: { text: ["*quota_exceeded*", "*quota exceeded*"] }, outcome: "list" },
  {
    ...alarm("quota alerts of one tenant", ["*quota.alert*"], {
      threshold: "more than one quota.alert a minute of one tenant, for 5 min",
      action: "Agree on a higher cap with the tenant, or lower the rate of the client",
      within: "4 h",
    }),
    rate: { above: 1, per: "1 min", for: "5 min", by: ["tenant", "key", "key_id", "gateway_key_id"] },
  },
  {
    ...alarm("quota alert", ["*quota.alert*"], {
      threshold: "a key has used 80 % of its cap",
      action: "Tell the tenant before the cap is reached",
      within: "1 day",
    }),
    outcome: "list",
    severity: undefined,
  },
  alarm("policy block rate", ["*block rate*", "*HighPolicyBlockRate*"], {
    threshold: "more than half of the requests are blocked by policy for 5 min",
    action: "Compare with the last change of policy, and take it back if it blocks what it should not",
    within: "30 min",
  }),
  alarm("trace DB volume", ["*trace*db*full*", "*trace*db*volume*", "*TraceDbDisk*"], {
    threshold: "the volume of the trace DB is 80 % full",
    action: "Make room or grow the volume before it is full",
    within: "4 h",
  }),
  alarm("model unavailable", ["*model*unavailable*", "*model*down*", "*ModelDown*"], {
    threshold: "a model that is no default is unavailable",
    action: "Name a replacement to the owners of clients that are pinned to it",
    within: "4 h",
  }),
  alarm("export jobs", ["*export job*fail*", "*ExportJob*", "*failed export*"], {
    threshold: "an export job has failed",
    action: "Run it again, and mend what it failed on",
    within: "4 h",
  }),
  alarm("throttling", ["*throttl*", "*rate limit*", "*http 429*", "*429s*", "*429 >*"], {
    threshold: "more than 0.1 % of the calls are answered 429",
    action: "Tighten the internal cap, and raise the limit with the provider",
    within: "30 min",
  }),
  alarm("unclassified errors", ["*unclassified*"], {
    threshold: "errors without a class, sustained",
    action: "Extend the translator by the new error",
    within: "1 day",
  }),
  alarm("postcondition violations", ["*postcondition*"], {
    threshold: "postcondition violations, sustained",
    action: "Take the offending route out of the default, and file the case",
    within: "1 day",
  }),
  alarm("saturation", ["*saturation*", "*saturated*"], {
    threshold: "a tenant uses more than 90 % of its limit",
    action: "Notify the tenant",
    within: "4 h",
  }),
  alarm("spend", ["*spend*", "*projected*cost*", "*over budget*"], {
    threshold: "spend above 1.5x its baseline for an hour, or projected above 2x the budget",
    action: "Look for a runaway client, and confirm that it is no legitimate burst before revoking its key",
    within: "1 h",
  }),
  alarm("audit below expected", ["*audit*"], {
    threshold: "fewer audit events than expected",
    action: "Find what stopped writing: a missing audit is a blind spot",
    within: "1 h",
  }),
  alarm("error budget", ["*error budget*", "*burn rate*", "*ErrorBudget*"], {
    threshold: "the error budget burns faster than it lasts",
    action: "Hold back non-critical changes until it has recovered",
    within: "4 h",
  }),
  alarm("error rate", ["*error rate*", "*ErrorRate*", "*error ratio*"], {
    threshold: "an error rate above 1 %, or above 2x its baseline for 5 min",
    action: "Consider the fallback provider",
    within: "30 min",
  }),
  alarm("latency", ["*latency*", "*p95*", "*p99*"], {
    threshold: "p95 above 2x its baseline for 5 min, or p99 above 2 s",
    action: "Find the slow provider or region, and consider shifting weight away from it",
    within: "30 min",
  }),
];

const anySender: WrittenRule[] = [
  { name: "critical", match: { level: "critical" }, outcome: "declare", severity: "SEV1" },
  { name: "error", match: { level: "error" }, outcome: "propose", severity: "SEV2" },
  { name: "warning", match: { level: "warning" }, outcome: "propose", severity: "SEV3" },
  // Senders that say that something is down, and never how bad that is: without this nobody would hear of it.
  {
    name: "monitor down",
    match: [
      { monitored: "*" },
      { source: ["healthchecks", "gcp-monitoring"] },
      { source: "cloudwatch-sns", severity: "ALARM" },
    ],
    except: { level: "info" },
    outcome: "propose",
    severity: "SEV3",
  },
  { name: "anything else", outcome: "list" },
];

/** The shipped rules as they are written. */
export const writtenRules: WrittenRule[] = [...noted, ...paging, ...incidents, ...alarms, ...anySender];

/** The shipped rules. A component that the configuration does not have is left out of them. */
export function shippedRules(components: readonly Component[]): AlertRule[] {
  const known = new Set(components.map(({ name }) => name));
  return readRules(writtenRules).map((rule) =>
    typeof rule.component === "string" && !known.has(rule.component) ? { ...rule, component: null } : rule,
  );
}
