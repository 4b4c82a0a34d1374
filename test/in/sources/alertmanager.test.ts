import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import alertmanager, { fingerprintOf } from "../../../src/in/sources/alertmanager.ts";
import { read as readAs, readingFor, type Sent } from "./reading.ts";

function read(body: unknown, sent: Sent = {}) {
  return readAs(alertmanager, body, sent);
}

/** Our own body, written from the contract. */
function group(own: object = {}, alert: object = {}) {
  return {
    version: "4",
    status: "firing",
    groupKey: '{}:{alertname="GatewayDown"}',
    truncatedAlerts: 0,
    externalURL: "http://alertmanager.example.org:9093",
    alerts: [
      {
        status: "firing",
        labels: { alertname: "GatewayDown", severity: "critical", instance: "gw-1" },
        annotations: {
          summary: "Nobody gets an answer",
          description: "Two\nlines",
          runbook_url: "https://example.org/runbook",
        },
        startsAt: "2026-11-21T10:01:41.470755464Z",
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "https://prometheus.example.org/graph",
        fingerprint: "60b340920fb7dc50",
        ...alert,
      },
    ],
    ...own,
  };
}

/** One row of the samples' index: what a file is expected to be read as. */
interface Row {
  file: string;
  statuses: string[];
  identities: string[];
  title: string;
  severity: string | null;
}

const folder = new URL("../../../../shared/payloads/", import.meta.url);
const haveSamples = existsSync(new URL("INDEX.md", folder));
if (!haveSamples) console.warn("skipped: the recorded Alertmanager bodies, because ../shared/payloads is not there");

function rows(): Row[] {
  const index = readFileSync(new URL("INDEX.md", folder), "utf8");
  const section = index.split("\n## alertmanager\n")[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, file]) => file?.endsWith(".json"))
    .map(([, file = "", , expected = "", identities = "", title = "", severity = ""]) => {
      const [, status = "", count = "0"] = /^(firing|resolved|mixed) ×(\d+)/.exec(expected) ?? [];
      return {
        file,
        statuses: status === "mixed" ? ["resolved", "firing", "firing", "firing"] : Array(Number(count)).fill(status),
        identities: [...identities.matchAll(/`([^`]+)`/g)].map(([, identity = ""]) => identity),
        title,
        severity: severity || null,
      };
    });
}

describe.skipIf(!haveSamples)("recorded bodies are read as their index says", () => {
  test.each(haveSamples ? rows() : [])("$file", ({ file, statuses, identities, title, severity }) => {
    const signals = read(JSON.parse(readFileSync(new URL(`alertmanager/${file}`, folder), "utf8")));
    expect(signals.map((one) => one.status)).toEqual(statuses);
    expect(signals.map((one) => one.identity)).toEqual(identities);
    for (const one of signals) {
      expect(one.title).toContain(title);
      expect(one.severityHint).toBe(severity);
    }
  });

  test("the fingerprint we work out is the one Alertmanager sent", () => {
    for (const { file } of rows()) {
      const body = JSON.parse(readFileSync(new URL(`alertmanager/${file}`, folder), "utf8"));
      for (const one of body.alerts) {
        if (one.fingerprint && !file.includes("doc-sample") && !file.includes("oncall")) {
          expect(fingerprintOf(one.labels), file).toBe(one.fingerprint);
        }
      }
    }
  });
});

test("an alert keeps everything the sender said of it", () => {
  expect(read(group())).toEqual([
    {
      source: "alertmanager",
      identity: "alertmanager:60b340920fb7dc50",
      status: "firing",
      title: "GatewayDown: Nobody gets an answer",
      description: "Two\nlines",
      severityHint: "critical",
      level: "critical",
      labels: { alertname: "GatewayDown", severity: "critical", instance: "gw-1" },
      groupKey: '{}:{alertname="GatewayDown"}',
      startedAt: Date.parse("2026-11-21T10:01:41.470Z"),
      runbookUrl: "https://example.org/runbook",
      links: [
        { title: "Source", url: "https://prometheus.example.org/graph" },
        { title: "Alertmanager", url: "http://alertmanager.example.org:9093" },
      ],
    },
  ]);
});

test("two clusters with the same fingerprint and group are two alerts in two groups", () => {
  const [one] = read(group(), { name: "eu" });
  expect(one?.identity).toBe("alertmanager@eu:60b340920fb7dc50");
  expect(one?.groupKey).toBe('eu {}:{alertname="GatewayDown"}');
});

test("without a fingerprint the identity comes from the labels, whatever their order", () => {
  const [one] = read(group({}, { fingerprint: undefined, labels: { a: "1", b: "2" } }));
  const [other] = read(group({}, { fingerprint: null, labels: { b: "2", a: "1" } }));
  expect(one?.identity).toMatch(/^alertmanager:[0-9a-f]{16}$/);
  expect(other?.identity).toBe(one?.identity);
});

test("numbers, nulls and nested values are read, zero times are none", () => {
  const [one] = read(
    group(
      { groupKey: 5_615_590_933_959_184_000 },
      {
        labels: { alertname: "Disk", percent: 97, up: false, gone: null, node: { name: "db-1", deep: { er: 1 } } },
        annotations: null,
        startsAt: "0001-01-01T00:00:00Z",
        generatorURL: "",
      },
    ),
  );
  expect(one?.labels).toEqual({
    alertname: "Disk",
    percent: "97",
    up: "false",
    "node.name": "db-1",
    "node.deep.er": "1",
  });
  expect(one).toMatchObject({ title: "Disk", startedAt: null, description: null, groupKey: "5615590933959184000" });
  expect(one?.links.map((link) => link.title)).toEqual(["Alertmanager"]);
});

test("a leftover of somebody's template counts as absent", () => {
  const labels = { alertname: "X", severity: "{{ $labels.severity }}", zone: "<no value>", half: "is {{ $x }} here" };
  const [one] = read(
    group({}, { labels, annotations: { summary: "$SUMMARY", description: "undefined", runbook_url: "{RUNBOOK}" } }),
  );
  expect(one).toMatchObject({
    title: "X",
    severityHint: null,
    description: null,
    runbookUrl: null,
    labels: { alertname: "X", half: "is {{ $x }} here" },
  });
});

test("a title without a name falls back to the summary, then to the first label", () => {
  expect(read(group({}, { labels: { job: "api" }, annotations: { summary: "It hurts" } }))[0]?.title).toBe("It hurts");
  expect(read(group({}, { labels: { job: "api" }, annotations: {} }))[0]?.title).toBe("job=api");
  expect(read(group({}, { labels: {}, annotations: {} }))[0]?.title).toBe("An alert without a name");
});

test("control characters and bidi overrides are taken out, long texts are clipped", () => {
  const [one] = read(
    group(
      {},
      {
        labels: { alertname: "a\u202eb\u0000c\u2066d", long: "x".repeat(5_000) },
        annotations: { summary: "😀".repeat(400), description: "y".repeat(9_000) },
      },
    ),
  );
  expect(one?.title).toMatch(/^abcd: 😀+…$/u);
  expect([...(one?.title ?? "")]).toHaveLength(300);
  expect(one?.labels.long).toHaveLength(2_000);
  expect(one?.description).toHaveLength(9_000);
});

test("only http(s) addresses become links", () => {
  const annotations = { runbook_url: "javascript:alert(1)", runbook: "https://ok.example/", dashboard: "/relative" };
  const [one] = read(group({ externalURL: "ftp://x" }, { annotations, generatorURL: "https://" }));
  expect(one?.runbookUrl).toBe("https://ok.example/");
  expect(one?.links).toEqual([]);
});

test("alerts that were left out are told to the operator, and only then", () => {
  const notices = (own: object) =>
    alertmanager.notices?.(alertmanager.body.parse(group(own)), readingFor(alertmanager));
  expect(notices({ truncatedAlerts: 3 })?.[0]).toContain("3 alerts");
  expect(notices({ truncatedAlerts: 0 })).toEqual([]);
  expect(notices({ truncatedAlerts: "many" })).toEqual([]);
});

test.each([
  ["no alerts", { alerts: undefined }],
  ["an empty list", { alerts: [] }],
  ["alerts that are no list", { alerts: { a: 1 } }],
  ["an alert without a status", group({}, { status: undefined })],
  ["a status nobody knows", group({}, { status: "acknowledged" })],
  ["labels that are text", group({}, { labels: "alertname=X" })],
  ["labels that are a list", group({}, { labels: ["X"] })],
])("%s: the whole body is refused", (_name, body) => {
  expect(alertmanager.body.safeParse(body).success).toBe(false);
});

test("a million brackets in a label break nothing", () => {
  const deep = JSON.parse(`${"[".repeat(200_000)}1${"]".repeat(200_000)}`);
  const [one] = read(group({}, { fingerprint: undefined, labels: { alertname: "Deep", deep } }));
  expect(one?.labels).toEqual({ alertname: "Deep" });
});
