import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { openWorkspace } from "../../src/workspace/workspace.ts";
import { api, handClock, type Json, people, workspace } from "./kit.ts";
import { manifest } from "./manifest.ts";

async function dataFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "workspace-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "workspace.db");
}

const open = (options: object) =>
  openWorkspace({ clock: systemClock(), port: 0, manifest: manifest(), log: silentLog, settleMs: 20, ...options });

describe("a restart", () => {
  test("finds the same people, channels, messages and files, with new tokens", async () => {
    const file = await dataFile();
    const first = await open({ dataFile: file });
    const { channel } = await api(first)("conversations.create", { name: "inc-1" });
    const posted = await api(first)("chat.postMessage", { channel: channel.id, text: "card" });
    await api(first)("pins.add", { channel: channel.id, timestamp: posted.ts });
    await api(first)("chat.update", { channel: channel.id, ts: posted.ts, text: "newer card" });
    const [before, identity] = [await people(first).state(), await api(first)("auth.test")];
    await first.close();

    const second = await open({ dataFile: file });
    onTestFinished(() => second.close());
    const after = await people(second).state();
    expect({ users: after.users, team: after.team }).toEqual({ users: before.users, team: before.team });
    expect(after.channels.map(({ id }: Json) => id).toSorted()).toEqual(
      before.channels.map(({ id }: Json) => id).toSorted(),
    );
    expect((await api(second)("auth.test")).bot_id).toBe(identity.bot_id);
    expect((await people(second).messages("inc-1")).at(-1)).toMatchObject({
      ts: posted.ts,
      text: "newer card",
      pinned: true,
    });
    expect((await api(second, first.tokens.bot)("auth.test")).error).toBe("invalid_auth");
    expect((await api(second)("conversations.create", { name: "inc-1" })).error).toBe("name_taken");
  });

  test("never lets ts go back, even when the clock does", async () => {
    const file = await dataFile();
    const late = await open({ dataFile: file, clock: handClock(Date.parse("2026-11-21T12:00:00Z")) });
    const channel = (await people(late).channel("general")).id;
    const before = await api(late)("chat.postMessage", { channel, text: "late" });
    await late.close();
    const early = await open({ dataFile: file, clock: handClock(Date.parse("2026-11-21T11:00:00Z")) });
    onTestFinished(() => early.close());
    const after = await api(early)("chat.postMessage", { channel, text: "early" });
    expect(Number(after.ts)).toBeGreaterThan(Number(before.ts));
  });
});

describe("product time", () => {
  test("is the given clock's, and cannot be changed from outside then", async () => {
    const slack = await workspace({ clock: handClock(Date.parse("2026-11-21T03:00:00Z")) });
    const { ts } = await people(slack).say("alice", "incidents", "at three in the morning");
    expect(Number(ts)).toBeCloseTo(Date.parse("2026-11-21T03:00:00Z") / 1_000, 3);
    expect((await people(slack).state()).now).toBe("2026-11-21T03:00:00.000Z");
    expect(await people(slack).post("clock", { speed: 60 })).toMatchObject({ status: 409, error: "clock_is_not_ours" });
  });

  test("runs faster when the workspace owns it, goes on from there after a restart, and never back", async () => {
    const file = await dataFile();
    const first = await open({ dataFile: file, speed: 1 });
    expect(await people(first).post("clock", { speed: 100_000 })).toMatchObject({ ok: true, speed: 100_000 });
    const start = first.clock.now();
    while (first.clock.now() < start + 60 * 60_000) await people(first).state();
    const reached = first.clock.now();
    expect(await people(first).post("clock", { speed: 0 })).toMatchObject({ error: "invalid_speed" });
    await first.close();
    const second = await open({ dataFile: file, speed: 1 });
    onTestFinished(() => second.close());
    expect(second.clock.now()).toBeGreaterThanOrEqual(reached);
    const clock = await people(second).get("clock");
    expect(clock).toMatchObject({ real: expect.any(Number), product: expect.any(Number), speed: 1 });
    expect(clock.now).toBeGreaterThanOrEqual(reached);
    expect(second.anchor()).toMatchObject({ speed: 1 });
  });
});

test("an app finds what it needs to attach", async () => {
  const slack = await workspace();
  const attach = await people(slack).get("attach");
  expect(attach).toMatchObject({ url: slack.url, tokens: slack.tokens, anchor: { speed: 1 } });
  expect((await api(attach)("auth.test")).ok).toBe(true);
});

describe("who may ask", () => {
  const ask = (url: string, path: string, headers: Record<string, string>) =>
    new Promise<number>((tell, fail) => {
      const { port } = new URL(url);
      const call = request({ host: "127.0.0.1", port, path, headers }, (response) => {
        response.resume();
        tell(response.statusCode ?? 0);
      });
      call.on("error", fail);
      call.end();
    });

  test("this machine by its loopback names, and the page that was served from here", async () => {
    const { url } = await workspace();
    const { host, port } = new URL(url);
    expect(await ask(url, "/local/state", { host })).toBe(200);
    expect(await ask(url, "/local/state", { host: `localhost:${port}` })).toBe(200);
    expect(await ask(url, "/local/state", { host, origin: url })).toBe(200);
  });

  test("no other web page, and no other name for this machine", async () => {
    const { url } = await workspace();
    const { host } = new URL(url);
    for (const path of ["/local/state", "/local/attach", "/api/auth.test"]) {
      expect(await ask(url, path, { host: "evil.example" })).toBe(403);
      expect(await ask(url, path, { host, origin: "https://evil.example" })).toBe(403);
      expect(await ask(url, path, { host, origin: "null" })).toBe(403);
      expect(await ask(url, path, { host, "sec-fetch-site": "cross-site" })).toBe(403);
    }
  });
});

describe("the page", () => {
  test("is served with its types and a strict policy, and nothing beside it", async () => {
    const { url } = await workspace();
    const page = await fetch(`${url}/`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    const script = await fetch(`${url}/page/api.js`);
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    for (const path of [
      "/page/../workspace.ts",
      "/page/%2e%2e%2fworkspace.ts",
      "/page/tsconfig.json",
      "/page/wire.ts",
      "/page/none.js",
      "/nothing",
    ])
      expect((await fetch(url + path)).status).toBe(404);
  });
});

describe("the stream", () => {
  test("begins with the whole state and tells what changes", async () => {
    const slack = await workspace();
    const leave = new AbortController();
    const response = await fetch(`${slack.url}/local/stream`, { signal: leave.signal });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const lines: Json[] = [];
    const reading = (async () => {
      const decoder = new TextDecoder();
      let rest = "";
      for await (const part of response.body ?? []) {
        const parts = (rest + decoder.decode(part as Uint8Array, { stream: true })).split("\n\n");
        rest = parts.pop() ?? "";
        lines.push(...parts.map((line) => JSON.parse(line.replace(/^data: /, ""))));
        if (lines.some(({ type }) => type === "call")) leave.abort();
      }
    })().catch(() => undefined);
    const channel = (await people(slack).channel("general")).id;
    await people(slack).say("alice", "general", "hello");
    await people(slack).say("alice", "general", "/incident");
    await api(slack)("chat.postEphemeral", { channel, user: await people(slack).user("alice"), text: "psst" });
    await reading;
    const types = lines.map(({ type }) => type);
    expect(types[0]).toBe("state");
    expect(types).toEqual(expect.arrayContaining(["message", "notice", "ephemeral", "call"]));
    expect(lines.find(({ type }) => type === "message")).toMatchObject({
      channel,
      message: { text: "hello", pinned: false },
    });
    expect(lines.find(({ type }) => type === "notice")).toMatchObject({
      error: "dispatch_failed",
      text: expect.stringContaining("/incident failed"),
    });
  });
});

describe("opening", () => {
  test("is refused for a manifest that Slack would refuse", async () => {
    const app = manifest();
    app.oauth_config.scopes.bot = app.oauth_config.scopes.bot?.filter((scope) => scope !== "reactions:read");
    await expect(open({ manifest: app })).rejects.toThrow(/reaction_added needs the scope reactions:read/);
  });

  test("is refused when the port is taken", async () => {
    const slack = await workspace();
    await expect(open({ port: Number(new URL(slack.url).port) })).rejects.toThrow(/EADDRINUSE/);
  });
});
