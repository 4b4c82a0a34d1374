import { expect, test } from "vitest";
import cloudevents from "../../../src/in/sources/cloudevents.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, requestOf, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(cloudevents, body, sent);

const event = {
  specversion: "1.0",
  id: "A-1",
  source: "/shop/eu1",
  type: "org.example.quota",
  subject: "key/1",
  time: "2026-11-21T09:41:12Z",
  data: {
    status: "firing",
    title: "80% of the cap",
    severity: "warning",
    spent: 4.01,
    url: "https://shop.example.org",
  },
};
const headers = {
  "ce-specversion": "1.0",
  "ce-id": "A-2",
  "ce-source": "/shop/eu1",
  "ce-type": "org.example.quota",
  "ce-subject": "key%2F1%20%F0%9F%98%80",
};

testSamples(cloudevents);
testHostileBodies(cloudevents, Object.keys(event), [event, [event, event]]);

test("a structured event", () => {
  expect(read(event)).toEqual([
    {
      source: "cloudevents",
      identity: "cloudevents:/shop/eu1:key/1",
      status: "firing",
      title: "80% of the cap",
      description: null,
      severityHint: "warning",
      level: "warning",
      labels: {
        id: "A-1",
        source: "/shop/eu1",
        type: "org.example.quota",
        subject: "key/1",
        time: "2026-11-21T09:41:12Z",
        "data.status": "firing",
        "data.title": "80% of the cap",
        "data.severity": "warning",
        "data.spent": "4.01",
        "data.url": "https://shop.example.org",
      },
      groupKey: null,
      startedAt: Date.parse(event.time),
      eventAt: Date.parse(event.time),
      runbookUrl: null,
      links: [{ title: "Source", url: "https://shop.example.org" }],
    },
  ]);
});

test.each(["resolved", "ok", "up", "closed", "Resolved"])("data.status %s resolves", (status) => {
  expect(read({ ...event, data: { status } })[0]).toMatchObject({
    status: "resolved",
    endedAt: Date.parse(event.time),
  });
});

test("everything else fires, under the type where there is no title", () => {
  for (const data of [undefined, null, "text", {}, { status: "new" }, [1]]) {
    expect(read({ ...event, data })[0]).toMatchObject({ status: "firing", title: "org.example.quota" });
  }
});

test("without a subject the event's id tells it", () => {
  expect(read({ ...event, subject: undefined })[0]?.identity).toBe("cloudevents:/shop/eu1:A-1");
});

test("a binary event has its attributes in headers, percent-encoded, and any data", () => {
  const [one] = read({ status: "ok", title: "80% of the cap" }, { headers });
  expect(one).toMatchObject({
    identity: "cloudevents:/shop/eu1:key/1 😀",
    status: "resolved",
    title: "80% of the cap",
  });
  expect(read([1, 2], { headers })).toHaveLength(1);
  expect(read(null, { headers: { ...headers, "ce-subject": "100%" } })[0]?.identity).toBe("cloudevents:/shop/eu1:100%");
});

test("a batch is as many alerts", () => {
  const two = [event, { ...event, subject: "key/2" }];
  expect(read(two).map(({ identity }) => identity)).toEqual([
    "cloudevents:/shop/eu1:key/1",
    "cloudevents:/shop/eu1:key/2",
  ]);
});

test("data may be in base64", () => {
  const data_base64 = Buffer.from(JSON.stringify({ status: "closed" })).toString("base64");
  expect(read({ ...event, data: undefined, data_base64 })[0]?.status).toBe("resolved");
  expect(read({ ...event, data: undefined, data_base64: "AAAA" })[0]?.status).toBe("firing");
});

test.each([
  ["an object", { hello: 1 }],
  ["text", "hello"],
  ["an empty batch", []],
  ["a batch of which one is none", [event, { hello: 1 }]],
  ["an event without a source", { ...event, source: "" }],
])("%s that is no event is kept as what could not be read", (_name, body) => {
  const [one, ...more] = read(body);
  expect(more).toEqual([]);
  expect(one?.identity).toMatch(/^cloudevents:unread:[0-9a-f]{16}$/);
  expect(one?.unread).toContain("no CloudEvent");
});

test("source and id tell a delivery; a batch is told by its bytes", () => {
  const id = (body: unknown, sent: Sent = {}) => cloudevents.deliveryId?.(body, requestOf("", sent));
  expect(id(event)).toBe("/shop/eu1 A-1");
  expect(id({}, { headers })).toBe("/shop/eu1 A-2");
  expect(id([event, event])).toBeNull();
  expect(id({})).toBeNull();
});
