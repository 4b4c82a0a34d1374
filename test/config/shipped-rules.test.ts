import { describe, expect, test } from "vitest";
import { readRules } from "../../src/config/alerts.ts";
import { shippedRules, writtenRules } from "../../src/config/shipped-rules.ts";
import { judge, talliesFor } from "../../src/domain/alert/rules.ts";
import type { Tally } from "../../src/domain/alert/tally.ts";
import type { Signal } from "../../src/domain/events.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";
import alertmanager from "../../src/in/sources/alertmanager.ts";
import cloudevents from "../../src/in/sources/cloudevents.ts";
import pagerdutyEvents from "../../src/in/sources/pagerduty-events.ts";
import uptimeKuma from "../../src/in/sources/uptime-kuma.ts";
import { aSignal, noon } from "../domain/alert/signal.ts";
import { missing, payloads } from "../in/sources/payloads.ts";
import { read } from "../in/sources/reading.ts";

const components = [
  "Gateway (HTTP liveness)",
  "Gateway (OpenAI shape)",
  "Gateway (Anthropic shape)",
  "Gateway (metrics surface)",
  "Keystore (active keys)",
  "Analytics surface",
  "Status page itself",
].map((name) => ({ name, internal: false }));
const terms = { alertRules: shippedRules(components), alertWindowMs: 30 * 60_000, components };

/** Rules as they come, with what they counted. */
function judging() {
  const counted = new Map<string, Tally>();
  const firing = new Set<string>();
  return (signal: Signal, afterMs = 0) => {
    const judgement = judge({ signal, at: noon + afterMs, firing: firing.has(signal.identity) }, counted, terms);
    for (const [key, tally] of judgement.counted) counted.set(key, tally);
    firing.add(signal.identity);
    const { outcome, severity, component, page, rule } = judgement;
    return `${outcome}${severity ? ` ${severity}` : ""}${page ? " page" : ""}${component ? ` · ${component}` : ""} (${rule?.name ?? "none"})`;
  };
}

const first = (own: Partial<Signal>) => judging()(aSignal(own));
const monitor = (url: string, own: Partial<Signal> = {}): Partial<Signal> => ({
  source: "uptimerobot",
  identity: `uptimerobot:${url}`,
  title: "A monitor",
  links: [{ title: "Monitored", url }],
  ...own,
});
const warning = { level: "warning" } as const;

describe("what the product says of a signal", () => {
  const liveness = "Gateway (HTTP liveness)";
  test.each<[string, Partial<Signal>, string]>([
    [
      "GatewayDown",
      { labels: { alertname: "GatewayDown", service: "keeptrusts", severity: "critical" } },
      `declare SEV1 page · ${liveness} (gateway down)`,
    ],
    [
      "GatewayLatencyHigh",
      { labels: { alertname: "GatewayLatencyHigh", service: "keeptrusts", severity: "critical" } },
      "declare SEV1 page (gateway fleet)",
    ],
    [
      "APIEventIngestionStalled",
      { labels: { alertname: "APIEventIngestionStalled", service: "keeptrusts", severity: "critical" } },
      "declare SEV1 page (gateway fleet)",
    ],
    [
      "HighPolicyBlockRate",
      { title: "HighPolicyBlockRate: 61 % blocked", ...warning },
      "propose SEV3 (policy block rate)",
    ],
    [
      "one failed /healthz",
      monitor("https://gw.example.com/healthz"),
      `propose SEV2 · ${liveness} (liveness failed once)`,
    ],
    [
      "a /healthz that failed with its retry",
      monitor("https://gw.example.com/healthz", { failures: 2 }),
      `declare SEV1 page · ${liveness} (liveness lost)`,
    ],
    [
      "one failed /health of the agent server",
      monitor("https://agent.example.com/health"),
      "propose SEV2 (agent server failed once)",
    ],
    [
      "the Anthropic shape",
      monitor("https://gw.example.com/v1/messages"),
      "declare SEV2 · Gateway (Anthropic shape) (Anthropic shape down)",
    ],
    [
      "the OpenAI shape",
      monitor("https://gw.example.com/v1/chat/completions"),
      "declare SEV2 · Gateway (OpenAI shape) (OpenAI shape down)",
    ],
    [
      "the metrics surface",
      monitor("https://gw.example.com/metrics"),
      "propose SEV3 · Gateway (metrics surface) (metrics surface down)",
    ],
    [
      "the status page",
      { title: "Status page itself" },
      "propose SEV3 · Status page itself (analytics or status page down)",
    ],
    [
      "no active keys",
      { title: "metis_gateway_keys_active < 1", ...warning },
      "declare SEV1 · Keystore (active keys) (no active keys)",
    ],
    [
      "active keys halved",
      { title: "Active keys dropped by 50 % in 5 min" },
      "declare SEV2 · Keystore (active keys) (active keys dropped)",
    ],
    [
      "an error rate above 5 %",
      { title: "Metis LLM error rate > 5%", ...warning },
      "declare SEV2 (error rate above 5 %)",
    ],
    ["an error rate above 1 %", { title: "Gateway error rate > 1%", ...warning }, "propose SEV3 (error rate)"],
    ["a projected cost", { title: "Projected daily cost > 2x budget", ...warning }, "propose SEV3 (spend)"],
    ["spend of one series", { title: "Spend > 1.5x baseline for model x", ...warning }, "propose SEV3 (spend)"],
    ["the bill", { title: "Provider bill threshold breached" }, "declare SEV1 page (bill threshold or total spend)"],
    ["total spend", { title: "Total spend anomaly" }, "declare SEV1 page (bill threshold or total spend)"],
    ["a zone violation", { title: "Zone violation: prompt left eu" }, "declare SEV1 page (zone violation)"],
    ["a leaked key", { title: "Leaked key gk_… found" }, "declare SEV1 (suspected exposure)"],
    ["audit that stopped", { title: "Audit emission stopped" }, "declare SEV2 page (audit emission stopped)"],
    [
      "audit below expected",
      { title: "Audit events below expected", ...warning },
      "propose SEV3 (audit below expected)",
    ],
    [
      "a traceback",
      { title: "ERROR in worker", description: "Traceback (most recent call last):" },
      "declare SEV2 (traceback)",
    ],
    ["quota_exceeded once", { title: "quota_exceeded", labels: { key: "a" } }, "list (quota exceeded)"],
    ["quota.alert", { title: "quota.alert: 80% of daily cap", ...warning }, "list (quota alert)"],
    ["key_revoked", { title: "key_revoked gk_…", ...warning }, "list (key revoked)"],
    ["an expired certificate", { title: "TLS certificate expired" }, "declare SEV2 (certificate expired)"],
    [
      "a certificate that will expire",
      { title: "certificate will expire in 7 days", ...warning },
      "propose SEV3 (warning)",
    ],
    ["latency", { title: "p95 > 2x baseline for 5 min", ...warning }, "propose SEV3 (latency)"],
    [
      "the volume of the trace DB",
      { title: "Trace DB volume is 91 % full", ...warning },
      "propose SEV3 (trace DB volume)",
    ],
    ["a corrupt trace DB", { title: "trace-db is corrupt" }, "declare SEV1 · Analytics surface (trace DB corrupted)"],
    [
      "a model that is no default",
      { title: "Model x-small unavailable", ...warning },
      "propose SEV3 (model unavailable)",
    ],
    [
      "a provider without failover",
      { title: "Upstream provider x down, no failover" },
      "declare SEV2 (upstream provider down)",
    ],
    [
      "analytics that are wrong",
      { title: "Per-key analytics wrong by 12 %" },
      "declare SEV2 · Analytics surface (analytics wrong)",
    ],
    ["429s", { title: "HTTP 429 > 0.1 %", ...warning }, "propose SEV3 (throttling)"],
    ["unclassified errors", { title: "Unclassified errors > 0" }, "propose SEV3 (unclassified errors)"],
    ["postconditions", { title: "Postcondition violations > 0" }, "propose SEV3 (postcondition violations)"],
    ["saturation", { title: "Tenant a: saturation > 90 %" }, "propose SEV3 (saturation)"],
    ["export jobs", { title: "Export job failed" }, "propose SEV3 (export jobs)"],
    ["an error budget", { title: "Error budget burn rate 14x", ...warning }, "propose SEV3 (error budget)"],
    [
      "Grafana without data",
      { title: "DatasourceNoData", level: "critical", labels: { alertname: "DatasourceNoData" } },
      "list (no data)",
    ],
    ["anything critical", { title: "Checkout down", level: "critical" }, "declare SEV1 (critical)"],
    ["critical latency of something else", { title: "Checkout latency", level: "critical" }, "declare SEV1 (critical)"],
    ["anything else with errors", { title: "Checkout", level: "error" }, "propose SEV2 (error)"],
    ["any warning", { title: "Checkout slow", ...warning }, "propose SEV3 (warning)"],
    ["what is only for information", { title: "p95 digest", level: "info" }, "list (anything else)"],
    ["a monitor that says no more than down", monitor("https://shop.example.com/"), "propose SEV3 (monitor down)"],
    ["one of little importance", monitor("https://shop.example.com/", { level: "info" }), "list (anything else)"],
    ["a check that was not heard of", { source: "healthchecks", title: "Backup" }, "propose SEV3 (monitor down)"],
    ["an alarm of CloudWatch", { source: "cloudwatch-sns", severityHint: "ALARM" }, "propose SEV3 (monitor down)"],
    ["what else comes over its topic", { source: "cloudwatch-sns", title: "Budget" }, "list (anything else)"],
    ["a policy without a severity", { source: "gcp-monitoring", title: "CPU" }, "propose SEV3 (monitor down)"],
    ["a watchdog", { labels: { alertname: "Watchdog" } }, "list (anything else)"],
    ["a test button", { title: "Zone violation", level: "critical", test: true }, "list (none)"],
    ["what could not be read", { title: "Zone violation", level: "critical", unread: "no alerts" }, "list (none)"],
  ])("%s", (_, own, expected) => {
    expect(first(own)).toBe(expected);
  });

  test("a zone violation is a private incident, which the next one joins", () => {
    const signal = aSignal({ title: "Zone violation", groupKey: "one group" });
    const judgement = judge({ signal, at: noon, firing: false }, new Map(), terms);
    expect(judgement).toMatchObject({ private: true, group: { about: "zone violation" } });
  });

  test("two failed /healthz within 60 s declare what one only proposes", () => {
    const asked = judging();
    const healthz = aSignal(monitor("https://gw.example.com/healthz"));
    expect(asked(healthz)).toContain("propose SEV2");
    expect(asked(healthz, 60_000)).toContain("declare SEV1 page");
  });

  test("halved keys after a rotation are only listed", () => {
    const asked = judging();
    const dropped = aSignal({ identity: "x:1", title: "Active keys dropped by 50 % in 5 min", ...warning });
    expect(asked(aSignal({ labels: { type: "gateway.key_rotated" } }))).toBe("mark (key rotation)");
    expect(asked(dropped, 299_000)).toContain("list");
    expect(asked(dropped, 301_000)).toContain("declare SEV2");
  });

  test("quota_exceeded becomes an alarm when one key has more than one a minute for five minutes", () => {
    const asked = judging();
    const exceeded = (key: string, at: number) =>
      asked(aSignal({ identity: `log:${key}:${at}`, title: "quota_exceeded", labels: { key } }), at);
    const said: string[] = [];
    for (let minute = 0; minute < 5; minute += 1)
      for (const second of [1, 30]) said.push(exceeded("a", (minute * 60 + second) * 1_000));
    expect(exceeded("b", 299_000)).toBe("list (quota exceeded)");
    expect([...new Set(said.slice(0, 9))]).toEqual(["list (quota exceeded)"]);
    expect(said.at(-1)).toBe("propose SEV3 (quota exceeded, sustained)");
  });
});

describe.skipIf(missing !== null)("the recorded samples", () => {
  const raw = (source: string, file: string) => {
    const found = payloads().find((one) => one.source === source && one.file === file);
    return JSON.parse(found?.raw.toString("utf8") ?? "null");
  };

  test("a gateway that is down, from Alertmanager, pages with its runbook", () => {
    const [signal] = read(alertmanager, raw("alertmanager", "firing-single.json"));
    expect(signal && judging()(signal)).toBe("declare SEV1 page · Gateway (HTTP liveness) (gateway down)");
    expect(signal?.runbookUrl).toBe("https://ops.example.com/runbooks/gateway-down");
  });

  test("a DOWN of Uptime Kuma after its retry counts as two failures", () => {
    const [signal] = read(uptimeKuma, raw("uptime-kuma", "down.json"));
    expect(signal && judging()(signal)).toBe("declare SEV1 page · Gateway (HTTP liveness) (liveness lost)");
  });

  test("the cron line of the playbook is a SEV2, and its calls are one group", () => {
    const body = raw("pagerduty-events", "seed-curl-no-dedup-key.json");
    const [signal] = read(pagerdutyEvents, body, { rest: "v2/enqueue" });
    const [again] = read(pagerdutyEvents, body, { rest: "v2/enqueue" });
    expect(signal && judging()(signal)).toBe("declare SEV2 (error rate above 5 %)");
    const groups = [signal, again].map(
      (one) => one && judge({ signal: one, at: noon, firing: false }, new Map(), terms).group.about,
    );
    expect(new Set(groups)).toEqual(new Set(["title=Metis LLM error rate > 5%, labels.source=metis-gateway"]));
  });

  test("a quota alert as CloudEvent is an alarm that is listed", () => {
    const headers = { "content-type": "application/cloudevents+json" };
    const [signal] = read(cloudevents, raw("cloudevents", "structured.json"), { headers });
    expect(signal && judging()(signal)).toBe("list (quota alert)");
  });
});

describe("the set", () => {
  test("has 5 to 20 alarms, each with its four facts, and none that wakes anybody", () => {
    const alarms = terms.alertRules.filter(({ kind }) => kind === "alarm");
    expect(alarms.length).toBeGreaterThanOrEqual(5);
    expect(alarms.length).toBeLessThanOrEqual(20);
    expect(alarms.every(({ alarm }) => alarm !== undefined)).toBe(true);
    for (const { outcome, severity } of alarms)
      expect(outcome === "declare" && severity && defaultPolicy.severities[severity].paging === "always").toBe(false);
  });

  test("has no two rules of one name, and none that is never asked", () => {
    const names = terms.alertRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.at(-1)).toBe("anything else");
    expect(readRules(writtenRules)).toHaveLength(names.length);
  });

  test("leaves out components that there are not", () => {
    expect(shippedRules([]).every(({ component }) => typeof component !== "string")).toBe(true);
  });

  test("looks nothing up for an alert that nothing is counted of", () => {
    expect(talliesFor(aSignal({ title: "Checkout down", level: "critical" }), terms)).toEqual([]);
  });
});
