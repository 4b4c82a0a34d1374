import { describe, expect, test } from "vitest";
import kuma from "../../../src/in/sources/uptime-kuma.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const read = (body: unknown, sent: Sent = {}) => readAs(kuma, body, sent);

const down = {
  heartbeat: {
    monitorID: 3,
    status: 0,
    time: "2026-11-21 09:41:12.345",
    msg: "timeout of 48000ms exceeded",
    important: true,
  },
  monitor: {
    id: 3,
    name: "Checkout",
    pathName: "Shop / Checkout",
    type: "http",
    url: "https://shop.example.org/healthz",
    hostname: null,
    tags: [{ name: "service", value: "shop" }, { name: "prod" }, { value: "nameless" }, "odd"],
  },
  msg: "[Checkout] [Down] timeout of 48000ms exceeded",
};
const beat = (heartbeat: object, monitor: object = {}) => ({
  ...down,
  heartbeat: { ...down.heartbeat, ...heartbeat },
  monitor: { ...down.monitor, ...monitor },
});

testSamples(kuma);
testHostileBodies(kuma, ["heartbeat", "monitor", "msg"], [down]);

test("a DOWN keeps everything that was said of it", () => {
  const at = Date.parse("2026-11-21T09:41:12.345Z");
  expect(read(down)).toEqual([
    {
      source: "uptime-kuma",
      identity: "uptime-kuma:3",
      status: "firing",
      title: "Checkout",
      description: "timeout of 48000ms exceeded",
      severityHint: null,
      labels: {
        service: "shop",
        prod: "true",
        "monitor.id": "3",
        "monitor.name": "Checkout",
        "monitor.pathName": "Shop / Checkout",
        "monitor.type": "http",
        "monitor.url": "https://shop.example.org/healthz",
      },
      groupKey: null,
      startedAt: at,
      eventAt: at,
      failures: 1,
      runbookUrl: null,
      links: [{ title: "Monitored", url: "https://shop.example.org/healthz" }],
    },
  ]);
});

test("an UP ends it, and says when it began", () => {
  const [one] = read(beat({ status: 1, time: "2026-11-21 09:50:00.000", lastDownTime: "2026-11-21 09:41:12.345" }));
  expect(one).toMatchObject({
    identity: "uptime-kuma:3",
    status: "resolved",
    startedAt: Date.parse("2026-11-21T09:41:12.345Z"),
    endedAt: Date.parse("2026-11-21T09:50Z"),
    eventAt: Date.parse("2026-11-21T09:50Z"),
  });
  expect(one?.failures).toBeUndefined();
});

test.each([
  ["pending", 2],
  ["maintenance", 3],
  ["pending, as text", "2"],
])("%s is no news", (_name, status) => {
  expect(read(beat({ status }))).toEqual([]);
});

test.each([
  ["0", "firing"],
  ["1", "resolved"],
  [7, "firing"],
  [null, "firing"],
] as const)("status %j is %s", (status, expected) => {
  expect(read(beat({ status }))[0]?.status).toBe(expected);
});

describe("a DOWN that waited for retries counts for each of them", () => {
  test.each([
    ["as the heartbeat says", beat({ retries: 1 }), {}, 2],
    ["as the monitor says, where the heartbeat does not (1.x)", beat({}, { maxretries: 2 }), {}, 3],
    ["as the endpoint says, whatever the message says", beat({ retries: 5 }), { retries: 1 }, 2],
    ["not at all without any", beat({ retries: 0 }, { maxretries: 3 }), {}, 1],
  ])("%s", (_name, body, options, failures) => {
    expect(read(body, { options })[0]?.failures).toBe(failures);
  });

  test("an endpoint's retries are a whole number", () => {
    expect(kuma.options?.safeParse({ retries: "2" }).success).toBe(true);
    for (const retries of [-1, 1.5, "many"]) expect(kuma.options?.safeParse({ retries }).success).toBe(false);
  });
});

test("a DOWN that is said again has no new beginning, and its silence means something", () => {
  const [one] = read(beat({ important: false }, { resendInterval: 5, interval: 60 }));
  expect(one).toMatchObject({ startedAt: null, staleAfterMs: 20 * 60_000 });
  expect(read(beat({ important: 0 }))[0]?.startedAt).toBeNull();
  expect(read(beat({}, { resendInterval: 0, interval: 60 }))[0]?.staleAfterMs).toBeUndefined();
});

test("a GET carries both as JSON text", () => {
  const [one] = read({
    msg: "x",
    heartbeat: JSON.stringify(down.heartbeat),
    monitor: JSON.stringify(down.monitor),
  });
  expect(one).toMatchObject({ identity: "uptime-kuma:3", status: "firing", title: "Checkout" });
});

test.each([
  ["the test button", { heartbeat: null, monitor: null, msg: "Sitrep Testing" }],
  ["the test button as a GET", { heartbeat: "null", monitor: "null", msg: "Sitrep Testing" }],
  ["a monitor without a heartbeat", { heartbeat: null, monitor: { id: 1 }, msg: "" }],
  ["half a JSON in a GET", { heartbeat: "{", monitor: "{" }],
])("%s creates nothing", (_name, body) => {
  expect(read(body)).toEqual([]);
});

test("a certificate's notice is an alert by the monitor's name, which ends by itself", () => {
  const msg = "[Shop [eu]][https://shop.example.org] Server certificate shop.example.org will expire in 7 days";
  expect(read({ heartbeat: null, monitor: null, msg })).toEqual([
    {
      source: "uptime-kuma",
      identity: "uptime-kuma:cert:Shop [eu]",
      status: "firing",
      title: "Shop [eu]: a certificate expires",
      description: msg,
      severityHint: "warning",
      level: "warning",
      labels: { "monitor.name": "Shop [eu]", "monitor.url": "https://shop.example.org" },
      groupKey: null,
      startedAt: null,
      staleAfterMs: 24 * 60 * 60_000,
      runbookUrl: null,
      links: [{ title: "Address", url: "https://shop.example.org" }],
    },
  ]);
});

test("a heartbeat without a monitor's id is an alert of its own", () => {
  const body = { heartbeat: { status: 0 }, monitor: null };
  expect(read(body)[0]).toMatchObject({ identity: "uptime-kuma:1", title: "Monitor without a name", startedAt: null });
});

test("what is none of Kuma's is refused", () => {
  for (const body of [[], "down", null, {}, { status: "down" }]) expect(kuma.body.safeParse(body).success).toBe(false);
});
