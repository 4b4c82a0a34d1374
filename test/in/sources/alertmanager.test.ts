import { expect, test } from "vitest";
import { fingerprintOf } from "../../../src/in/alertmanager-body.ts";
import alertmanager from "../../../src/in/sources/alertmanager.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, readingFor, type Sent } from "./reading.ts";
import { haveSamples, readSample, sampleBytes, testSamples } from "./samples.ts";

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

testSamples(alertmanager);
testHostileBodies(alertmanager, ["alerts", "status", "groupKey", "externalURL", "truncatedAlerts"], [group()]);

test.skipIf(!haveSamples)("of a mixed group each alert has its own status, and the same three go on", () => {
  const before = readSample(alertmanager, "firing-group-of-3.json").map((one) => one.identity);
  const mixed = readSample(alertmanager, "mixed-group-1-resolved-3-firing.json");
  expect(mixed.map((one) => one.status)).toEqual(["resolved", "firing", "firing", "firing"]);
  expect(mixed.slice(0, 3).map((one) => one.identity)).toEqual(before);
  expect(mixed.map((one) => one.endedAt !== undefined)).toEqual([true, false, false, false]);
});

test.skipIf(!haveSamples)("the fingerprint we work out is the one Alertmanager sent", () => {
  for (const file of [
    "firing-single.json",
    "firing-group-of-3.json",
    "unicode-and-bidi.json",
    "template-leftovers.json",
  ]) {
    const { alerts } = JSON.parse(sampleBytes(`alertmanager/${file}`).toString());
    for (const one of alerts) expect(fingerprintOf(one.labels), file).toBe(one.fingerprint);
  }
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

test("an alert without a status has that of its group, and fires if that has none either", () => {
  expect(read(group({ status: "resolved" }, { status: null }))[0]?.status).toBe("resolved");
  expect(read(group({ status: "whatever" }, { status: undefined }))[0]?.status).toBe("firing");
});

test("the end counts for what is over, not for what still fires", () => {
  const endsAt = "2026-11-21T10:30:00Z";
  expect(read(group({}, { status: "resolved", endsAt }))[0]?.endedAt).toBe(Date.parse(endsAt));
  expect(read(group({}, { endsAt }))[0]?.endedAt).toBeUndefined();
});

test("how many alerts were left out is said with each alert that was not", () => {
  expect(read(group({ truncatedAlerts: "3" }))[0]?.truncated).toBe(3);
  for (const none of [0, -1, 0.5, "many", null]) {
    expect(read(group({ truncatedAlerts: none }))[0]?.truncated).toBeUndefined();
  }
});

test("without labels and fingerprint every message is an alert of its own", () => {
  const bare = { alerts: [{ status: "firing" }, { status: "firing", labels: null }] };
  expect(read(bare).map((one) => one.identity)).toEqual(["alertmanager:1", "alertmanager:2"]);
});

test("two hundred alerts in one body are two hundred alerts", () => {
  const [one] = group().alerts;
  const alerts = Array.from({ length: 200 }, (_, at) => ({ ...one, fingerprint: `f${at}` }));
  expect(new Set(read(group({ alerts })).map(({ identity }) => identity)).size).toBe(200);
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
