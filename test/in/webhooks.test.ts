import { connect } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type Log, silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { defineSource } from "../../src/in/source.ts";
import alertmanager from "../../src/in/sources/alertmanager.ts";
import type { Endpoint } from "../../src/in/webhooks/endpoints.ts";
import { StoreBusy, StoreFull, StoreGone } from "../../src/store/errors.ts";
import { type DoorParts, openDoor } from "../kit/door.ts";

const path = "/hooks/alertmanager";
const open: Endpoint = { source: "alertmanager", open: true, secrets: [] };

function firing(...names: string[]): string {
  const alerts = names.map((name) => ({
    status: "firing",
    labels: { alertname: name, severity: "critical" },
    annotations: {},
    startsAt: "2026-11-21T10:00:00Z",
  }));
  return JSON.stringify({ version: "4", groupKey: "{}", alerts });
}

const door = (own: Partial<DoorParts> = {}) => openDoor({ sources: [alertmanager], endpoints: [open], path, ...own });

/** Sends bytes as they are, and gives what comes back. */
function wire(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    let back = "";
    const socket = connect(port, "127.0.0.1", () => {
      for (const part of parts) socket.write(part);
    });
    socket.on("data", (data) => {
      back += data.toString();
    });
    socket.on("close", () => resolve(back));
    socket.on("error", () => resolve(back));
  });
}

describe("what is good", () => {
  test("every alert of a body is taken in one intake, and the answer names them", async () => {
    const { send, taken, answers } = await door();
    const { status, said, headers } = await send(firing("A", "B"));
    expect(status).toBe(202);
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(said).toMatchObject({
      status: "accepted",
      accepted: 2,
      alerts: [expect.stringMatching(/^alertmanager:/), expect.stringMatching(/^alertmanager:/)],
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({ source: "alertmanager", keyHoldsMs: 60_000 });
    expect(taken[0]?.signals.map((signal) => signal.title)).toEqual(["A", "B"]);
    expect(answers).toEqual([["alertmanager", 202]]);
  });

  test("the answer goes out after the commit, and not before", async () => {
    const commits: (() => void)[] = [];
    const { send } = await door({ intake: () => new Promise((resolve) => commits.push(() => resolve("taken"))) });
    let answered = false;
    const sent = send(firing("A")).then((result) => {
      answered = true;
      return result;
    });
    await expect.poll(() => commits.length).toBe(1);
    expect(answered).toBe(false);
    commits[0]?.();
    expect((await sent).status).toBe(202);
  });

  test("the same body is the same key, another body or endpoint is not", async () => {
    const { send, taken } = await door({ endpoints: [open, { ...open, name: "eu" }] });
    await send(firing("A"));
    await send(firing("A"));
    await send(firing("A"), { to: `${path}/eu` });
    await send(firing("B"));
    const keys = taken.map((intake) => intake.key);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
    expect(taken[2]?.signals[0]?.identity).toMatch(/^alertmanager@eu:/);
  });

  test("a redelivery is answered 200 and `seen`", async () => {
    const { send } = await door({ intake: async () => "seen" });
    expect(await send(firing("A"))).toMatchObject({ status: 200, said: { status: "seen" } });
  });

  test.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
    ["identity", (body: string) => Buffer.from(body)],
  ] as const)("%s is unpacked", async (encoding, pack) => {
    const { send } = await door();
    const { status } = await send(pack(firing("A")), { headers: { "content-encoding": encoding } });
    expect(status).toBe(202);
  });

  test("JSON is JSON, whatever its type is called, with a byte order mark, in pieces", async () => {
    const { send, port, taken } = await door();
    expect((await send(`\ufeff${firing("A")}`, { headers: { "content-type": "text/plain" } })).status).toBe(202);
    const body = firing("ü😀");
    const bytes = Buffer.from(body);
    const cut = bytes.indexOf("ü") + 1;
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n`;
    const chunk = (part: Buffer) =>
      Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
    const back = await wire(port, head, chunk(bytes.subarray(0, cut)), chunk(bytes.subarray(cut)), "0\r\n\r\n");
    expect(back).toContain("202 Accepted");
    expect(taken[1]?.signals[0]?.title).toBe("ü😀");
  });

  test("a connection carries one request after the other", async () => {
    const { port } = await door();
    const body = firing("A");
    const one = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const back = await wire(port, one, one, `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(back.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 202", "HTTP/1.1 202", "HTTP/1.1 405"]);
  });

  test("what is not under /hooks/ is somebody else's", async () => {
    const { at } = await door();
    expect((await fetch(`${at}/healthz`)).status).toBe(418);
  });
});

describe("what is bad", () => {
  /** Every no is a problem as RFC 9457 has it, in a sentence, and takes nothing. */
  async function refused(sent: ReturnType<Awaited<ReturnType<typeof door>>["send"]>, status: number, words: RegExp) {
    const { status: got, headers, said } = await sent;
    expect(got).toBe(status);
    expect(headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(said).toMatchObject({ type: "about:blank", status, title: expect.any(String) });
    expect(said.detail).toMatch(words);
    return said;
  }

  test.each(["GET", "PUT", "PATCH", "DELETE"])("%s is the wrong method", async (method) => {
    const { at, taken } = await door();
    const res = await fetch(at + path, { method });
    expect(res.status).toBe(405);
    expect(res.headers.get("allow")).toBe("POST, HEAD, OPTIONS");
    expect(taken).toEqual([]);
  });

  test("an unknown source is met with the nearest one", async () => {
    const { send, answers } = await door();
    await refused(send(firing("A"), { to: "/hooks/alertmanger" }), 404, /Did you mean `alertmanager`\?/);
    await refused(send(firing("A"), { to: "/hooks/" }), 404, /Name a source after \/hooks\//);
    await refused(
      send(firing("A"), { to: "/hooks/alertmanager/eu" }),
      404,
      /no endpoint `alertmanager\/eu`.*sitrep\.yml/,
    );
    expect(answers).toEqual(Array(3).fill(["unknown", 404]));
  });

  test.each([
    ["nothing", "", /empty/],
    ["text", "hello", /a value was expected at position 0 \(line 1, column 1\)/],
    ["a cut-off body", '{"alerts": [', /ends too early/],
    ["an open string", '{"alerts": "x', /expected at position 11/],
    ["a comma too many", '{"a": 1,\n "b": [1, 2,]}', /a value was expected at position 21 \(line 2, column 13\)/],
    ["a missing comma", '{"a": 1 "b": 2}', /a comma or } was expected at position 8/],
    ["a missing colon", '{"a" 1}', /a colon was expected at position 5/],
    ["single quotes", "{'a': 1}", /a name in double quotes was expected at position 1/],
    ["two documents", "{} {}", /nothing more was expected at position 3/],
    ["a number", "12", /single value/],
    ["a word", '"down"', /single value/],
    ["null", "null", /single value/],
    ["an empty object", "{}", /says nothing/],
    ["an empty list", "[]", /says nothing/],
    ["what is nested too deep", `${"[".repeat(2_000)}${"]".repeat(2_000)}`, /more than 64 levels/],
    ["a multipart form that was cut off", '--x\r\ncontent-disposition: form-data; name="data"\r\n\r\n{}', /cut off/],
  ])("%s is no JSON, and the answer says where", async (_name, body, words) => {
    const { send, taken } = await door();
    await refused(send(body), 400, words);
    expect(taken).toEqual([]);
  });

  test("bytes that are no UTF-8 are not guessed at", async () => {
    const { send } = await door();
    await refused(send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])), 400, /not UTF-8/);
  });

  test("5 MB is too much, told at once and before it was read", async () => {
    const { send, port, taken } = await door();
    await refused(send(Buffer.alloc(5_000_000, 32)), 413, /larger than 2097152 bytes/);
    const back = await wire(
      port,
      `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 5000000\r\n\r\n{`,
    );
    expect(back).toContain("413");
    expect(taken).toEqual([]);
  });

  test("5 MB in pieces of unknown number is cut off at the limit", async () => {
    const { at, send } = await door();
    const piece = Buffer.alloc(64 * 1024, 32);
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent >= 5_000_000) return controller.close();
        sent += piece.length;
        controller.enqueue(piece);
      },
    });
    const res = await fetch(at + path, { method: "POST", body: stream, duplex: "half" } as RequestInit);
    expect(res.status).toBe(413);
    expect((await send(firing("A"))).status).toBe(202);
  });

  test("a gzip bomb is stopped at the limit, not unpacked", async () => {
    const { send } = await door();
    const bomb = gzipSync(Buffer.alloc(200_000_000, 32));
    expect(bomb.length).toBeLessThan(250_000);
    const before = process.memoryUsage().rss;
    await refused(send(bomb, { headers: { "content-encoding": "gzip" } }), 413, /when unpacked/);
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
  });

  test.each([
    ["gzip", "{}", 400, /says it is gzip, and is not/],
    ["gzip", gzipSync("{}").subarray(0, 15), 400, /says it is gzip/],
    ["deflate", deflateRawSync("{}"), 400, /says it is deflate/],
    ["zstd", "{}", 415, /packed as zstd/],
    ["gzip, gzip", "{}", 415, /packed as gzip, gzip/],
  ] as const)("%s that cannot be unpacked is refused", async (encoding, body, status, words) => {
    const { send } = await door();
    await refused(send(body as string, { headers: { "content-encoding": encoding } }), status, words);
  });

  test.each(["https://evil.example", "null", "http://localhost:1", "nonsense"])(
    "a web page of another origin (%s) is turned away",
    async (origin) => {
      const { send, taken } = await door();
      await refused(send(firing("A"), { headers: { origin } }), 403, /another origin/);
      expect(taken).toEqual([]);
    },
  );

  test("a name that resolves to this machine is foreign, our own page is not", async () => {
    const { port } = await door();
    const body = firing("A");
    const ask = (host: string) =>
      wire(
        port,
        `POST ${path} HTTP/1.1\r\nhost: ${host}\r\norigin: http://${host}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    expect(await ask("rebound.example:80")).toContain("403");
    expect(await ask(`127.0.0.1:${port}`)).toContain("202");
  });

  test("a sender that goes away in the middle leaves nothing behind", async () => {
    const { port, send, taken } = await door({ most: { waiting: 10, bytes: 1_000 } });
    for (let n = 0; n < 3; n++) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, "127.0.0.1", () =>
          socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n\r\n${"x".repeat(800)}`),
        );
        setTimeout(() => socket.destroy(), 30);
        socket.on("close", () => resolve());
      });
    }
    await expect.poll(async () => (await send(firing("A"))).status).toBe(202);
    expect(taken).toHaveLength(1);
  });
});

describe("secrets", () => {
  const closed: Endpoint = {
    source: "alertmanager",
    open: false,
    secrets: [new Secret("old one"), new Secret("new:one")],
  };
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });

  test.each([
    ["bearer", { authorization: "Bearer old one" }, ""],
    ["bearer in any case", { authorization: "bearer new:one" }, ""],
    ["basic, as the password", basic("alertmanager:old one"), ""],
    ["basic, with a colon in it", basic("alertmanager:new:one"), ""],
    ["the address", {}, "?token=old%20one"],
  ])("shown as %s, it opens the door", async (_name, headers, query) => {
    const { send } = await door({ endpoints: [closed] });
    expect((await send(firing("A"), { headers: headers as Record<string, string>, to: path + query })).status).toBe(
      202,
    );
  });

  test.each([
    ["none", {}, ""],
    ["a wrong one", { authorization: "Bearer old onf" }, ""],
    ["a part of one", { authorization: "Bearer old" }, ""],
    ["an empty one", { authorization: "Bearer " }, "?token="],
    ["no scheme", { authorization: "old one" }, ""],
    ["the name instead of the password", basic("old one:x"), ""],
  ])("%s does not", async (_name, headers, query) => {
    const { send, taken, answers } = await door({ endpoints: [closed] });
    const {
      status,
      headers: back,
      said,
    } = await send(firing("A"), { headers: headers as Record<string, string>, to: path + query });
    expect(status).toBe(401);
    expect(back.get("www-authenticate")).toContain("Bearer");
    expect(JSON.stringify(said)).not.toMatch(/old one|new:one/);
    expect(taken).toEqual([]);
    expect(answers).toEqual([["alertmanager", 401]]);
  });

  test("an endpoint without secrets that is not open lets nobody in", async () => {
    const { send } = await door({ endpoints: [{ ...closed, secrets: [] }] });
    expect((await send(firing("A"), { headers: { authorization: "Bearer " } })).status).toBe(401);
  });

  test("an open endpoint asks for nothing, and minds nothing", async () => {
    const { send } = await door();
    expect((await send(firing("A"), { headers: { authorization: "Bearer whatever" } })).status).toBe(202);
  });

  test("a signature of the sender's own opens the door instead, over the bytes as they came", async () => {
    const signed = defineSource({
      ...alertmanager,
      verify: ({ raw, headers }, secrets) =>
        secrets.some((secret) => headers["x-signed"] === `${secret.reveal()}/${raw.length}`),
    });
    const { send } = await door({ endpoints: [closed], sources: [signed] });
    const body = firing("A");
    expect((await send(body, { headers: { "x-signed": `old one/${body.length}` } })).status).toBe(202);
    expect((await send(body, { headers: { "x-signed": `old one/${body.length + 1}` } })).status).toBe(401);
    expect((await send("no json", { headers: {} })).status).toBe(401);
    expect((await send(body, { headers: { authorization: "Bearer old one" } })).status).toBe(202);
  });

  test("what is wrong is written to the log once an hour, without the secret", async () => {
    const lines: unknown[][] = [];
    const log = { ...silentLog, warn: (...line: unknown[]) => lines.push(line) } as unknown as Log;
    const { send, clock } = await door({ endpoints: [closed], log });
    for (let n = 0; n < 3; n++) await send(firing("A"), { headers: { authorization: "Bearer guessed" } });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/guessed|old one/);
    await clock.passTo(clock.now() + 3_600_000, async () => {});
    await send(firing("A"));
    expect(lines).toHaveLength(2);
  });
});

describe("trouble of our own", () => {
  test.each([
    ["a full disk", new StoreFull("x"), 503, "30"],
    ["a busy store", new StoreBusy("x"), 503, "1"],
    ["a store that is away", new StoreGone("x"), 503, "5"],
    ["a bug", new Error("secret detail"), 500, null],
  ])("%s is never the sender's fault", async (_name, error, status, retryAfter) => {
    const { send } = await door({ intake: () => Promise.reject(error) });
    const { status: got, headers, said } = await send(firing("A"));
    expect(got).toBe(status);
    expect(headers.get("retry-after")).toBe(retryAfter);
    expect(JSON.stringify(said)).not.toContain("secret detail");
  });

  test("more than can wait is put off, and taken when there is room again", async () => {
    const commits: (() => void)[] = [];
    const { send } = await door({
      most: { waiting: 2, bytes: 1_000_000 },
      intake: () => new Promise((resolve) => commits.push(() => resolve("taken"))),
    });
    const first = [send(firing("A")), send(firing("B"))];
    await expect.poll(() => commits.length).toBe(2);
    const { status, headers } = await send(firing("C"));
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("1");
    for (const commit of commits) commit();
    expect((await Promise.all(first)).map((one) => one.status)).toEqual([202, 202]);
    const later = send(firing("C"));
    await expect.poll(() => commits.length).toBe(3);
    commits[2]?.();
    expect((await later).status).toBe(202);
  });

  test("a sender that floods is put off before others are", async () => {
    const commits: (() => void)[] = [];
    const { send } = await door({
      endpoints: [open, { ...open, name: "quiet" }],
      most: { waiting: 8, bytes: 1_000_000 },
      intake: () => new Promise((resolve) => commits.push(() => resolve("taken"))),
    });
    const loud = Array.from({ length: 12 }, (_, n) => send(firing(`A${n}`)));
    await expect.poll(() => commits.length).toBe(5);
    const quiet = send(firing("B"), { to: `${path}/quiet` });
    await expect.poll(() => commits.length).toBe(6);
    for (const commit of commits) commit();
    expect((await quiet).status).toBe(202);
    const answers = (await Promise.all(loud)).map(({ status, headers }) => [status, headers.get("retry-after")]);
    expect(answers.filter(([status]) => status === 202)).toHaveLength(5);
    expect(answers.filter(([status, after]) => status === 503 && after === "1")).toHaveLength(7);
  });

  test("bodies that would not fit into memory together are put off", async () => {
    const { send } = await door({ most: { waiting: 10, bytes: 50 } });
    expect((await send(firing("A"))).status).toBe(503);
    expect((await send(firing("A"))).status).toBe(503);
  });

  test("at shutdown what came before is answered, what comes after is put off", async () => {
    const commits: (() => void)[] = [];
    const { send, hooks } = await door({
      intake: () => new Promise((resolve) => commits.push(() => resolve("taken"))),
    });
    const before = send(firing("A"));
    await expect.poll(() => commits.length).toBe(1);
    let drained = false;
    const draining = hooks.drain().then(() => (drained = true));
    const after = await send(firing("B"));
    expect(after.status).toBe(503);
    expect(after.headers.get("connection")).toBe("close");
    expect(drained).toBe(false);
    commits[0]?.();
    expect((await before).status).toBe(202);
    await draining;
  });
});

describe("?explain=1", () => {
  test("says how a body would be read, grouped and ruled, and changes nothing", async () => {
    const { send, taken } = await door();
    const body = JSON.parse(firing("Down", "Slow", "Odd"));
    body.alerts[1].labels.severity = "warning";
    delete body.alerts[2].labels.severity;
    const { status, said } = await send(JSON.stringify(body), { to: `${path}?explain=1` });
    expect(status).toBe(200);
    expect(said).toMatchObject({ status: "explained", changed: false });
    expect(said.alerts).toHaveLength(3);
    expect(said.alerts[0]).toMatchObject({
      title: "Down",
      status: "firing",
      group: { about: "alertmanager {}" },
      rule: { name: "critical", outcome: "declare", severity: "SEV1" },
    });
    expect(said.alerts[0].steps).toEqual([
      expect.stringMatching(/^Read as firing since 2026-11-21T10:00Z: Down\./),
      "Rule critical matches and decides: severity is critical.",
      expect.stringContaining("the sender's own group"),
      expect.stringContaining("would declare a SEV1"),
    ]);
    expect(said.alerts[1].steps.at(-1)).toContain("would propose a SEV3");
    expect(said.alerts[2]).toMatchObject({
      rule: null,
      steps: expect.arrayContaining([
        "Rule warning does not match: severity is missing, not warning.",
        "No rule decides.",
        expect.stringContaining("would be listed"),
      ]),
    });
    expect(taken).toEqual([]);
  });

  test("says what is to be mended at the sender, and why no alert comes of what is no news", async () => {
    const left = JSON.parse(firing("Down"));
    left.truncatedAlerts = 3;
    const { send, at } = await door();
    const { said } = await send(JSON.stringify(left), { to: `${path}?explain=1` });
    expect(said.notices).toEqual([expect.stringContaining("left 3 alerts out of a message")]);
    // and it is laid out for a person
    const shown = await fetch(`${at}${path}?explain=1`, { method: "POST", body: firing("Down") });
    expect(await shown.text()).toContain('\n  "alerts": [\n');
    expect((await send(firing("Down"), { to: `${path}?explain=1` })).said.notices).toBeUndefined();
  });

  test("asks no rule about what cannot be read, and says so once", async () => {
    const { send } = await door();
    const { said } = await send('{"alerts": "x"}', { to: `${path}?explain=1` });
    expect(said.alerts[0].steps).toEqual([
      expect.stringContaining("It could not be read"),
      "No rule is asked that does not name messages that could not be read.",
      expect.stringContaining("Grouped by"),
      expect.stringContaining("would be listed"),
    ]);
  });

  test("says why a body cannot be read, and asks for the secret like any other", async () => {
    const { send } = await door({ endpoints: [{ ...open, open: false, secrets: [new Secret("s")] }] });
    expect((await send("{", { to: `${path}?explain=1&token=s` })).status).toBe(400);
    expect((await send(firing("A"), { to: `${path}?explain=1` })).status).toBe(401);
  });
});

describe("what is wrong with a body", () => {
  test.each([
    ['{"a":1}', "at /alerts: it is missing; expected a list."],
    ['{"alerts":"x"}', "at /alerts: expected a list, not a text."],
    ['{"alerts":[]}', "at /alerts: the list is empty."],
    ['{"alerts":[{"status":"burning"}]}', 'at /alerts/0/status: expected "firing" or "resolved".'],
    ['{"alerts":[{"labels":"x"}]}', "at /alerts/0/labels: expected an object of names and values."],
  ])("%s is told in plain words", async (body, words) => {
    const { send } = await door();
    expect((await send(body)).said.detail).toContain(words);
  });
});

describe("what was meant to wake us, and cannot be read", () => {
  const burning = {
    alerts: [
      { status: "firing", labels: { alertname: "A" } },
      { status: "burning" },
      { labels: "x", status: "resolved" },
    ],
  };

  test("is kept whole as one alert that says why", async () => {
    const { send, taken } = await door();
    const body = JSON.stringify(burning);
    const { status, said } = await send(body);
    expect(status).toBe(202);
    expect(said).toMatchObject({ status: "unreadable", accepted: 1 });
    expect(said.detail).toMatch(/not as alertmanager writes it at \/alerts\//);
    const [signal] = taken[0]?.signals ?? [];
    expect(taken[0]?.signals).toHaveLength(1);
    expect(signal).toMatchObject({
      source: "alertmanager",
      identity: expect.stringMatching(/^alertmanager:unread:[0-9a-f]{16}$/),
      status: "firing",
      title: "alertmanager: an alert that could not be read",
      unread: said.detail,
      severityHint: null,
      labels: {},
    });
    expect(signal?.level ?? null).toBeNull();
    expect(signal?.description).toContain(body);
  });

  test("is the same alert when it comes again, and another at another endpoint", async () => {
    const { send, taken } = await door({ endpoints: [open, { ...open, name: "eu" }] });
    await send('{"a":1}');
    await send('{"a":1}');
    await send('{"a":2}');
    await send('{"a":1}', { to: `${path}/eu` });
    const [first, again, other, eu] = taken.map(({ signals }) => signals[0]?.identity);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(eu).toMatch(/^alertmanager@eu:unread:/);
  });

  test.each([
    ["a form", "alerts=1&x=2", {}],
    ["a careless form", "alerts=one two&x={", { "content-type": "application/x-www-form-urlencoded" }],
    ["a list", "[1]", {}],
  ])("may be %s", async (_name, body, headers) => {
    const { send, taken } = await door();
    const { said } = await send(body, { headers: headers as Record<string, string> });
    expect(said.status).toBe("unreadable");
    expect(taken[0]?.signals[0]?.description).toContain(body);
  });

  test("is shown without what would deceive a reader, and not at full length", async () => {
    const { send, taken } = await door();
    await send(`{"a":"\u202egnp.exe","b":"${"x".repeat(100_000)}"}`);
    const { description } = taken[0]?.signals[0] ?? {};
    expect(description).not.toContain("\u202e");
    expect(description?.length).toBeLessThan(5_000);
  });

  test("is explained as such, and nothing is kept", async () => {
    const { send, taken } = await door();
    const { status, said } = await send(JSON.stringify(burning), { to: `${path}?explain=1` });
    expect(status).toBe(200);
    expect(said.alerts).toMatchObject([{ title: "alertmanager: an alert that could not be read" }]);
    expect(taken).toEqual([]);
  });

  test("may be found out by the source itself", async () => {
    const picky = defineSource({
      ...alertmanager,
      signals: (body, reading) =>
        alertmanager.signals(body, reading).map((signal) => ({ ...signal, unread: "It is in no language of ours." })),
    });
    const { send } = await door({ sources: [picky] });
    const { status, said } = await send(firing("A"));
    expect([status, said]).toEqual([
      202,
      expect.objectContaining({ status: "unreadable", detail: "It is in no language of ours.", accepted: 1 }),
    ]);
  });

  test("because of us is kept as well, and logged", async () => {
    const lines: unknown[][] = [];
    const log = { ...silentLog, error: (...line: unknown[]) => lines.push(line) } as unknown as Log;
    const clumsy = defineSource({
      ...alertmanager,
      signals: () => {
        throw new Error("stumbled");
      },
    });
    const { send, taken } = await door({ sources: [clumsy], log });
    const { status, said } = await send(firing("A"));
    expect(status).toBe(202);
    expect(said).toMatchObject({ status: "unreadable", detail: expect.stringContaining("a fault of ours") });
    expect(taken[0]?.signals[0]?.description).toContain('"alertname":"A"');
    expect(lines).toHaveLength(1);
  });
});
