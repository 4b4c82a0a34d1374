import { describe, expect, test } from "vitest";
import pagerduty from "../../../src/in/sources/pagerduty-webhook.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf, type Sent } from "./reading.ts";
import { haveSamples, readSample, testSamples, testSignatures } from "./samples.ts";

function read(body: unknown, sent: Sent = {}) {
  return readAs(pagerduty, body, sent);
}

/** Our own body, written from the contract. */
function told(event: object = {}, incident: object = {}) {
  return {
    event: {
      id: "01E",
      event_type: "incident.triggered",
      resource_type: "incident",
      occurred_at: "2026-11-21T09:12:22.169Z",
      agent: { summary: "Maya Ortiz" },
      client: null,
      data: {
        id: "Q2",
        type: "incident",
        html_url: "https://acme.pagerduty.example/incidents/Q2",
        number: 44,
        status: "triggered",
        incident_key: "gateway/healthz",
        created_at: "2026-11-21T09:12:20Z",
        title: "Gateway /healthz fails",
        urgency: "high",
        priority: { summary: "P2" },
        service: { summary: "API" },
        teams: [{ summary: "Core" }, { summary: "Web" }],
        assignees: [],
        escalation_policy: { summary: "Default" },
        resolve_reason: null,
        ...incident,
      },
      ...event,
    },
  };
}

/** A message of versions 1 and 2. */
function message(type: string, incident: object = {}) {
  return {
    id: "m",
    created_on: "2026-11-21T09:00:00Z",
    type,
    data: { incident: { id: "P1", incident_number: 1, trigger_summary_data: { subject: "Disk" }, ...incident } },
  };
}

testSamples(pagerduty, { apart: ["legacy-v1-messages.json"] });
testSignatures(pagerduty, "pagerduty-v1");
testHostileBodies(
  pagerduty,
  ["event", "messages"],
  [told(), { messages: [message("incident.trigger"), { event: "incident.resolve", incident: { id: "P1" } }] }],
);

test.skipIf(!haveSamples)("two messages of one incident are told in their order: it is resolved in the end", () => {
  const signals = readSample(pagerduty, "legacy-v1-messages.json");
  expect(signals.map((one) => [one.identity, one.status, one.title])).toEqual([
    ["pagerduty:PIJ90N7", "firing", "45645"],
    ["pagerduty:PIJ90N7", "resolved", "45645"],
  ]);
  expect(signals.at(-1)?.eventAt).toBeGreaterThan(signals[0]?.eventAt ?? Number.NaN);
});

test("an incident keeps everything PagerDuty said of it", () => {
  expect(read(told())).toEqual([
    {
      source: "pagerduty-webhook",
      identity: "pagerduty:Q2",
      status: "firing",
      title: "Gateway /healthz fails",
      description: null,
      severityHint: "P2",
      level: "error",
      labels: {
        service: "API",
        priority: "P2",
        urgency: "high",
        escalation_policy: "Default",
        team: "Core, Web",
        incident_key: "gateway/healthz",
        number: "44",
      },
      groupKey: null,
      startedAt: Date.parse("2026-11-21T09:12:20Z"),
      eventAt: Date.parse("2026-11-21T09:12:22.169Z"),
      runbookUrl: null,
      links: [{ title: "PagerDuty", url: "https://acme.pagerduty.example/incidents/Q2" }],
    },
  ]);
});

describe("the state decides, not the event's name", () => {
  test.each([
    ["incident.acknowledged", "acknowledged", "firing", { by: "Maya Ortiz" }, true],
    ["incident.priority_updated", "acknowledged", "firing", { by: null }],
    ["incident.unacknowledged", "triggered", "firing", "given-back"],
    ["incident.reopened", "triggered", "firing", undefined],
    ["incident.escalated", "triggered", "firing", undefined],
    ["incident.resolved", "resolved", "resolved", undefined],
    ["incident.something_new", "something new", "firing", undefined],
  ])("%s of one that is %s", (event_type, status, expected, acknowledged, onlyIfKnown = undefined) => {
    const [one] = read(told({ event_type }, { status }));
    expect(one?.status).toBe(expected);
    expect(one?.acknowledged).toEqual(acknowledged);
    expect(one?.onlyIfKnown).toBe(onlyIfKnown);
  });

  test("a resolve ends when it was done, a reopened one begins anew", () => {
    expect(read(told({ event_type: "incident.resolved" }, { status: "resolved" }))[0]?.endedAt).toBe(
      Date.parse("2026-11-21T09:12:22.169Z"),
    );
    const reopened_at = "2026-11-21T11:00:00Z";
    expect(read(told({}, { reopened_at }))[0]?.startedAt).toBe(Date.parse(reopened_at));
  });

  test("an incident that was merged is over, and says why", () => {
    const [one] = read(
      told(
        { event_type: "incident.resolved" },
        { status: "resolved", resolve_reason: { type: "merge_resolve_reason" } },
      ),
    );
    expect(one).toMatchObject({ status: "resolved", labels: { resolve_reason: "merge_resolve_reason" } });
  });
});

describe("nothing is made of", () => {
  test.each([
    ["an echo of our own page", told({}, { incident_key: "sitrep-main-12-1" })],
    ["a note", told({ event_type: "incident.annotated", data: { type: "incident_note", id: "N" } })],
    [
      "a status update",
      told({ event_type: "incident.status_update_published", data: { type: "incident_status_update" } }),
    ],
    [
      "a change of a service",
      told({ event_type: "service.updated", resource_type: "service", data: { type: "service" } }),
    ],
    ["its test", told({ event_type: "pagey.ping", resource_type: "pagey", data: { type: "ping", message: "Hello" } })],
    ["an echo in the old body", { messages: [message("incident.trigger", { incident_key: "sitrep-main-12-1" })] }],
    ["a note in the old body", { messages: [message("incident.annotate")] }],
  ])("%s", (_name, body) => {
    expect(read(body)).toEqual([]);
  });
});

test("the old body tells who took it, also where the incident's own status is behind", () => {
  const status = "triggered";
  const who = { last_status_change_by: { name: "Alan" } };
  expect(read({ messages: [message("incident.acknowledge", { status, ...who })] })[0]).toMatchObject({
    status: "firing",
    acknowledged: { by: "Alan" },
    onlyIfKnown: true,
    title: "Disk",
    eventAt: Date.parse("2026-11-21T09:00:00Z"),
  });
  expect(read({ messages: [message("incident.unacknowledge", { status: "acknowledged" })] })[0]?.acknowledged).toBe(
    "given-back",
  );
  expect(
    read({ messages: [{ event: "incident.assign", incident: { id: "P1", status: "resolved" } }] })[0]?.status,
  ).toBe("resolved");
});

test("a title, a priority and an id may be missing", () => {
  const [one] = read(told({}, { title: null, priority: null, id: undefined }));
  expect(one).toMatchObject({ title: "PagerDuty incident 44", severityHint: "high", identity: "pagerduty:1" });
});

test("a delivery is known by the header, else by the event", () => {
  const body = pagerduty.body.parse(told());
  const request = (headers: Record<string, string>) => requestOf(told(), { headers });
  expect(pagerduty.deliveryId?.(body, request({ "x-webhook-id": "w-1" }))).toBe("w-1");
  expect(pagerduty.deliveryId?.(body, request({}))).toBe("01E");
  const old = { messages: [message("incident.trigger")] };
  expect(pagerduty.deliveryId?.(pagerduty.body.parse(old), request({}))).toBeNull();
});

test.each([
  ["neither event nor messages", { incident: {} }],
  ["an event without a name", told({ event_type: null })],
  ["a trigger without its incident", told({ data: null })],
  ["a trigger of something else", told({ data: { type: "incident_note" } })],
  ["no messages", { messages: [] }],
  ["messages that are text", { messages: ["x"] }],
])("%s: no body of PagerDuty", (_name, body) => {
  expect(pagerduty.body.safeParse(body).success).toBe(false);
});
