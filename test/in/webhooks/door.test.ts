import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Log, silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import { identityOf, text } from "../../../src/in/foreign.ts";
import { defineSource, NotNow, type Received, type Source } from "../../../src/in/source.ts";
import alertmanager from "../../../src/in/sources/alertmanager.ts";
import type { Endpoint } from "../../../src/in/webhooks/endpoints.ts";
import { type DoorParts, openDoor, seenKeys } from "../../kit/door.ts";

/** A sender that is not there in the world: it takes whatever a source can. */
// biome-ignore lint/suspicious/noExplicitAny: a list of sources holds sources of all bodies
const bell: Source<any, any> = defineSource<Record<string, unknown>, { loud: boolean }>({
  name: "bell",
  methods: ["PUT", "GET"],
  options: z.object({ loud: z.boolean().default(false) }),
  body: z.record(z.string(), z.unknown()),
  signals: (body, reading) => [
    {
      source: "bell",
      identity: identityOf(reading.prefix, text(body.id) ?? reading.unique()),
      status: "firing",
      title: `${reading.options.loud ? "DING" : "ding"} ${text(body.id) ?? ""}`,
      description: JSON.stringify(body),
      severityHint: null,
      labels: {},
      groupKey: null,
      startedAt: null,
      runbookUrl: null,
      links: [],
    },
  ],
  deliveryId: (body) => text(body.delivery),
});
const open: Endpoint = { source: "bell", open: true, secrets: [] };
const closed: Endpoint = { source: "bell", open: false, secrets: [new Secret("s3")] };
const door = (own: Partial<DoorParts> = {}) =>
  openDoor({ sources: [bell], endpoints: [open], path: "/hooks/bell", ...own });
const json = (body: object) => JSON.stringify(body);

describe("methods", () => {
  test("PUT is as good as POST where the source says so", async () => {
    const { send, taken } = await door();
    expect((await send(json({ id: "a" }), { method: "PUT" })).status).toBe(202);
    expect(taken[0]?.signals[0]?.identity).toBe("bell:a");
  });

  test("a GET carries its values in the query, and needs a token", async () => {
    const { send, taken } = await door({ endpoints: [closed] });
    expect((await send(undefined, { method: "GET", to: "/hooks/bell?id=a" })).status).toBe(401);
    expect((await send(undefined, { method: "GET", to: "/hooks/bell?id=a&token=wrong" })).status).toBe(401);
    expect(taken).toEqual([]);
    expect((await send(undefined, { method: "GET", to: "/hooks/bell?id=a&token=s3" })).status).toBe(202);
    expect(taken[0]?.signals[0]).toMatchObject({ identity: "bell:a", description: '{"id":"a"}' });
    expect((await send(undefined, { method: "GET", to: "/hooks/bell?token=s3" })).status).toBe(400);
  });

  test("a POST without a body may do the same, but no signature stands for the token", async () => {
    const signed = { ...bell, verify: () => true };
    const { send, taken } = await door({ sources: [signed], endpoints: [closed] });
    expect((await send(undefined, { to: "/hooks/bell?id=a" })).status).toBe(400);
    expect((await send(undefined, { to: "/hooks/bell?id=a&token=s3" })).status).toBe(202);
    expect(taken[0]?.signals[0]?.description).toBe('{"id":"a"}');
  });

  test("a request without a body is whole where its source says so", async () => {
    const headed = { ...bell, bodiless: ({ headers }: Received) => headers["x-id"] !== undefined };
    const { send, taken } = await door({ sources: [headed] });
    expect((await send(undefined, { headers: { "x-id": "1" } })).status).toBe(202);
    expect((await send(undefined)).status).toBe(400);
    expect(taken).toHaveLength(1);
  });

  test("the same GET again is the same message, another is not; the token is no part of it", async () => {
    const { send, taken } = await door();
    for (const query of ["id=a", "id=a", "id=b", "id=a&token=x"])
      await send(undefined, { method: "GET", to: `/hooks/bell?${query}` });
    const [first, again, other, withToken] = taken.map(({ key }) => key);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(withToken).toBe(first);
    expect(first).not.toContain("id=");
  });

  test("a signature is none for a GET: there are no bytes to sign", async () => {
    const signed = { ...bell, verify: () => true };
    const { send } = await door({ sources: [signed], endpoints: [closed] });
    expect((await send(undefined, { method: "GET", to: "/hooks/bell?id=a" })).status).toBe(401);
    expect((await send(json({ id: "a" }))).status).toBe(202);
  });

  test.each(["HEAD", "OPTIONS"])("%s says what is here, and takes nothing", async (method) => {
    const { at, taken } = await door({ endpoints: [closed] });
    const res = await fetch(`${at}/hooks/bell`, { method });
    expect(res.status).toBe(204);
    expect(res.headers.get("allow")).toBe("POST, PUT, GET, HEAD, OPTIONS");
    expect((await fetch(`${at}/hooks/nobody`, { method })).status).toBe(404);
    expect(taken).toEqual([]);
  });

  test("CloudEvents' handshake is answered, so that its sender begins", async () => {
    const { at } = await door();
    const res = await fetch(`${at}/hooks/bell`, {
      method: "OPTIONS",
      headers: { "webhook-request-origin": "eventemitter.example.com" },
    });
    expect(res.status).toBe(200);
    expect(res.headers.get("webhook-allowed-origin")).toBe("eventemitter.example.com");
    expect(res.headers.get("webhook-allowed-rate")).toBe("*");
  });

  test("what follows an endpoint in the address is nobody's, where no peer's API is spoken", async () => {
    const { send } = await door();
    expect((await send(json({ id: "a" }), { to: "/hooks/bell/v2/enqueue" })).status).toBe(404);
  });
});

describe("forms", () => {
  test.each([
    ["a form", "id=a&x=1", {}],
    ["JSON called a form", '{"id":"a","x":"1"}', { "content-type": "application/x-www-form-urlencoded" }],
    [
      "a multipart form",
      '--b\r\ncontent-disposition: form-data; name="data"\r\n\r\n{"id":"a","x":"1"}\r\n--b--\r\n',
      { "content-type": "multipart/form-data; boundary=b" },
    ],
  ])("%s is read as its fields", async (_name, body, headers) => {
    const { send, taken } = await door();
    expect((await send(body, { headers: headers as Record<string, string> })).status).toBe(202);
    expect(taken[0]?.signals[0]?.description).toBe('{"id":"a","x":"1"}');
  });

  test("a number beyond what can be kept exactly stays the same identity", async () => {
    const { send, taken } = await door();
    await send('{"id": 12345678901234567890}');
    expect(taken[0]?.signals[0]?.identity).toBe("bell:12345678901234567890");
  });
});

describe("other ways to be known", () => {
  test("a header of any name", async () => {
    const headers = [{ name: "X-Alert-Key", value: new Secret("k1") }];
    const { send } = await door({ endpoints: [{ ...closed, secrets: [], headers }] });
    expect((await send(json({ id: "a" }), { headers: { "x-alert-key": "k1" } })).status).toBe(202);
    expect((await send(json({ id: "a" }), { headers: { "x-alert-key": "k2" } })).status).toBe(401);
    expect((await send(json({ id: "a" }), { headers: { authorization: "Bearer k1" } })).status).toBe(401);
    expect((await send(json({ id: "a" }))).status).toBe(401);
  });

  test.each(["token", "access_token", "auth_token"])("?%s=", async (name) => {
    const { send } = await door({ endpoints: [closed] });
    expect((await send(json({ id: "a" }), { to: `/hooks/bell?${name}=s3` })).status).toBe(202);
    expect((await send(json({ id: "a" }), { to: `/hooks/bell?${name}=s4` })).status).toBe(401);
  });

  const later =
    (genuine: () => boolean): Source["verify"] =>
    async () => {
      await Promise.resolve();
      return genuine();
    };

  test("a signature that takes a while to check", async () => {
    let genuine = true;
    const signed = { ...bell, verify: later(() => genuine) };
    const { send, taken } = await door({ sources: [signed], endpoints: [closed] });
    expect((await send(json({ id: "a" }))).status).toBe(202);
    genuine = false;
    expect((await send(json({ id: "b" }))).status).toBe(401);
    expect(taken).toHaveLength(1);
  });

  test("a signature that cannot be checked now is put off, one that breaks us is our fault", async () => {
    const errors: unknown[] = [];
    const log = { ...silentLog, error: (...line: unknown[]) => errors.push(line) } as unknown as Log;
    let error: Error = new NotNow("The certificate cannot be had.");
    const signed = { ...bell, verify: () => Promise.reject(error) };
    const { send, taken } = await door({ sources: [signed], endpoints: [closed], log });
    const put = await send(json({ id: "a" }));
    expect([put.status, put.headers.get("retry-after")]).toEqual([503, "20"]);
    error = new Error("secret detail");
    const fault = await send(json({ id: "a" }));
    expect([fault.status, errors.length]).toEqual([500, 1]);
    expect(JSON.stringify(fault.said)).not.toContain("secret detail");
    expect(taken).toEqual([]);
  });

  test("while a signature is being checked, the body is held and the end waits for it", async () => {
    const checks: ((genuine: boolean) => void)[] = [];
    const signed = { ...bell, verify: () => new Promise<boolean>((resolve) => checks.push(resolve)) };
    const { send, hooks } = await door({ sources: [signed], endpoints: [closed] });
    const sent = send(json({ id: "a" }));
    await expect.poll(() => checks.length).toBe(1);
    let drained = false;
    const draining = hooks.drain().then(() => (drained = true));
    await Promise.resolve();
    expect(drained).toBe(false);
    checks[0]?.(true);
    expect((await sent).status).toBe(202);
    await draining;
  });
});

describe("what an endpoint is told", () => {
  test("reaches its source, and only it", async () => {
    const { send, taken } = await door({
      endpoints: [
        { ...open, options: { loud: true } },
        { ...open, name: "eu" },
      ],
    });
    await send(json({ id: "a" }));
    await send(json({ id: "a" }), { to: "/hooks/bell/eu" });
    expect(taken.map(({ signals }) => signals[0]?.title)).toEqual(["DING a", "ding a"]);
  });

  test("that is not as its source has it stops the start", async () => {
    await expect(door({ endpoints: [{ ...open, options: { loud: "very" } }] })).rejects.toThrow();
  });

  test("its own limit counts", async () => {
    const { send } = await door({ endpoints: [{ ...open, limit: 2_000 }] });
    expect((await send(json({ id: "a".repeat(1_000) }))).status).toBe(202);
    expect((await send(json({ id: "a".repeat(3_000) }))).status).toBe(413);
  });

  test.each<[string, Partial<Endpoint>, number | undefined, number | undefined]>([
    ["as its source repeats", {}, 4 * 3_600_000, 8 * 3_600_000 + 600_000],
    ["as it is told", { staleAfterMs: 1_000 }, 4 * 3_600_000, 1_000],
    ["never, when it is told so", { staleAfterMs: null }, 4 * 3_600_000, undefined],
    ["never, where its source does not repeat", {}, undefined, undefined],
    ["as it is told, also there", { staleAfterMs: 1_000 }, undefined, 1_000],
  ])("silence is unknown %s", async (_name, own, repeatsEveryMs, staleAfterMs) => {
    const { send, taken } = await door({ sources: [{ ...bell, repeatsEveryMs }], endpoints: [{ ...open, ...own }] });
    await send(json({ id: "a" }));
    expect(taken[0]?.signals[0]?.staleAfterMs).toBe(staleAfterMs);
  });
});

describe("redeliveries", () => {
  test("are known by the sender's own id for a week, otherwise by an identical body for a minute", async () => {
    const { send, taken } = await door();
    await send(json({ id: "a", delivery: "d1" }));
    await send(json({ id: "b", delivery: "d1" }));
    await send(json({ id: "a" }));
    await send(json({ id: "a", delivery: "x".repeat(5_000) }));
    const [first, again, without, long] = taken;
    expect(first).toMatchObject({ key: "bell id d1", keyHoldsMs: 604_800_000 });
    expect(again?.key).toBe(first?.key);
    expect(without).toMatchObject({ key: expect.stringMatching(/^bell [\w-]{43}$/), keyHoldsMs: 60_000 });
    expect(long?.key.length).toBeLessThan(100);
  });

  test("of what has no identity are the same alert; a minute later it is a new one", async () => {
    const own: Partial<DoorParts> = {};
    const opened = await door(own);
    const { send, taken, clock } = opened;
    await send(json({ x: 1 }));
    await send(json({ x: 1 }));
    await send(json({ x: 2 }));
    await clock.passTo(clock.now() + 60_000, async () => {});
    await send(json({ x: 1 }));
    const [first, again, other, later] = taken.map(({ signals }) => signals[0]?.identity);
    expect(again).toBe(first);
    expect(new Set([first, other, later]).size).toBe(3);
  });

  test("that the store has seen are answered so", async () => {
    const { send, taken } = await door({ intake: seenKeys(() => 0) });
    expect((await send(json({ id: "a" }))).said).toMatchObject({ status: "accepted", accepted: 1, alerts: ["bell:a"] });
    const again = await send(json({ id: "a" }));
    expect([again.status, again.said]).toEqual([200, { status: "seen" }]);
    expect(taken).toHaveLength(1);
  });
});

test("an alert without an identity is taken, and its sender's mending is asked for once an hour", async () => {
  const lines: [object, string][] = [];
  const log = { ...silentLog, warn: (...line: [object, string]) => lines.push(line) } as unknown as Log;
  const { send, clock } = await door({ log });
  for (const id of ["{{ .id }}", "$ID", "real"]) expect((await send(json({ id }))).status).toBe(202);
  expect(lines.map(([fields, sentence]) => [sentence, (fields as { endpoint: string }).endpoint])).toEqual([
    ["a sender of alerts should be mended", "bell"],
  ]);
  await clock.passTo(clock.now() + 3_600_000, async () => {});
  await send(json({ id: "<no value>" }));
  expect(lines).toHaveLength(2);
});

test("a body that means nothing is understood: 202, and nothing is handed on", async () => {
  const { send, taken } = await door({ sources: [{ ...bell, signals: () => [] }] });
  const { status, said } = await send(json({ id: "a" }));
  expect([status, said]).toEqual([202, { status: "accepted", accepted: 0, alerts: [] }]);
  expect(taken).toEqual([]);
});

test("an answer names twenty of many", async () => {
  const { send } = await openDoor({
    sources: [alertmanager],
    endpoints: [{ source: "alertmanager", open: true, secrets: [] }],
    path: "/hooks/alertmanager",
  });
  const alerts = Array.from({ length: 200 }, (_, n) => ({ status: "firing", labels: { alertname: `A${n}` } }));
  const { said } = await send(json({ alerts }));
  expect([said.accepted, said.alerts.length]).toEqual([200, 20]);
});
