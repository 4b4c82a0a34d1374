import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import rootly from "../../../src/in/sources/rootly.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, receivedAt, requestOf, type Sent } from "./reading.ts";
import { testSamples, testSignatures } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(rootly, body, sent);

const its = {
  id: "13c8",
  title: "Shop is slow",
  summary: "The database waits",
  source: "grafana",
  status: "started",
  severity: { data: { attributes: { name: "SEV1", slug: "sev1" } } },
  labels: [{ key: "service", value: "shop" }, { value: "nameless" }],
  data: { host: "db-1" },
  external_url: "https://example.org/alert",
  started_at: "2026-11-21T09:00:00.000-08:00",
  ended_at: null,
};
const event = (type: string, own: object = {}) => ({
  event: { id: "e-1", type, issued_at: "2026-11-21T09:05:00.000-08:00" },
  data: { ...its, ...own },
});

testSamples(rootly);
testSignatures(rootly, "rootly");
testHostileBodies(rootly, ["event", "data"], [event("alert.created")]);

test("an incident that goes on", () => {
  expect(read(event("incident.created"))).toEqual([
    {
      source: "rootly",
      identity: "rootly:incident:13c8",
      status: "firing",
      title: "Shop is slow",
      description: "The database waits",
      severityHint: "SEV1",
      level: "critical",
      labels: { service: "shop", kind: "incident", source: "grafana", status: "started", "data.host": "db-1" },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T17:00Z"),
      eventAt: Date.parse("2026-11-21T17:05Z"),
      runbookUrl: null,
      links: [{ title: "Source", url: "https://example.org/alert" }],
    },
  ]);
});

test.each([
  ["alert.resolved", {}],
  ["incident.mitigated", {}],
  ["incident.cancelled", {}],
  ["incident.canceled", {}],
  ["incident.deleted", {}],
  ["alert.updated", { ended_at: "2026-11-21T09:04:00Z" }],
  ["incident.updated", { resolved_at: "2026-11-21T09:04:00Z" }],
  ["incident.updated", { mitigated_at: "2026-11-21T09:04:00Z" }],
  ["incident.updated", { cancelled_at: "2026-11-21T09:04:00Z" }],
])("%s with %j ends it", (type, own) => {
  expect(read(event(type, own))[0]?.status).toBe("resolved");
});

test("what ends says when, by its own time or by the message's", () => {
  expect(read(event("alert.updated", { ended_at: "2026-11-21T17:04:00Z" }))[0]?.endedAt).toBe(
    Date.parse("2026-11-21T17:04Z"),
  );
  expect(read(event("alert.resolved"))[0]?.endedAt).toBe(Date.parse("2026-11-21T17:05Z"));
});

test("somebody took it", () => {
  for (const body of [event("alert.acknowledged"), event("alert.updated", { status: "acknowledged" })]) {
    expect(read(body)[0]).toMatchObject({ status: "firing", acknowledged: { by: null }, onlyIfKnown: true });
  }
  expect(read(event("alert.resolved", { status: "acknowledged" }))[0]?.acknowledged).toBeUndefined();
});

test.each([
  ["incident.scheduled.created", {}],
  ["incident.updated", { kind: "scheduled" }],
  ["incident_post_mortem.created", {}],
  ["pulse.created", {}],
  ["", {}],
])("%s with %j is no news", (type, own) => {
  expect(read(event(type, own))).toEqual([]);
});

test("a severity may be a word, a drill never pages, an alert has its own name", () => {
  expect(read(event("incident.created", { severity: "critical" }))[0]?.level).toBe("critical");
  expect(read(event("incident.created", { severity: { slug: "sev2" } }))[0]?.severityHint).toBe("sev2");
  expect(read(event("incident.created", { kind: "test" }))[0]?.test).toBe(true);
  expect(read(event("alert.created", { title: null }))[0]).toMatchObject({
    identity: "rootly:alert:13c8",
    title: "The database waits",
    description: null,
  });
  expect(read(event("alert.created", { title: null, summary: null, id: null }))[0]).toMatchObject({
    identity: "rootly:alert:1",
    title: "Rootly alert without a name",
  });
});

describe("its signature", () => {
  const body = JSON.stringify(event("alert.created"));
  const secret = new Secret("long and random");
  const mac = (time: string, by = secret) => createHmac("sha256", by.reveal()).update(time).update(body).digest("hex");
  const check = (header: string, secrets = [secret]) =>
    rootly.verify?.(requestOf(body, { headers: { "x-rootly-signature": header } }), secrets, {}, async () => "");
  const at = (shift: number) => String(receivedAt / 1_000 + shift);

  test("counts for five minutes to both sides", () => {
    for (const time of [at(0), at(-300), at(300)]) expect(check(`t=${time},v1=${mac(time)}`)).toBe(true);
    for (const time of [at(-301), at(301), ""]) expect(check(`t=${time},v1=${mac(time)}`)).toBe(false);
  });

  test("is one of several, under one of several secrets", () => {
    expect(check(`t=${at(0)}, v1=00, v1=${mac(at(0))}`, [new Secret("old"), secret])).toBe(true);
  });

  test("is refused when it is another's, of another time, or missing", () => {
    expect(check(`t=${at(0)},v1=${mac(at(0), new Secret("another"))}`)).toBe(false);
    expect(check(`t=${at(1)},v1=${mac(at(0))}`)).toBe(false);
    for (const header of ["", `t=${at(0)}`, `v1=${mac(at(0))}`]) expect(check(header)).toBe(false);
  });
});

test("the event's own id tells its delivery", () => {
  expect(rootly.deliveryId?.(event("alert.created"), requestOf(""))).toBe("e-1");
  expect(rootly.deliveryId?.({ event: {} }, requestOf(""))).toBeNull();
});

test("what is none of Rootly's is refused", () => {
  for (const body of [[], "", null, {}, { data: {} }]) expect(rootly.body.safeParse(body).success).toBe(false);
});
