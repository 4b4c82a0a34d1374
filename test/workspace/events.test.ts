import { expect, test } from "vitest";
import { api, type Json, people, socketApp, workspace } from "./kit.ts";
import { manifest } from "./manifest.ts";

/** A workspace whose app writes down every event it is told of. */
async function listening(options = {}) {
  const slack = await workspace(options);
  const { app, start } = socketApp(slack, { ignoreSelf: false });
  const events: Json[] = [];
  app.use(async ({ body, next }: Json) => {
    if (body.event) events.push(body.event);
    await next();
  });
  await start();
  const types = async () => {
    await slack.idle();
    return events.splice(0).map(({ type, subtype }) => (subtype ? `${type}.${subtype}` : type));
  };
  return { slack, call: api(slack), person: people(slack), events, types };
}

test("the bot's own messages come back to it, as changes and deletions do", async () => {
  const { slack, call, person, events, types } = await listening();
  const channel = (await person.channel("general")).id;
  const { ts } = await call("chat.postMessage", {
    channel,
    text: "mine",
    metadata: { event_type: "k", event_payload: {} },
  });
  await slack.idle();
  expect(events).toMatchObject([
    { type: "message", text: "mine", ts, bot_id: expect.stringMatching(/^B/), channel, channel_type: "channel" },
  ]);
  expect(events[0]).not.toHaveProperty("metadata");
  events.splice(0);
  await call("chat.update", { channel, ts, text: "changed" });
  await call("chat.delete", { channel, ts });
  expect(await types()).toEqual(["message.message_changed", "message.message_deleted"]);
});

test("what happens to a channel is told to the bot in it: join, topic, rename, pin, archive", async () => {
  const { call, person, types } = await listening();
  const { channel } = await call("conversations.create", { name: "inc-1" });
  expect((await types()).toSorted()).toEqual(["member_joined_channel", "message.channel_join"]);
  await call("conversations.setTopic", { channel: channel.id, topic: "SEV1" });
  await call("conversations.setTopic", { channel: channel.id, topic: "SEV1" });
  expect(await types()).toEqual(["message.channel_topic"]);
  const { ts } = await call("chat.postMessage", { channel: channel.id, text: "card" });
  await call("pins.add", { channel: channel.id, timestamp: ts });
  expect((await types()).toSorted()).toEqual(["message", "pin_added"]);
  await person.post("channels", { as: "alice", name: "inc-1", action: "rename", to: "inc-one" });
  expect((await types()).toSorted()).toEqual(["channel_rename", "message.channel_name"]);
  await call("conversations.archive", { channel: channel.id });
  expect((await types()).toSorted()).toEqual(["channel_archive", "message.channel_archive"]);
  // It is out of the channel now and hears no more of it.
  await person.post("channels", { as: "alice", name: "inc-one", action: "unarchive" });
  expect(await types()).toEqual([]);
});

test("what was not subscribed to is not told", async () => {
  const app = manifest();
  if (app.settings) app.settings.event_subscriptions = { bot_events: ["app_mention"] };
  const { person, types } = await listening({ manifest: app });
  await person.say("alice", "general", "hello @sitrep");
  await person.say("alice", "general", "hello all");
  expect(await types()).toEqual(["app_mention"]);
});

test("a direct conversation is heard, and a mention in it is no app_mention", async () => {
  const { person, events, slack } = await listening();
  expect((await person.say("alice", "@sitrep", "hi @sitrep")).ok).toBe(true);
  await slack.idle();
  expect(events).toMatchObject([{ type: "message", channel_type: "im" }]);
  expect(events).toHaveLength(1);
});
