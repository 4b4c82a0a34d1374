import { SocketModeReceiver } from "@slack/bolt";
import { WebSocket } from "undici";
import { expect, onTestFinished, test } from "vitest";
import type { Workspace } from "../../../src/workspace/workspace.ts";
import { api, handClock, type Json, people, socketApp, workspace } from "../kit.ts";

/** A bare Socket Mode client: what it was sent, and an ack when the test says so. */
async function line(slack: Workspace, { acks = true } = {}) {
  const { url } = await api(slack, slack.tokens.app)("apps.connections.open");
  const socket = new WebSocket(url);
  const sent: Json[] = [];
  const waiting: (() => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    sent.push(message);
    if (acks && message.envelope_id) socket.send(JSON.stringify({ envelope_id: message.envelope_id, payload: {} }));
    for (const look of waiting) look();
  });
  onTestFinished(() => socket.close());
  const until = <T>(see: () => T | undefined): Promise<T> =>
    new Promise((done) => {
      const look = () => {
        const seen = see();
        if (seen !== undefined) done(seen);
      };
      waiting.push(look);
      look();
    });
  const message = (type: string, count = 1) => until(() => sent.filter((one) => one.type === type)[count - 1]);
  const ended = new Promise<void>((tell) => socket.addEventListener("close", () => tell()));
  return { socket, sent, message, ended };
}

test("an address is good for one connection, which is greeted", async () => {
  const slack = await workspace();
  const { url } = await api(slack, slack.tokens.app)("apps.connections.open");
  const first = new WebSocket(url);
  const hello = await new Promise<string>((hear) =>
    first.addEventListener("message", ({ data }) => hear(String(data))),
  );
  expect(JSON.parse(hello)).toMatchObject({
    type: "hello",
    num_connections: 1,
    connection_info: { app_id: expect.stringMatching(/^A/) },
  });
  const second = new WebSocket(url);
  const refused = await new Promise<string>((tell) => {
    second.addEventListener("open", () => tell("open"));
    second.addEventListener("error", () => tell("refused"));
  });
  expect(refused).toBe("refused");
  first.close();
});

test("each payload goes to one connection only", async () => {
  const slack = await workspace();
  const lines = [await line(slack), await line(slack)];
  await Promise.all(lines.map(({ message }) => message("hello")));
  for (const text of ["one", "two", "three", "four"]) await people(slack).say("alice", "general", text);
  const events = lines.flatMap(({ sent }) => sent.filter(({ type }) => type === "events_api"));
  const ids = events.map(({ payload }) => payload.event_id);
  expect(new Set(ids).size).toBe(4);
  expect(ids).toHaveLength(4);
  for (const { sent } of lines) expect(sent.some(({ type }) => type === "events_api")).toBe(true);
});

test("an event that is not acknowledged comes again: at once, after one minute, after five, and no more", async () => {
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock });
  const { message, sent } = await line(slack, { acks: false });
  await message("hello");
  const said = people(slack).say("alice", "general", "hello?");
  await message("events_api", 1);
  protocolClock.pass(3_000);
  await message("events_api", 2);
  protocolClock.pass(3_000);
  await slack.idle();
  protocolClock.pass(60_000);
  await message("events_api", 3);
  protocolClock.pass(3_000);
  await slack.idle();
  protocolClock.pass(5 * 60_000);
  const last = await message("events_api", 4);
  protocolClock.pass(3_000);
  await slack.idle();
  protocolClock.pass(24 * 60 * 60_000);
  await slack.idle();
  expect((await said).ok).toBe(true);
  const events = sent.filter(({ type }) => type === "events_api");
  expect(events.map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1, 2, 3]);
  expect(last).toMatchObject({ retry_reason: "timeout", accepts_response_payload: false });
  expect(new Set(events.map(({ payload }) => payload.event_id)).size).toBe(1);
});

test("an interaction that is not acknowledged does not come again", async () => {
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock });
  const { message, sent } = await line(slack, { acks: false });
  await message("hello");
  const said = people(slack).say("alice", "general", "/incident help");
  await message("slash_commands");
  protocolClock.pass(3_000);
  expect(await said).toMatchObject({ ok: false, error: "operation_timeout" });
  protocolClock.pass(24 * 60 * 60_000);
  await slack.idle();
  expect(sent.filter(({ type }) => type === "slash_commands")).toHaveLength(1);
});

test("an eleventh connection is turned away", async () => {
  const slack = await workspace();
  for (let open = 0; open < 10; open++) await (await line(slack)).message("hello");
  const eleventh = await line(slack);
  expect(await eleventh.message("disconnect")).toMatchObject({ reason: "too_many_websockets" });
  expect(slack.connections()).toBe(10);
});

test("refresh: nothing is sent to a connection once it was told to go", async () => {
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock });
  const [old, fresh] = [await line(slack), await line(slack)];
  await Promise.all([old.message("hello"), fresh.message("hello")]);
  slack.setFaults([{ kind: "refresh", times: 1 }]);
  expect(await old.message("disconnect")).toMatchObject({ reason: "warning" });
  protocolClock.pass(10_000);
  expect(await old.message("disconnect", 2)).toMatchObject({ reason: "refresh_requested" });
  for (const text of ["one", "two", "three"]) await people(slack).say("alice", "general", text);
  expect(old.sent.filter(({ type }) => type === "events_api")).toEqual([]);
  expect(fresh.sent.filter(({ type }) => type === "events_api")).toHaveLength(3);

  slack.setFaults([{ kind: "refresh", warning: false }]);
  expect(await fresh.message("disconnect")).toMatchObject({ reason: "refresh_requested" });
});

test("disconnect cuts a connection; half_open leaves it open and swallows what is sent to it", async () => {
  const protocolClock = handClock();
  const slack = await workspace({ protocolClock });
  const first = await line(slack);
  await first.message("hello");
  slack.setFaults([{ kind: "disconnect" }]);
  await first.ended;

  const second = await line(slack);
  await second.message("hello");
  slack.setFaults([{ kind: "half_open" }]);
  const said = people(slack).say("alice", "general", "/incident help");
  const passing = setInterval(() => protocolClock.pass(1_000), 5);
  expect(await said).toMatchObject({ ok: false, error: "operation_timeout" });
  clearInterval(passing);
  expect(slack.connections()).toBe(1);
  expect(second.sent.map(({ type }) => type)).toEqual(["hello"]);
});

test("duplicate: the next event is delivered twice, with the same event id; the one after it once", async () => {
  const slack = await workspace();
  const { message, sent } = await line(slack);
  await message("hello");
  slack.setFaults([{ kind: "duplicate", times: 1 }]);
  await people(slack).say("alice", "general", "one");
  await people(slack).say("alice", "general", "two");
  const texts = sent.filter(({ type }) => type === "events_api").map(({ payload }) => payload.event.text);
  expect(texts).toEqual(["one", "one", "two"]);
});

test("reorder: the next event is overtaken by the one after it", async () => {
  const slack = await workspace();
  const { message, sent } = await line(slack);
  await message("hello");
  slack.setFaults([{ kind: "reorder" }]);
  await Promise.all([people(slack).say("alice", "general", "one"), people(slack).say("bob", "general", "two")]);
  await message("events_api", 2);
  const [first, second] = sent
    .filter(({ type }) => type === "events_api")
    .map(({ payload }) => Number(payload.event.ts));
  expect(first).toBeGreaterThan(second ?? 0);
});

test("lost_ack: what was acknowledged comes again all the same", async () => {
  const slack = await workspace();
  const { message, sent } = await line(slack);
  await message("hello");
  slack.setFaults([{ kind: "lost_ack" }]);
  await people(slack).say("alice", "general", "one");
  await message("events_api", 2);
  await slack.idle();
  expect(sent.filter(({ type }) => type === "events_api").map(({ retry_attempt }) => retry_attempt)).toEqual([0, 1]);
});

test("turning to HTTP tells the sockets that their link is disabled, and gives out no more", async () => {
  const slack = await workspace();
  const { message } = await line(slack);
  await message("hello");
  slack.driveBy({ mode: "http", requestUrl: "http://127.0.0.1:9/" });
  expect(await message("disconnect")).toMatchObject({ reason: "link_disabled" });
  expect(await api(slack, slack.tokens.app)("apps.connections.open")).toMatchObject({ ok: false });
});

test("two receivers on one real Bolt app lose nothing while one of them is refreshed", async () => {
  const slack = await workspace();
  const { app, start } = socketApp(slack);
  let heard = 0;
  app.command("/incident", async ({ ack }) => {
    heard += 1;
    await ack();
  });
  await start();
  const second = new SocketModeReceiver({
    appToken: slack.tokens.app,
    installerOptions: { clientOptions: { slackApiUrl: `${slack.url}/api/` } },
    logger: (app as Json).logger,
  });
  second.init(app);
  await second.start();
  onTestFinished(() => second.stop().then(() => undefined));
  slack.setFaults([{ kind: "refresh", times: 1, warning: false }]);
  const person = people(slack);
  const answers = await Promise.all(Array.from({ length: 8 }, () => person.say("alice", "general", "/incident help")));
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(heard).toBe(8);
});
