import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import pagerdutyEvents from "../../../src/in/sources/pagerduty-events.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { type DoorParts, openDoor, seenKeys } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { testSamples } from "./samples.ts";

const rest = "v2/enqueue";
const read = (body: unknown, sent: Sent = {}) => readAs(pagerdutyEvents, body, { rest, ...sent });
const key = "R0123456789abcdef0123456789abcde";
const closed: Endpoint = { source: "pagerduty-events", open: false, secrets: [new Secret(key)] };
const door = (own: Partial<DoorParts> = {}) =>
  openDoor({ sources: [pagerdutyEvents], endpoints: [closed], path: `/hooks/pagerduty-events/${rest}`, ...own });

const trigger = {
  routing_key: key,
  event_action: "trigger",
  dedup_key: "disk/db-1",
  client: "Metis",
  client_url: "https://metis.example.org/disk",
  payload: {
    summary: "Disk of db-1 is 91 % full",
    source: "db-1",
    severity: "error",
    timestamp: "2026-11-21T09:41:12.345+0000",
    component: "postgres",
    group: "prod",
    class: "disk",
    custom_details: { "used %": 91, runbook_url: "https://ops.example.org/disk", source: "not this" },
  },
  links: [{ href: "https://graphs.example.org/1", text: "Graph" }, { href: "javascript:alert(1)" }],
  images: [{ src: "https://graphs.example.org/1.png" }],
};
const without = {
  routing_key: key,
  event_action: "trigger",
  payload: { summary: "Cost > 2x", source: "cron", severity: "warning" },
};

testSamples(pagerdutyEvents);
testHostileBodies(pagerdutyEvents, Object.keys(trigger), [trigger, without]);

describe("what is read", () => {
  test("a trigger", () => {
    expect(read(trigger)).toEqual([
      {
        source: "pagerduty-events",
        identity: "pagerduty-events:disk/db-1",
        status: "firing",
        title: "Disk of db-1 is 91 % full",
        description: null,
        severityHint: "error",
        level: "error",
        labels: {
          "used %": "91",
          runbook_url: "https://ops.example.org/disk",
          source: "db-1",
          component: "postgres",
          group: "prod",
          class: "disk",
          client: "Metis",
        },
        groupKey: null,
        startedAt: Date.parse("2026-11-21T09:41:12.345Z"),
        runbookUrl: "https://ops.example.org/disk",
        links: [
          { title: "Metis", url: "https://metis.example.org/disk" },
          { title: "Graph", url: "https://graphs.example.org/1" },
          { title: "Image", url: "https://graphs.example.org/1.png" },
        ],
      },
    ]);
  });

  test("one without a key is an alert of its own, in a group of what says the same of the same", () => {
    expect(read(without, { name: "eu" })).toMatchObject([
      { identity: "pagerduty-events@eu:1", groupKey: "eu Cost > 2x: cron" },
    ]);
    expect(read({ ...without, dedup_key: "{{ .key }}" })).toMatchObject([{ identity: "pagerduty-events:1" }]);
  });

  test("an acknowledgement is only news of what is known, a resolve ends it, with a payload or without", () => {
    expect(read({ event_action: "acknowledge", dedup_key: "a" })).toMatchObject([
      { identity: "pagerduty-events:a", status: "firing", acknowledged: { by: null }, onlyIfKnown: true, title: "a" },
    ]);
    const [ended] = read({ ...trigger, event_action: "resolve" });
    expect(ended).toMatchObject({ identity: "pagerduty-events:disk/db-1", status: "resolved" });
    expect(ended?.onlyIfKnown).toBeUndefined();
  });

  test("Uptime Kuma's test button pages nobody", () => {
    expect(read({ ...trigger, dedup_key: "Uptime Kuma/test" })).toMatchObject([{ test: true }]);
  });

  test("a change is a moment: it fires and is over", () => {
    const change = {
      routing_key: key,
      payload: { summary: "Build 42", timestamp: "2026-11-21T09:00:00Z", custom_details: { build: 42 } },
    };
    expect(read(change, { rest: "v2/change/enqueue" })).toMatchObject([
      {
        identity: "pagerduty-events:change:1",
        status: "firing",
        title: "Build 42",
        level: "info",
        labels: { build: "42", event: "change" },
      },
      { identity: "pagerduty-events:change:1", status: "resolved", endedAt: Date.parse("2026-11-21T09:00:00Z") },
    ]);
  });
});

describe("what is answered", () => {
  test("a good event, as PagerDuty answers it", async () => {
    const { send, taken } = await door();
    const { status, said } = await send(JSON.stringify(trigger));
    expect([status, said]).toEqual([202, { status: "success", message: "Event processed", dedup_key: "disk/db-1" }]);
    expect(taken[0]?.signals[0]?.identity).toBe("pagerduty-events:disk/db-1");
    const change = await send(JSON.stringify({ routing_key: key, payload: { summary: "x" } }), {
      to: "/hooks/pagerduty-events/v2/change/enqueue",
    });
    expect(change.said).toEqual({ status: "success", message: "Change event processed" });
  });

  test("a key that was made up, which names the alert from then on, and is the same for a redelivery", async () => {
    let now = 0;
    const { send, taken, clock } = await door({ intake: seenKeys(() => now) });
    const body = JSON.stringify(without);
    const at = async (seconds: number) => {
      now = seconds * 1_000;
      await clock.passTo(Date.parse("2026-11-21T12:00:30Z") + now, async () => {});
      return (await send(body)).said.dedup_key as string;
    };
    const first = await at(0);
    expect(taken[0]?.signals[0]?.identity).toBe(`pagerduty-events:${first}`);
    expect(await at(10)).toBe(first);
    // The next minute of the clock has begun, and it is a redelivery all the same.
    expect(await at(45)).toBe(first);
    expect(taken).toHaveLength(1);
    const later = await at(75);
    expect(later).not.toBe(first);
    expect(taken[1]?.signals[0]?.identity).toBe(`pagerduty-events:${later}`);
    expect(await at(100)).toBe(later);
  });

  test.each<[string, object, string]>([
    ["no action", { event_action: undefined }, "'event_action' is missing or invalid"],
    ["another action", { event_action: "explode" }, "'event_action' is missing or invalid"],
    ["nothing to say", { payload: { source: "x", severity: "info" } }, "'payload.summary' is missing or blank"],
    ["no payload", { payload: undefined }, "'payload.summary' is missing or blank"],
    ["nothing to resolve", { event_action: "resolve", dedup_key: " " }, "'dedup_key' is missing or blank"],
    ["a key that is too long", { dedup_key: "x".repeat(256) }, "'dedup_key' is longer than 255 characters"],
  ])("%s is an invalid event", async (_name, own, error) => {
    const { send, taken } = await door();
    const { status, said } = await send(JSON.stringify({ ...trigger, ...own }));
    expect([status, said]).toEqual([
      400,
      { status: "invalid event", message: "Event object is invalid", errors: [expect.stringContaining(error)] },
    ]);
    expect(taken).toEqual([]);
  });

  test.each(["{", "[]", "3"])("%s is an invalid event, too", async (body) => {
    const { send } = await door({ endpoints: [{ ...closed, open: true }] });
    const { status, said } = await send(body);
    expect([status, said.status]).toEqual([400, "invalid event"]);
  });

  test("another call is none of this API", async () => {
    const { send, at } = await door();
    expect(
      (await send(JSON.stringify(trigger), { to: "/hooks/pagerduty-events/generic/2010-04-15/create_event.json" }))
        .status,
    ).toBe(404);
    expect((await send(JSON.stringify(trigger), { to: "/hooks/pagerduty-events" })).status).toBe(404);
    expect((await fetch(`${at}/hooks/pagerduty-events/${rest}`)).status).toBe(405);
  });
});

describe("at the root", () => {
  test("the paths of PagerDuty's own host are taken when that is asked for", async () => {
    const { send, taken } = await door({ endpoints: [{ ...closed, atRoot: true }] });
    expect((await send(JSON.stringify(trigger), { to: "/v2/enqueue" })).said).toMatchObject({ dedup_key: "disk/db-1" });
    expect((await send(JSON.stringify({ ...trigger, routing_key: "x" }), { to: "/v2/enqueue/" })).status).toBe(401);
    await send(JSON.stringify(trigger));
    expect(taken[1]?.key).toBe(taken[0]?.key);
  });

  test("and are somebody else's when it is not, and beside them", async () => {
    const { at } = await door();
    expect((await fetch(`${at}/v2/enqueue`, { method: "POST", body: "{}" })).status).toBe(418);
    const asked = await door({ endpoints: [{ ...closed, atRoot: true }] });
    expect((await fetch(`${asked.at}/v2/enqueue`)).status).toBe(418);
    expect((await fetch(`${asked.at}/v2/alerts`, { method: "POST", body: "{}" })).status).toBe(418);
  });
});

describe("the routing key", () => {
  test("is the secret, and a bearer token is as good", async () => {
    const { send, taken } = await door();
    for (const routing_key of [undefined, "", key.toLowerCase(), "$PD_KEY", 5])
      expect((await send(JSON.stringify({ ...trigger, routing_key }))).status).toBe(401);
    expect(taken).toEqual([]);
    const bearer = { authorization: `Bearer ${key}` };
    expect((await send(JSON.stringify({ ...trigger, routing_key: "x" }), { headers: bearer })).status).toBe(202);
  });

  test("tells the endpoint, where senders know only one address; and its alerts are its own", async () => {
    const other: Endpoint = { ...closed, name: "shop", secrets: [new Secret("shop-key")] };
    const { send, taken } = await door({ endpoints: [closed, other] });
    await send(JSON.stringify(trigger));
    await send(JSON.stringify({ ...trigger, routing_key: "shop-key" }));
    await send(JSON.stringify({ ...trigger, routing_key: "shop-key" }), { to: `/hooks/pagerduty-events/shop/${rest}` });
    expect((await send(JSON.stringify(trigger), { to: `/hooks/pagerduty-events/shop/${rest}` })).status).toBe(401);
    expect(taken.map(({ signals }) => signals[0]?.identity)).toEqual([
      "pagerduty-events:disk/db-1",
      "pagerduty-events@shop:disk/db-1",
      "pagerduty-events@shop:disk/db-1",
    ]);
    expect(taken[1]?.key).toBe(taken[2]?.key);
  });

  test("tells it also where only named endpoints are configured", async () => {
    const { send, taken } = await door({ endpoints: [{ ...closed, name: "shop" }] });
    expect((await send(JSON.stringify(trigger))).status).toBe(202);
    expect((await send(JSON.stringify({ ...trigger, routing_key: "x" }))).status).toBe(401);
    expect(taken[0]?.signals[0]?.identity).toBe("pagerduty-events@shop:disk/db-1");
  });
});
