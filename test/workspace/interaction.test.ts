import { describe, expect, test } from "vitest";
import { api, httpApp, type Json, people, socketApp, workspace } from "./kit.ts";
import { manifest } from "./manifest.ts";

const input = (block_id: string, more: object = {}) => ({
  type: "input",
  block_id,
  label: { type: "plain_text", text: `The ${block_id}` },
  element: { type: "plain_text_input", action_id: "typed" },
  ...more,
});

const modal = (blocks: object[], more: object = {}): Json => ({
  type: "modal",
  callback_id: "form",
  title: { type: "plain_text", text: "A form" },
  submit: { type: "plain_text", text: "Send" },
  blocks,
  ...more,
});

const button = (action_id: string, more: object = {}): Json => ({
  type: "button",
  action_id,
  text: { type: "plain_text", text: `Do ${action_id}` },
  ...more,
});

const ways = [
  ["Socket Mode", socketApp],
  ["signed HTTP", httpApp],
] as const;

for (const [way, bolt] of ways)
  describe(`over ${way}, the real Bolt app`, () => {
    test("is given a slash command, and what it answers is shown", async () => {
      const slack = await workspace();
      const { app, start } = bolt(slack);
      const seen: Json[] = [];
      app.command("/incident", async ({ ack, command, client, respond }) => {
        seen.push(command);
        await ack("Got it.");
        await client.chat.postMessage({ channel: command.channel_id, text: "for all" });
        await respond("for you");
      });
      await start();
      const bob = await people(slack).user("bob");
      const { ok, responses } = await people(slack).say("alice", "#general", "/incident  declare @bob <b> ");
      expect(ok).toBe(true);
      expect(responses.map(({ text, ephemeral }: Json) => [text, ephemeral])).toEqual([
        ["Got it.", true],
        ["for all", false],
        ["for you", true],
      ]);
      expect(seen).toMatchObject([{ text: `declare <@${bob}|bob> <b> `, user_name: "alice", channel_name: "general" }]);
      expect(seen[0]).not.toHaveProperty("thread_ts");
      expect((await people(slack).messages("general", "bob")).filter(({ text }) => text === "for you")).toEqual([]);
    });

    test("is told of messages, mentions and reactions where its bot is", async () => {
      const slack = await workspace();
      const { app, start } = bolt(slack);
      const heard: string[] = [];
      app.message(async ({ message }) => void heard.push(`message ${(message as Json).text}`));
      app.event("app_mention", async ({ event }) => void heard.push(`mention ${event.text}`));
      app.event("reaction_added", async ({ event }) => void heard.push(`reaction ${event.reaction}`));
      await start();
      const person = people(slack);
      const bot = await person.user("sitrep");
      const { ts } = await person.say("alice", "general", "hi @sitrep & all");
      await person.say("alice", "incidents", "the bot is not in here, @sitrep");
      await person.post("react", { as: "bob", channel: "general", ts, name: "eyes" });
      await slack.idle();
      expect(heard.toSorted()).toEqual([
        `mention hi <@${bot}> &amp; all`,
        `message hi <@${bot}> &amp; all`,
        "reaction eyes",
      ]);
    });

    test("shows forms, refuses what is wrong in them, and closes them", async () => {
      const slack = await workspace();
      const { app, start } = bolt(slack);
      app.command("/incident", async ({ ack, body, client }) => {
        await ack();
        const view = modal([input("title"), input("note", { optional: true })]);
        await client.views.open({ trigger_id: body.trigger_id, view });
      });
      app.view("form", async ({ ack, view, body, client }) => {
        if (view.state.values.title?.typed?.value === "bad")
          return ack({ response_action: "errors", errors: { title: "Not that." } });
        await ack();
        const note = String(view.state.values.note?.typed?.value);
        await client.chat.postMessage({ channel: body.user.id, text: `noted ${note}` });
      });
      await start();
      const person = people(slack);
      const { views } = await person.say("alice", "general", "/incident");
      const submit = (values: object, more = {}) =>
        person.post("submit", { as: "alice", view_id: views[0].id, values, ...more });
      expect(await submit({})).toMatchObject({ ok: false, errors: { title: expect.stringMatching(/required/) } });
      expect(await submit({ "The title": "bad" })).toMatchObject({ ok: false, errors: { title: "Not that." } });
      expect(await submit({ nothing: "x" })).toMatchObject({ ok: false, error: "no_such_field" });
      expect((await person.get("views?as=alice")).views).toHaveLength(1);
      expect(await submit({ title: "good" })).toMatchObject({ ok: true, responses: [{ text: "noted null" }] });
      expect((await person.get("views?as=alice")).views).toEqual([]);
      expect(await submit({ title: "good" })).toMatchObject({ ok: false, error: "view_not_found" });
    });

    test("is told of clicks, and may change what was clicked", async () => {
      const slack = await workspace();
      const { app, start } = bolt(slack);
      const actions: Json[] = [];
      app.action("ack", async ({ ack, action, body, respond }) => {
        actions.push({ action, body });
        await ack();
        await respond({ replace_original: true, text: "done" });
      });
      await start();
      const person = people(slack);
      const { id } = await person.channel("general");
      const blocks = [{ type: "actions", elements: [button("ack", { value: "7" }), button("other")] }];
      const { ts } = await app.client.chat.postMessage({ channel: id, text: "press", blocks });
      const { responses } = await person.post("click", { as: "bob", channel: "general", ts, action_id: "ack" });
      expect(responses).toMatchObject([{ text: "done", ts }]);
      expect(actions).toMatchObject([
        {
          action: { type: "button", action_id: "ack", value: "7" },
          body: { container: { type: "message", message_ts: ts, is_ephemeral: false }, user: { username: "bob" } },
        },
      ]);
      expect(await person.post("click", { as: "bob", channel: "general", ts, action_id: "ack" })).toMatchObject({
        ok: false,
        error: "no_such_element",
      });
    });

    test("publishes a Home tab, and hears of shortcuts", async () => {
      const slack = await workspace();
      const { app, start } = bolt(slack);
      app.event("app_home_opened", async ({ event, client }) => {
        await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [{ type: "divider" }] } });
      });
      app.shortcut({ type: "shortcut", callback_id: "declare_incident" }, async ({ ack, shortcut, client }) => {
        await ack();
        await client.views.open({ trigger_id: shortcut.trigger_id, view: modal([input("title")]) });
      });
      app.shortcut({ type: "message_action", callback_id: "add_to_timeline" }, async ({ ack, shortcut, respond }) => {
        await ack();
        await respond(`noted: ${shortcut.message.text}`);
      });
      await start();
      const person = people(slack);
      expect((await person.post("home", { as: "alice" })).view).toMatchObject({ type: "home" });
      const opened = await person.post("shortcut", { as: "alice", callback_id: "declare_incident" });
      expect(opened.views).toMatchObject([{ type: "modal", callback_id: "form" }]);
      const { ts } = await person.say("bob", "general", "it broke");
      const noted = await person.post("shortcut", {
        as: "alice",
        callback_id: "add_to_timeline",
        channel: "general",
        ts,
      });
      expect(noted.responses).toMatchObject([{ text: "noted: it broke", ephemeral: true }]);
      expect(await person.post("shortcut", { as: "alice", callback_id: "none" })).toMatchObject({ status: 404 });
    });
  });

describe("an app that does not acknowledge", () => {
  test("in time gives the person an operation_timeout, after three seconds", async () => {
    const slack = await workspace();
    const { app, start } = socketApp(slack);
    app.command("/incident", async () => {});
    await start();
    const answer = await people(slack).say("alice", "general", "/incident");
    expect(answer).toMatchObject({ ok: false, error: "operation_timeout", status: 424 });
    const [delivery] = slack.deliveries().filter(({ kind }) => kind === "slash_commands");
    expect(delivery?.ms).toBeGreaterThanOrEqual(2_990);
  });

  test("because it is not there gives a dispatch_failed at once", async () => {
    const slack = await workspace();
    expect(await people(slack).say("alice", "general", "/incident")).toMatchObject({
      ok: false,
      error: "dispatch_failed",
    });
    expect(slack.deliveries()).toHaveLength(1);
  });

  test("to a form leaves the form open", async () => {
    const slack = await workspace();
    const { app, start } = socketApp(slack);
    app.command("/incident", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal([input("title")]) });
    });
    app.view("form", async ({ ack }) => ack({ response_action: "errors", errors: { nowhere: "?" } }));
    await start();
    const person = people(slack);
    const { views } = await person.say("alice", "general", "/incident");
    const answer = await person.post("submit", { as: "alice", view_id: views[0].id, values: { title: "x" } });
    expect(answer).toMatchObject({ ok: false, error: "invalid_ack" });
    expect((await person.get("views?as=alice")).views).toHaveLength(1);
  });
});

describe("slash commands", () => {
  test("do not exist in threads, nor when the manifest does not have them", async () => {
    const slack = await workspace();
    const person = people(slack);
    const { ts } = await person.say("alice", "general", "a thread");
    const inThread = await person.say("alice", "general", "/incident status", { thread_ts: ts });
    expect(inThread).toMatchObject({ ok: false, error: "slash_command_in_thread" });
    expect(await person.say("alice", "general", "/nosuch")).toMatchObject({ ok: false, error: "unknown_command" });
    expect(slack.deliveries().filter(({ kind }) => kind === "slash_commands")).toEqual([]);
  });

  test("without should_escape carry their words raw", async () => {
    const slack = await workspace();
    const { app, start } = socketApp(slack);
    const texts: string[] = [];
    app.command("/plain", async ({ ack, command }) => {
      texts.push(command.text);
      await ack();
    });
    await start();
    await people(slack).say("alice", "general", "/plain tell @bob & #general “now”");
    expect(texts).toEqual(["tell @bob & #general “now”"]);
  });

  test("answered in_channel show the command itself, too", async () => {
    const slack = await workspace();
    const { app, start } = socketApp(slack);
    app.command("/incident", ({ ack }) => ack({ response_type: "in_channel", text: "for all" }));
    await start();
    await people(slack).say("alice", "general", "/incident status");
    const texts = (await people(slack).messages("general")).map(({ text }) => text);
    expect(texts).toEqual(["/incident status", "for all"]);
  });
});

describe("an app whose manifest turns things off", () => {
  test("is sent no clicks, forms or shortcuts without interactivity, and no Home without its tab", async () => {
    const without = manifest();
    without.settings = { ...without.settings, interactivity: { is_enabled: false } };
    if (without.features) without.features.app_home = {};
    const slack = await workspace({ manifest: without });
    const person = people(slack);
    const shortcut = await person.post("shortcut", { as: "alice", callback_id: "declare_incident" });
    expect(shortcut).toMatchObject({ ok: false, error: "interactivity_disabled" });
    expect(await person.post("home", { as: "alice" })).toMatchObject({ ok: false, error: "not_enabled" });
    expect(slack.deliveries()).toEqual([]);
  });

  test("is given no socket without Socket Mode", async () => {
    const without = manifest();
    without.settings = { ...without.settings, socket_mode_enabled: false };
    const slack = await workspace({ manifest: without });
    expect(await api(slack, slack.tokens.app)("apps.connections.open")).toMatchObject({ ok: false });
  });
});
