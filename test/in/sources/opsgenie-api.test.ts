import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/base/secret.ts";
import opsgenieApi from "../../../src/in/sources/opsgenie-api.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { type DoorParts, openDoor, seenKeys } from "../../kit/door.ts";
import { testHostileBodies } from "./hostile.ts";
import { read as readAs, type Sent } from "./reading.ts";
import { haveSamples, readSample, sampleBytes } from "./samples.ts";

const base = "/hooks/opsgenie-api/v2/alerts";
const read = (body: unknown, rest = "v2/alerts", sent: Sent = {}) => readAs(opsgenieApi, body, { rest, ...sent });
const closed: Endpoint = { source: "opsgenie-api", open: false, secrets: [new Secret("genie")] };
const genie = { authorization: "GenieKey genie" };
const door = (own: Partial<DoorParts> = {}) =>
  openDoor({ sources: [opsgenieApi], endpoints: [closed], path: base, ...own });
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[48][0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

const alert = {
  message: " Disk is full",
  alias: "disk/db 1",
  description: "91 %",
  priority: "P2",
  tags: ["env:prod", "db"],
  details: { service: "metis", runbook_url: "https://ops.example.org/disk" },
  entity: "db-1",
  source: "https://metis.example.org/1",
  responders: [
    { name: "db team", type: "team" },
    { username: "bob@example.org", type: "user" },
  ],
};

testHostileBodies(opsgenieApi, Object.keys(alert), [alert, { message: "x" }]);

describe.skipIf(!haveSamples)("what Alertmanager's own notifier sends", () => {
  const alias = "6b0ae73d06f013e772e7b2bbb6bee5a1a1a185fcbd4394f09dccfca959a75bb8";

  test("creates, and closes by the alias in the path", () => {
    expect(readSample(opsgenieApi, "alertmanager-create.json", { rest: "v2/alerts" })).toMatchObject([
      {
        identity: `opsgenie-api:${alias}`,
        status: "firing",
        title: "Trace DB volume is 91 % full",
        severityHint: "P3",
        level: "warning",
      },
    ]);
    const query = new URLSearchParams("identifierType=alias");
    expect(
      readSample(opsgenieApi, "alertmanager-close.json", { rest: `v2/alerts/${alias}/close`, query }),
    ).toMatchObject([{ identity: `opsgenie-api:${alias}`, status: "resolved" }]);
  });

  test("through the door, in one alert", async () => {
    const { send, taken } = await door();
    await send(sampleBytes("opsgenie-api/alertmanager-create.json"), { headers: genie });
    const to = `${base}/${alias}/close?identifierType=alias`;
    expect((await send(sampleBytes("opsgenie-api/alertmanager-close.json"), { headers: genie, to })).status).toBe(202);
    expect(taken.map(({ signals }) => [signals[0]?.identity, signals[0]?.status])).toEqual([
      [`opsgenie-api:${alias}`, "firing"],
      [`opsgenie-api:${alias}`, "resolved"],
    ]);
  });
});

describe("what is read", () => {
  test("an alert", () => {
    expect(read(alert)).toEqual([
      {
        source: "opsgenie-api",
        identity: "opsgenie-api:disk/db 1",
        status: "firing",
        title: "Disk is full",
        description: "91 %",
        severityHint: "P2",
        level: "error",
        labels: {
          env: "prod",
          tags: "env:prod, db",
          service: "metis",
          runbook_url: "https://ops.example.org/disk",
          entity: "db-1",
          teams: "db team, bob@example.org",
        },
        groupKey: null,
        startedAt: null,
        runbookUrl: "https://ops.example.org/disk",
        links: [{ title: "Source", url: "https://metis.example.org/1" }],
      },
    ]);
  });

  test.each([
    ["close", { status: "resolved" }],
    ["acknowledge", { status: "firing", acknowledged: { by: "bob" }, onlyIfKnown: true }],
    ["unacknowledge", { status: "firing", acknowledged: "given-back", onlyIfKnown: true }],
  ])("%s, by the alias as it stands in the path", (action, expected) => {
    const [one] = read({ user: "bob" }, `v2/alerts/disk%2Fdb%201/${action}`);
    expect(one).toMatchObject({ identity: "opsgenie-api:disk/db 1", ...expected });
  });

  test("a deletion is a close", () => {
    expect(read({}, "v2/alerts/a", { method: "DELETE" })).toMatchObject([
      { identity: "opsgenie-api:a", status: "resolved" },
    ]);
  });

  test.each(["notes", "snooze", "tags", "assign", "escalate", "actions"])("%s changes nothing", (action) => {
    expect(read({ note: "x" }, `v2/alerts/a/${action}`)).toEqual([]);
  });

  test("a number that only Opsgenie gave is nobody's", () => {
    expect(read({}, "v2/alerts/17/close", { query: new URLSearchParams("identifierType=tiny") })).toEqual([]);
  });
});

describe("what is answered", () => {
  const create = (own: object = {}) => JSON.stringify({ ...alert, ...own });

  test("a request that is taken, as Opsgenie answers it, and what became of it", async () => {
    const { send } = await door();
    const { status, said } = await send(create(), { headers: genie });
    expect([status, said]).toEqual([
      202,
      { result: "Request will be processed", took: expect.any(Number), requestId: expect.stringMatching(uuid) },
    ]);
    const asked = await send(undefined, { method: "GET", to: `${base}/requests/${said.requestId}`, headers: genie });
    expect([asked.status, asked.said.data]).toEqual([
      200,
      expect.objectContaining({
        success: true,
        isSuccess: true,
        action: "Create",
        alias: alert.alias,
        alertId: alert.alias,
        status: "Created alert",
      }),
    ]);
    const note = await send('{"note":"x"}', { headers: genie, to: `${base}/a/notes?identifierType=alias` });
    expect(note.status).toBe(202);
    const unknown = await send(undefined, {
      method: "GET",
      to: `${base}/requests/4b7d8e0a-0000-4000-8000-000000000000`,
      headers: genie,
    });
    expect([unknown.status, unknown.said.message]).toEqual([404, expect.stringContaining("not found")]);
  });

  test("an alert without an alias has an id, which answers for it in another process, too", async () => {
    const { send, taken, clock } = await door({ intake: seenKeys(() => clock.now()) });
    const { said } = await send(create({ alias: undefined }), { headers: genie });
    const again = await send(create({ alias: undefined }), { headers: genie });
    expect(again.said.requestId).toBe(said.requestId);
    expect(taken.map(({ signals }) => signals[0]?.identity)).toEqual([`opsgenie-api:${said.requestId}`]);
    const other = await door();
    const asked = await other.send(undefined, {
      method: "GET",
      to: `${base}/requests/${said.requestId}`,
      headers: genie,
    });
    expect(asked.said.data).toMatchObject({ isSuccess: true, alias: said.requestId, alertId: said.requestId });
    await send("{}", { headers: genie, to: `${base}/${said.requestId}/close` });
    expect(taken[1]?.signals[0]).toMatchObject({ identity: `opsgenie-api:${said.requestId}`, status: "resolved" });
  });

  test("an empty body closes, and two alerts closed alike are two", async () => {
    const { send, taken } = await door({ intake: seenKeys(() => 0) });
    for (const alias of ["a", "b"])
      expect((await send(undefined, { headers: genie, to: `${base}/${alias}/close` })).status).toBe(202);
    expect(taken.map(({ signals }) => signals[0]?.identity)).toEqual(["opsgenie-api:a", "opsgenie-api:b"]);
  });

  test.each<[string, object, string]>([
    ["no message", { message: " " }, "message"],
    ["an alias that is too long", { alias: "x".repeat(513) }, "alias"],
  ])("%s cannot be processed", async (_name, own, field) => {
    const { send, taken } = await door();
    const { status, said } = await send(create(own), { headers: genie });
    expect([status, said]).toEqual([
      422,
      expect.objectContaining({ errors: { [field]: expect.any(String) }, requestId: expect.stringMatching(uuid) }),
    ]);
    expect(taken).toEqual([]);
  });

  test("what is no JSON", async () => {
    const { send } = await door();
    expect((await send("{", { headers: genie })).status).toBe(400);
    expect((await send("[1]", { headers: genie })).status).toBe(422);
  });

  test.each(["v2/alerts/a/b/c", "v1/alerts", "v2/heartbeats/x/ping", "v2/alerts/requests/x"])(
    "%s is none of its calls",
    async (rest) => {
      const { send } = await door();
      expect((await send("{}", { headers: genie, to: `/hooks/opsgenie-api/${rest}` })).status).toBe(404);
    },
  );
});

describe("the GenieKey", () => {
  test("is the secret, in Opsgenie's own words", async () => {
    const { send, taken } = await door();
    for (const authorization of [undefined, "GenieKey other", "GenieKey", "genie"]) {
      const { status, said } = await send(JSON.stringify(alert), { headers: authorization ? { authorization } : {} });
      expect([status, said]).toEqual([
        401,
        { message: "Could not authenticate", took: expect.any(Number), requestId: expect.stringMatching(uuid) },
      ]);
    }
    expect(taken).toEqual([]);
    expect((await send(JSON.stringify(alert), { headers: { authorization: "Bearer genie" } })).status).toBe(202);
  });

  test("guards what became of a request as well", async () => {
    const { at } = await door();
    expect((await fetch(`${at}${base}/requests/x`)).status).toBe(401);
  });
});
