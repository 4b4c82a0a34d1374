import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLog } from "../../../src/base/log.ts";
import { Secret } from "../../../src/base/secret.ts";
import type { Answer } from "../../../src/out/slack/answer.ts";
import { openSlackClient, type SlackClientSettings, type Spend } from "../../../src/out/slack/client.ts";

const clock = systemClock();
const unlimited: Spend = async () => null;

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: string[];
let heard: Answer[];

beforeEach(async () => {
  requests = [];
  heard = [];
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function client(settings: Partial<SlackClientSettings> = {}) {
  const { port } = server.address() as AddressInfo;
  return openSlackClient({
    token: new Secret("xoxb-very-secret"),
    apiUrl: `http://127.0.0.1:${port}/api/`,
    timeoutMs: 300,
    clock,
    spend: unlimited,
    log: silentLog,
    heard: (_, one) => heard.push(one),
    ...settings,
  });
}

function says(body: unknown, status = 200, headers: Record<string, string> = {}) {
  answer = (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

describe("one call", () => {
  test("gives Slack's answer", async () => {
    says({ ok: true, channel: { id: "C1" } });
    expect(await client().call("conversations.create", { name: "a" })).toMatchObject({
      kind: "ok",
      data: { channel: { id: "C1" } },
    });
  });

  test("gives Slack's no in Slack's own code, with its details", async () => {
    says({
      ok: false,
      error: "invalid_blocks",
      response_metadata: { messages: ["[ERROR] no more than 50 items allowed"] },
    });
    expect(await client().call("chat.postMessage", { channel: "C1" })).toEqual({
      kind: "refused",
      error: "invalid_blocks",
      needed: null,
      details: ["[ERROR] no more than 50 items allowed"],
      people: [],
    });
  });

  test("names the scope that is missing", async () => {
    says({ ok: false, error: "missing_scope", needed: "pins:write", provided: "chat:write" });
    expect(await client().call("pins.add", {})).toMatchObject({
      kind: "refused",
      error: "missing_scope",
      needed: "pins:write",
    });
  });

  test.each(["invalid_auth", "token_revoked", "account_inactive", "not_authed"])(
    "with a token that answers %s is put off without a doubt, and heard as locked",
    async (error) => {
      says({ ok: false, error });
      const result = await client().call("chat.postMessage", { channel: "C1" });
      expect(result).toMatchObject({
        kind: "put-off",
        delivery: { outcome: "later", doubtful: false, why: expect.stringContaining(error) },
      });
      expect(JSON.stringify(result)).not.toContain("very-secret");
      expect(heard).toEqual([{ kind: "locked", error }]);
    },
  );
});

describe("no usable answer leaves a doubt", () => {
  const doubt = { kind: "put-off", delivery: { outcome: "later", doubtful: true } };

  test.each([500, 502, 503])("HTTP %d", async (status) => {
    says("<html>Bad gateway</html>", status);
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
    expect(requests).toHaveLength(1);
  });

  test.each(["internal_error", "fatal_error", "service_unavailable", "request_timeout"])("%s", async (error) => {
    says({ ok: false, error });
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
  });

  test("HTML with a 200, from something in between", async () => {
    says("<html>Sign in to the guest network</html>");
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
  });

  test("a connection that breaks", async () => {
    answer = (request) => request.socket.destroy();
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
    expect(requests).toHaveLength(1);
  });

  test("an answer that never comes, or never ends", async () => {
    answer = () => {};
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
    answer = (_, response) => void response.write('{"ok":');
    expect(await client().call("chat.postMessage", { channel: "C1" })).toMatchObject(doubt);
  });
});

describe("limits", () => {
  test("a 429 closes the method until Slack's time, and no other", async () => {
    says({ ok: false, error: "ratelimited" }, 429, { "retry-after": "30" });
    const slack = client();
    const before = clock.now();
    const first = await slack.call("chat.update", { channel: "C1" });
    expect(first).toMatchObject({ kind: "put-off", delivery: { outcome: "later", doubtful: false } });
    expect(first.kind === "put-off" && first.delivery.outcome === "later" && first.delivery.at).toBeGreaterThanOrEqual(
      before + 30_000,
    );

    says({ ok: true });
    expect(await slack.call("chat.update", { channel: "C2" })).toMatchObject({ kind: "put-off" });
    expect(await slack.call("pins.add", { channel: "C1" })).toMatchObject({ kind: "ok" });
    expect(requests).toEqual(["/api/chat.update", "/api/pins.add"]);
  });

  test("on a sped-up clock a 429 lasts as long in real time", async () => {
    says({ ok: false, error: "ratelimited" }, 429, { "retry-after": "2" });
    const before = clock.now();
    const result = await client({ pace: () => 60 }).call("chat.update", { channel: "C1" });
    expect(
      result.kind === "put-off" && result.delivery.outcome === "later" && result.delivery.at,
    ).toBeGreaterThanOrEqual(before + 120_000);
  });

  test("without budget nothing is called, and those who wait get a time each", async () => {
    const free = clock.now() + 1_000;
    const slack = client({ spend: async ([first]) => (first ? { limit: first.limit, at: free } : null) });
    const at = async (urgency: "page" | "card") => {
      const result = await slack.call("chat.update", { channel: "C1" }, urgency);
      return result.kind === "put-off" && result.delivery.outcome === "later" ? result.delivery.at : undefined;
    };
    expect([await at("card"), await at("card"), await at("card")]).toEqual([free, free + 1_200, free + 2_400]);
    expect(await at("page")).toBe(free);
    expect(requests).toEqual([]);
  });

  test("a post counts for its channel and for the workspace; what is not urgent leaves some", async () => {
    const asked: [string, number][] = [];
    const spend: Spend = async (all) => {
      for (const { limit, reserve } of all) asked.push([limit.key, reserve]);
      return null;
    };
    says({ ok: true });
    await client({ spend }).call("chat.postMessage", { channel: "C1" }, "page");
    await client({ spend }).call("chat.update", { channel: "C1" }, "card");
    await client({ spend }).call("auth.test", {});
    expect(asked).toEqual([
      ["post/C1", 0],
      ["chat.postMessage", 0],
      ["chat.update", 10],
    ]);
  });
});
