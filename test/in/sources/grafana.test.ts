import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import { hmacHex } from "../../../src/in/signature.ts";
import grafana from "../../../src/in/sources/grafana.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, readingFor, requestOf, type Sent } from "./reading.ts";
import { testSamples, testSignatures } from "./samples.ts";

function read(body: unknown, sent: Sent = {}) {
  return readAs(grafana, body, sent);
}

/** Our own body, written from the contract. */
function group(own: object = {}, alert: object = {}) {
  return {
    receiver: "sitrep",
    status: "firing",
    orgId: 1,
    state: "alerting",
    version: "1",
    groupKey: '{}:{alertname="Queue is long"}',
    truncatedAlerts: 0,
    externalURL: "https://grafana.example.org/",
    alerts: [
      {
        status: "firing",
        labels: { alertname: "Queue is long", severity: "warning", __alert_rule_uid__: "abc" },
        annotations: { summary: "4,200 jobs wait", runbook_url: "https://example.org/queue" },
        startsAt: "2026-11-21T10:56:03.157076+01:00",
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "https://grafana.example.org/alerting/abc/edit",
        fingerprint: "bc97ff14869b13e3",
        silenceURL: "https://grafana.example.org/alerting/silence/new",
        dashboardURL: "https://grafana.example.org/d/x",
        panelURL: "",
        values: { B: 4200, C: 1 },
        valueString: "[ var='B' value=4200 ]",
        ...alert,
      },
    ],
    ...own,
  };
}

/** A message of Grafana before 9. */
function old(own: object = {}) {
  return {
    ruleId: 7,
    ruleName: "CPU",
    ruleUrl: "https://grafana.example.org/d/x?panelId=1",
    state: "alerting",
    title: "[Alerting] CPU",
    message: "boom",
    evalMatches: [{ value: 97.5, metric: "user", tags: null }],
    tags: { severity: "critical", team: "core" },
    ...own,
  };
}

testSamples(grafana);
testSignatures(grafana, "grafana-hmac", (timestampHeader) =>
  timestampHeader ? { timestamp_header: timestampHeader } : {},
);
testHostileBodies(
  grafana,
  ["alerts", "ruleId", "ruleName", "state", "tags", "evalMatches", "orgId", "status", "groupKey", "title"],
  [group(), old()],
);

test("an alert keeps everything Grafana said of it", () => {
  expect(read(group())).toEqual([
    {
      source: "grafana",
      identity: "grafana:bc97ff14869b13e3",
      status: "firing",
      title: "Queue is long: 4,200 jobs wait",
      description: "[ var='B' value=4200 ]",
      severityHint: "warning",
      level: "warning",
      labels: { alertname: "Queue is long", severity: "warning", __alert_rule_uid__: "abc" },
      groupKey: '{}:{alertname="Queue is long"}',
      startedAt: Date.parse("2026-11-21T09:56:03.157Z"),
      runbookUrl: "https://example.org/queue",
      links: [
        { title: "Source", url: "https://grafana.example.org/alerting/abc/edit" },
        { title: "Dashboard", url: "https://grafana.example.org/d/x" },
        { title: "Silence", url: "https://grafana.example.org/alerting/silence/new" },
        { title: "Grafana", url: "https://grafana.example.org/" },
      ],
    },
  ]);
});

test("the contact point's test is a test, and an alert that is merely called so is none", () => {
  expect(read(group({}, { labels: { alertname: "TestAlert", instance: "Grafana" } }))[0]?.test).toBe(true);
  expect(read(group({}, { labels: { alertname: "TestAlert", instance: "db-1" } }))[0]?.test).toBeUndefined();
  expect(read(group())[0]?.test).toBeUndefined();
});

test.each(["DatasourceNoData", "DatasourceError"])("%s is information, whatever its rule is", (alertname) => {
  const [one] = read(
    group({}, { labels: { alertname, rulename: "Queue is long", severity: "critical" }, annotations: {} }),
  );
  expect(one).toMatchObject({ level: "info", severityHint: "critical", title: `${alertname}: Queue is long` });
  expect(one?.labels.rulename).toBe("Queue is long");
});

test("alerts that were left out are told, with what to set", () => {
  const notices = (own: object) => grafana.notices?.(grafana.body.parse(group(own)), readingFor(grafana));
  expect(notices({ truncatedAlerts: 2 })).toEqual([expect.stringMatching(/Grafana left 2 alerts.*Max Alerts to 0/)]);
  expect(notices({})).toEqual([]);
});

describe("before Grafana 9", () => {
  test("a rule is an alert, told apart by organisation and endpoint", () => {
    const [one] = read(old());
    expect(one).toMatchObject({
      identity: "grafana-legacy:0:7",
      status: "firing",
      title: "CPU",
      description: "boom\nuser = 97.5",
      severityHint: "critical",
      level: "critical",
      labels: { severity: "critical", team: "core", ruleId: "7", ruleName: "CPU" },
      links: [{ title: "Rule", url: "https://grafana.example.org/d/x?panelId=1" }],
    });
    expect(read(old({ orgId: 3 }), { name: "eu" })[0]?.identity).toBe("grafana-legacy@eu:3:7");
  });

  test.each([
    ["alerting", ["firing"]],
    ["no_data", ["firing"]],
    ["something new", ["firing"]],
    ["ok", ["resolved"]],
    ["paused", []],
    ["pending", []],
  ])("%s is %j", (state, statuses) => {
    expect(read(old({ state })).map((one) => one.status)).toEqual(statuses);
  });

  test("its test button is a test", () => {
    expect(read(old({ ruleName: "Test notification" }))[0]?.test).toBe(true);
    expect(read(old())[0]?.test).toBeUndefined();
  });
});

describe("signatures", () => {
  const secret = new Secret("contact point");
  const raw = Buffer.from(JSON.stringify(group()));
  const nobody = () => Promise.reject(new Error("nobody is asked"));
  const verify = (headers: Record<string, string>, options: object = {}) =>
    grafana.verify?.(requestOf(raw, { headers }), [secret], readingFor(grafana, {}, { options }).options, nobody);

  test("are looked for in the header that the endpoint names", () => {
    const headers = { "x-own": hmacHex(secret, raw) };
    expect(verify(headers, { signature_header: "X-Own" })).toBe(true);
    expect(verify(headers)).toBe(false);
  });

  test("without a time do not count where a time is asked for", () => {
    const headers = { "x-grafana-alerting-signature": hmacHex(secret, raw) };
    expect(verify(headers)).toBe(true);
    expect(verify(headers, { timestamp_header: "X-Time" })).toBe(false);
  });
});

test.each([
  ["no alerts and no rule", { title: "x", state: "alerting" }],
  ["an empty list", { alerts: [] }],
  ["a list", [group()]],
  ["a status nobody knows", group({}, { status: "burning" })],
])("%s: no body of Grafana", (_name, body) => {
  expect(grafana.body.safeParse(body).success).toBe(false);
});
