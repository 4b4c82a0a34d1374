import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import incidentIo from "../../../src/in/sources/incident-io.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, readingFor, receivedAt, requestOf, type Sent } from "./reading.ts";
import { testSamples, testSignatures } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(incidentIo, body, sent);

const incident = {
  id: "01F",
  reference: "INC-9",
  name: "Shop is slow",
  summary: "The database waits",
  severity: { name: "Major" },
  incident_status: { name: "Investigating", category: "live" },
  incident_type: { name: "Production" },
  mode: "standard",
  visibility: "public",
  permalink: "https://app.example.org/incidents/9",
  created_at: "2026-11-21T09:00:00Z",
  updated_at: "2026-11-21T09:05:00Z",
};
const event = (own: object = {}, type = "public_incident.incident_updated_v2") => ({
  event_type: type,
  [type]: { ...incident, ...own },
});

testSamples(incidentIo);
testSignatures(incidentIo, "svix");
testHostileBodies(incidentIo, ["event_type", "public_incident.incident_created_v2"], [event()]);

test("an incident that goes on", () => {
  expect(read(event())).toEqual([
    {
      source: "incident-io",
      identity: "incidentio:01F",
      status: "firing",
      title: "INC-9: Shop is slow",
      description: "The database waits",
      severityHint: "Major",
      level: "error",
      labels: {
        reference: "INC-9",
        mode: "standard",
        visibility: "public",
        severity: "Major",
        status: "Investigating",
        category: "live",
        type: "Production",
      },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T09:00Z"),
      eventAt: Date.parse("2026-11-21T09:05Z"),
      runbookUrl: null,
      links: [{ title: "Source", url: "https://app.example.org/incidents/9" }],
    },
  ]);
});

test.each([
  ["triage", "firing"],
  ["active", "firing"],
  ["paused", "firing"],
  ["closed", "resolved"],
  ["learning", "resolved"],
  ["post-incident", "resolved"],
  ["declined", "resolved"],
  ["merged", "resolved"],
  ["canceled", "resolved"],
  [undefined, "firing"],
])("the category %s is %s", (category, status) => {
  expect(read(event({ incident_status: { category } }))[0]?.status).toBe(status);
});

test("an update of the status holds the incident one level deeper", () => {
  const type = "public_incident.incident_status_updated_v2";
  const body = { event_type: type, [type]: { incident, new_status: { name: "Closed", category: "closed" } } };
  expect(read(body)[0]).toMatchObject({
    identity: "incidentio:01F",
    status: "resolved",
    endedAt: Date.parse("2026-11-21T09:05Z"),
    labels: { status: "Closed" },
  });
});

test.each([
  "public_incident.follow_up_created_v1",
  "public_alert.alert_created_v1",
  "private_incident.incident_created_v2",
])("%s is no news", (type) => {
  expect(read(event({}, type))).toEqual([]);
});

test("private incidents are said to the operator, a test never pages", () => {
  const notices = (body: object) => incidentIo.notices?.(incidentIo.body.parse(body), readingFor(incidentIo));
  expect(notices(event({}, "private_incident.incident_created_v2"))?.[0]).toContain("private");
  expect(notices(event())).toEqual([]);
  expect(read(event({ mode: "test" }))[0]?.test).toBe(true);
});

describe("its signature", () => {
  const body = JSON.stringify(event());
  const key = Buffer.from("a key of some length");
  const secret = new Secret(`whsec_${key.toString("base64")}`);
  const signed = (seconds: number, by: Buffer = key) =>
    `v1,${createHmac("sha256", by).update(`msg_1.${seconds}.${body}`).digest("base64")}`;
  const check = (seconds: number, signature: string, secrets = [secret], name = "webhook") =>
    incidentIo.verify?.(
      requestOf(body, {
        headers: { [`${name}-id`]: "msg_1", [`${name}-timestamp`]: String(seconds), [`${name}-signature`]: signature },
      }),
      secrets,
      {},
      async () => "",
    );
  const now = receivedAt / 1_000;

  test("counts for five minutes to both sides", () => {
    for (const seconds of [now, now - 300, now + 300]) expect(check(seconds, signed(seconds))).toBe(true);
    for (const seconds of [now - 301, now + 301]) expect(check(seconds, signed(seconds))).toBe(false);
  });

  test("may come under either name, beside others, and under any of the secrets", () => {
    expect(check(now, signed(now), [secret], "svix")).toBe(true);
    expect(check(now, `v1a,xx v1,AAAA ${signed(now)}`, [new Secret("whsec_AAAA"), secret])).toBe(true);
  });

  test("is refused when it is another's, missing, or under a key that is none", () => {
    expect(check(now, signed(now, Buffer.from("another")))).toBe(false);
    expect(check(now, "")).toBe(false);
    expect(check(now, signed(now).slice(3))).toBe(false);
    expect(check(now, signed(now, Buffer.alloc(0)), [new Secret("whsec_"), new Secret("!!!")])).toBe(false);
    expect(incidentIo.verify?.(requestOf(body), [secret], {}, async () => "")).toBe(false);
  });
});

test("the message's own id tells its delivery", () => {
  const id = (headers: Record<string, string>) => incidentIo.deliveryId?.(event(), requestOf("", { headers }));
  expect([id({ "webhook-id": "msg_1" }), id({ "svix-id": "msg_2" }), id({})]).toEqual(["msg_1", "msg_2", null]);
});

test("what is none of incident.io's is refused", () => {
  for (const body of [[], "", null, {}, { id: "x" }]) expect(incidentIo.body.safeParse(body).success).toBe(false);
});
