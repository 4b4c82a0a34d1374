import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { signed } from "../../../src/workspace/delivery/signed-http.ts";
import { handClock, type Json, people, workspace } from "../kit.ts";

interface Received {
  headers: IncomingMessage["headers"];
  body: string;
}

/** An app that keeps what it is sent and answers what the test says. */
async function app(answer: () => { status: number; body?: string; headers?: Record<string, string> }) {
  const received: Received[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ headers: request.headers, body });
    const { status, body: text, headers } = answer();
    response.writeHead(status, headers).end(text);
    for (const look of waiting) look();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const count = (wanted: number) =>
    new Promise<void>((done) => {
      const look = () => received.length >= wanted && done();
      waiting.push(look);
      look();
    });
  return { received, requestUrl, count };
}

test("the signature is the one of Slack's own example", () => {
  const body =
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
  expect(signed(body, "8f742231b10e8888abcd99yyyzzz85a5", 1531420618)).toEqual({
    "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    "x-slack-request-timestamp": "1531420618",
  });
});

test("commands and interactions are forms, events are JSON, all signed over the raw body", async () => {
  const { received, requestUrl, count } = await app(() => ({ status: 200 }));
  const slack = await workspace({ delivery: { mode: "http", requestUrl } });
  const person = people(slack);
  await person.say("alice", "general", "/incident help");
  await person.post("shortcut", { as: "alice", callback_id: "declare_incident" });
  await person.say("alice", "general", "hello");
  await count(3);
  const [command, interaction, event] = received;
  for (const one of received) {
    const timestamp = Number(one.headers["x-slack-request-timestamp"]);
    expect(one.headers).toMatchObject(signed(one.body, slack.tokens.signingSecret, timestamp));
  }
  expect(command?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(new URLSearchParams(command?.body))).toMatchObject({ command: "/incident", text: "help" });
  expect(interaction?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(JSON.parse(new URLSearchParams(interaction?.body).get("payload") ?? "")).toMatchObject({ type: "shortcut" });
  expect(event?.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(event?.body ?? "")).toMatchObject({
    type: "event_callback",
    event: { type: "message", text: "hello" },
  });
});

test("an event that fails is tried again at once, after one minute and after five, with the reason", async () => {
  const { received, requestUrl, count } = await app(() => ({ status: 500 }));
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock, delivery: { mode: "http", requestUrl } });
  await people(slack).say("alice", "general", "hello");
  await count(2);
  await slack.idle();
  protocolClock.pass(60_000);
  await count(3);
  await slack.idle();
  protocolClock.pass(5 * 60_000);
  await count(4);
  await slack.idle();
  protocolClock.pass(24 * 60 * 60_000);
  await slack.idle();
  const header = (name: string) => received.map(({ headers }) => headers[name]);
  expect(header("x-slack-retry-num")).toEqual([undefined, "1", "2", "3"]);
  expect(header("x-slack-retry-reason")).toEqual([undefined, "http_error", "http_error", "http_error"]);
  const ids = received.map(({ body }) => (JSON.parse(body) as Json).event_id);
  expect(new Set(ids).size).toBe(1);
});

test("x-slack-no-retry ends the attempts", async () => {
  const { received, requestUrl, count } = await app(() => ({ status: 500, headers: { "x-slack-no-retry": "1" } }));
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock, delivery: { mode: "http", requestUrl } });
  await people(slack).say("alice", "general", "hello");
  await count(1);
  await slack.idle();
  protocolClock.pass(24 * 60 * 60_000);
  await slack.idle();
  expect(received).toHaveLength(1);
});

test("an app that answers an error, or is not there, shows the person a dispatch_failed", async () => {
  const { requestUrl } = await app(() => ({ status: 500 }));
  const slack = await workspace({ delivery: { mode: "http", requestUrl } });
  expect(await people(slack).say("alice", "general", "/incident")).toMatchObject({
    ok: false,
    error: "dispatch_failed",
  });
  slack.driveBy({ mode: "http", requestUrl: "http://127.0.0.1:9/" });
  expect(await people(slack).say("alice", "general", "/incident")).toMatchObject({
    ok: false,
    error: "dispatch_failed",
  });
});

test("the app itself says how it is driven", async () => {
  const { received, requestUrl } = await app(() => ({ status: 200, body: "plain words" }));
  const slack = await workspace();
  const person = people(slack);
  expect(await person.post("app", { mode: "pigeon" })).toMatchObject({ ok: false, error: "invalid_mode" });
  expect(await person.post("app", { mode: "http", requestUrl })).toMatchObject({ ok: true });
  const { responses } = await person.say("alice", "general", "/incident");
  expect(responses).toMatchObject([{ text: "plain words", ephemeral: true }]);
  expect(received).toHaveLength(1);
});
