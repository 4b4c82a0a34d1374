import { fileURLToPath } from "node:url";
import { loadTemplates } from "../../src/config/templates.ts";
import { defaultMaintenance } from "../../src/domain/maintenance/terms.ts";
import { defaultPermissions } from "../../src/domain/permissions.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";
import type { Terms } from "../../src/domain/terms.ts";
import type { Timer } from "../../src/domain/timer.ts";
import ack from "../../src/domain/timers/ack.ts";
import alertsClear from "../../src/domain/timers/alerts-clear.ts";
import alertsSummary from "../../src/domain/timers/alerts-summary.ts";
import firstUpdate from "../../src/domain/timers/first-update.ts";
import identified from "../../src/domain/timers/identified.ts";
import mitigation from "../../src/domain/timers/mitigation.ts";
import nextUpdate from "../../src/domain/timers/next-update.ts";
import pageOnCall from "../../src/domain/timers/page-on-call.ts";
import pagerPatience from "../../src/domain/timers/pager-patience.ts";
import postMortem from "../../src/domain/timers/post-mortem.ts";
import readBack from "../../src/domain/timers/read-back.ts";
import resolution from "../../src/domain/timers/resolution.ts";

export const allTimers: Timer[] = [
  alertsClear,
  alertsSummary,
  ack,
  firstUpdate,
  nextUpdate,
  identified,
  mitigation,
  resolution,
  postMortem,
  pageOnCall,
  pagerPatience,
  readBack,
];

const templates = await loadTemplates(fileURLToPath(new URL("../../templates", import.meta.url)));

/** The shipped terms, with a rota of two and what the test wants otherwise. */
export function someTerms(own: Partial<Terms> = {}): Terms {
  return {
    policy: defaultPolicy,
    templates,
    guard: {},
    components: [
      { name: "Gateway (HTTP liveness)", internal: false },
      { name: "Gateway (OpenAI shape)", internal: false },
      { name: "Keystore (active keys)", internal: false },
      { name: "Trace DB", internal: true },
    ],
    rota: { primary: "U-bob", secondary: "U-carol", escalation: ["U-dave"] },
    paging: { instance: "test", pagers: [], resolvedThere: "ask", selfTest: null },
    providers: [],
    maintenance: defaultMaintenance,
    permissions: defaultPermissions,
    approver: false,
    alertRules: [
      {
        name: "critical",
        match: { severity: "critical" },
        outcome: "declare",
        severity: "SEV1",
        component: null,
        runbook: null,
      },
      {
        name: "warning",
        match: { severity: "warning" },
        outcome: "propose",
        severity: "SEV3",
        component: null,
        runbook: null,
      },
    ],
    alertWindowMs: 30 * 60_000,
    alerts: { flapping: { episodes: 4, withinMs: 60 * 60_000 }, unknown: "keep", clearAfterMs: 0 },
    resolveByItself: false,
    command: "/incident",
    channelName: "inc-{date}-{slug}",
    links: { dashboard: null, statusPage: "https://status.example.com", sla: "https://example.com/sla", call: null },
    ...own,
  };
}
