import { ErrorCode, WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import { api, handClock, type Json, people, workspace } from "./kit.ts";
import { manifest } from "./manifest.ts";

const bare = async (url: string, init: RequestInit): Promise<Json> => (await fetch(url, init)).json();

describe("tokens", () => {
  test("only those of this run are accepted, each for its own methods", async () => {
    const slack = await workspace();
    expect(await api(slack, "")("auth.test")).toMatchObject({ ok: false, error: "not_authed" });
    expect(await api(slack, "xoxb-of-another-run")("auth.test")).toMatchObject({ ok: false, error: "invalid_auth" });
    expect(await api(slack, slack.tokens.app)("users.list")).toMatchObject({ error: "not_allowed_token_type" });
    expect(await api(slack)("apps.connections.open")).toMatchObject({ error: "not_allowed_token_type" });
    expect((await api(slack)("auth.test")).ok).toBe(true);
  });

  test("are never in the record of the calls", async () => {
    const slack = await workspace();
    const form = { method: "POST", body: new URLSearchParams({ token: slack.tokens.bot, limit: "1" }) };
    expect((await bare(`${slack.url}/api/users.list`, form)).ok).toBe(true);
    expect(slack.calls()).toMatchObject([{ method: "users.list", args: { limit: "1" }, ok: true }]);
    expect(JSON.stringify(slack.calls())).not.toContain(slack.tokens.bot);
  });
});

test("arguments may come as form, JSON or query, and a body that is no JSON is refused", async () => {
  const slack = await workspace();
  const authorization = `Bearer ${slack.tokens.bot}`;
  const url = `${slack.url}/api/conversations.create`;
  const headers = { authorization, "content-type": "application/json; charset=utf-8" };
  const json = await bare(url, {
    method: "POST",
    headers,
    body: JSON.stringify({ name: "by-json", is_private: true }),
  });
  expect(json.channel).toMatchObject({ name: "by-json", is_private: true });
  const broken = await bare(url, { method: "POST", headers, body: "{" });
  expect(broken).toMatchObject({ ok: false, error: "invalid_form_data" });
  const read = await bare(`${slack.url}/api/conversations.info?channel=${json.channel.id}`, {
    headers: { authorization },
  });
  expect(read.channel.name).toBe("by-json");
});

describe("scopes", () => {
  const without = (...gone: string[]) => {
    const app = manifest();
    app.oauth_config.scopes.bot = app.oauth_config.scopes.bot?.filter((scope) => !gone.includes(scope));
    return app;
  };

  for (const [scope, method, args] of [
    ["pins:write", "pins.add", { channel: "C1", timestamp: "1" }],
    ["bookmarks:write", "bookmarks.add", { channel_id: "C1" }],
    ["chat:write", "chat.postMessage", { channel: "C1", text: "x" }],
    ["channels:manage", "conversations.create", { name: "x" }],
    ["groups:write", "conversations.create", { name: "x", is_private: true }],
    ["users:read.email", "users.lookupByEmail", { email: "a@b.c" }],
    ["reactions:write", "reactions.add", { channel: "C1", timestamp: "1", name: "eyes" }],
    ["files:write", "files.getUploadURLExternal", { filename: "a", length: 1 }],
    ["im:write", "conversations.open", { users: "U1" }],
    ["team:read", "team.info", {}],
  ] as const)
    test(`${method} without ${scope} is refused, and says what is needed`, async () => {
      const slack = await workspace({ manifest: without(scope) });
      const refused = await api(slack)(method, args);
      expect(refused).toMatchObject({ ok: false, error: "missing_scope" });
      expect(refused.needed.split(",")).toContain(scope);
      expect(refused.provided).toContain("commands");
      expect(refused.provided.split(",")).not.toContain(scope);
    });

  test("tell nobody's address without their own", async () => {
    const slack = await workspace({ manifest: without("users:read.email") });
    const { members } = await api(slack)("users.list");
    expect(JSON.stringify(members)).not.toContain("@example.com");
  });
});

describe("rate limits", () => {
  test("a method of tier 2 may be called 20 times, then again after Retry-After", async () => {
    const protocolClock = handClock();
    const slack = await workspace({ rateLimits: true, protocolClock });
    const call = api(slack);
    for (let calls = 0; calls < 20; calls++) expect((await call("users.list")).ok).toBe(true);
    const refused = await call("users.list");
    expect(refused).toMatchObject({ status: 429, ok: false, error: "ratelimited" });
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    // Only that method is blocked.
    expect((await call("auth.test")).ok).toBe(true);
    protocolClock.pass(wait * 1_000);
    expect((await call("users.list")).ok).toBe(true);
  });

  test("a channel takes one message a second, and a short burst", async () => {
    const protocolClock = handClock();
    const slack = await workspace({ rateLimits: true, protocolClock });
    const call = api(slack);
    const { channel } = await call("conversations.create", { name: "busy" });
    const other = (await call("conversations.create", { name: "quiet" })).channel.id;
    const post = (to = channel.id) => call("chat.postMessage", { channel: to, text: "x" });
    for (let posts = 0; posts < 5; posts++) expect((await post()).ok).toBe(true);
    expect(await post()).toMatchObject({ status: 429 });
    expect((await post(other)).ok).toBe(true);
    protocolClock.pass(1_000);
    expect((await post()).ok).toBe(true);
    expect(await post()).toMatchObject({ status: 429 });
  });

  test("reach the SDK as its own error", async () => {
    const slack = await workspace({ rateLimits: true, protocolClock: handClock() });
    const client = new WebClient(slack.tokens.bot, {
      slackApiUrl: `${slack.url}/api/`,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
    });
    const codes: string[] = [];
    for (let calls = 0; calls < 21; calls++) await client.users.list({}).catch(({ code }) => codes.push(code));
    expect(codes).toEqual([ErrorCode.RateLimitedError]);
  });
});

describe("faults of calls", () => {
  test("are used up in the order of their method, and a new list takes the place of the old", async () => {
    const slack = await workspace();
    const call = api(slack);
    slack.setFaults([
      { method: "users.list", kind: "rate_limit", retry_after: 7 },
      { method: "users.list", kind: "error", error: "fatal_error", times: 2 },
      { method: "*", kind: "http_500" },
    ]);
    const limited = await call("users.list");
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await call("users.list")).error).toBe("fatal_error");
    expect((await call("users.list")).error).toBe("fatal_error");
    const failed = await fetch(`${slack.url}/api/users.list`);
    expect(failed.status).toBe(500);
    expect((await call("users.list")).ok).toBe(true);

    slack.setFaults([{ method: "users.list", kind: "error", error: "fatal_error", times: 9 }]);
    slack.setFaults([]);
    expect((await call("users.list")).ok).toBe(true);
  });

  test("lost_response takes effect and cuts the connection; timeout has none; timeout_after has", async () => {
    const slack = await workspace();
    const call = api(slack);
    const create = (name: string, signal?: AbortSignal) =>
      fetch(`${slack.url}/api/conversations.create`, {
        method: "POST",
        headers: { authorization: `Bearer ${slack.tokens.bot}` },
        body: new URLSearchParams({ name }),
        ...(signal ? { signal } : {}),
      });
    slack.setFaults([
      { method: "conversations.create", kind: "lost_response" },
      { method: "conversations.create", kind: "timeout" },
      { method: "conversations.create", kind: "timeout_after" },
    ]);
    await expect(create("lost")).rejects.toThrow();
    for (const name of ["never", "late"]) {
      const client = new AbortController();
      const hanging = create(name, client.signal);
      while (!slack.calls().some(({ args }) => args.name === name)) await people(slack).state();
      client.abort();
      await expect(hanging).rejects.toThrow();
    }
    const { channels } = await call("conversations.list");
    const names = channels.map(({ name }: Json) => name);
    expect(names).toEqual(expect.arrayContaining(["lost", "late"]));
    expect(names).not.toContain("never");
    expect(slack.calls().map(({ error }) => error)).toEqual(["lost_response", "timeout", "timeout_after", undefined]);
  });

  test("slow answers later, and well", async () => {
    const protocolClock = handClock();
    const slack = await workspace({ protocolClock });
    slack.setFaults([{ method: "auth.test", kind: "slow", ms: 60_000 }]);
    let isAnswered = false;
    const slow = api(slack)("auth.test").then((answer) => {
      isAnswered = true;
      return answer;
    });
    expect((await api(slack)("team.info")).ok).toBe(true);
    expect(isAnswered).toBe(false);
    protocolClock.pass(60_000);
    expect((await slow).ok).toBe(true);
  });

  test("name_race gives two channels one name, once", async () => {
    const slack = await workspace();
    const call = api(slack);
    slack.setFaults([{ method: "conversations.create", kind: "name_race" }]);
    const { channel } = await call("conversations.create", { name: "inc-7" });
    const { channels } = await people(slack).state();
    const twins = channels.filter(({ name }: Json) => name === "inc-7");
    expect(twins).toHaveLength(2);
    expect(twins.map(({ id }: Json) => id)).toContain(channel.id);
    expect((await call("conversations.create", { name: "inc-7" })).error).toBe("name_taken");
  });

  test("that make no sense are refused", async () => {
    const slack = await workspace();
    const refused = await people(slack).post("faults", [{ method: "auth.test", kind: "gremlins" }]);
    expect(refused).toMatchObject({ status: 400, ok: false, error: "invalid_faults" });
  });
});

test("the calls are listed in order, and from a number on", async () => {
  const slack = await workspace();
  const call = api(slack);
  await call("auth.test");
  await call("nonsense.method");
  const { calls } = await people(slack).get("calls");
  expect(calls).toMatchObject([
    { method: "auth.test", ok: true },
    { method: "nonsense.method", ok: false, error: "unknown_method" },
  ]);
  expect((await people(slack).get(`calls?since=${calls[0].n}`)).calls).toEqual([calls[1]]);
});

test("a request that is none is told so", async () => {
  const slack = await workspace();
  const answer = await bare(`${slack.url}/api/chat.postMessage`, {
    method: "POST",
    headers: { authorization: `Bearer ${slack.tokens.bot}` },
    body: new URLSearchParams({ text: "nowhere" }),
  });
  expect(answer).toMatchObject({
    ok: false,
    error: "invalid_arguments",
    response_metadata: { messages: ["[ERROR] missing required field: channel"] },
  });
});
