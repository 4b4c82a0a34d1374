import { describe, expect, test } from "vitest";
import { api, type Json, people, workspace } from "./kit.ts";

describe("a workspace at its start", () => {
  test("has four people and two channels; the bot is in general only", async () => {
    const slack = await workspace();
    const { users, channels, commands, shortcuts } = await people(slack).state();
    expect(users.map(({ name }: Json) => name).toSorted()).toEqual(["alice", "bob", "carol", "dave", "sitrep"]);
    expect(channels.map(({ name }: Json) => name)).toEqual(["general", "incidents"]);
    const bot = users.find(({ is_bot }: Json) => is_bot).id;
    expect(channels.map(({ members }: Json) => members.includes(bot))).toEqual([true, false]);
    expect(commands).toMatchObject([{ command: "/incident", usage_hint: "declare | help" }, { command: "/plain" }]);
    expect(shortcuts.map(({ callback_id }: Json) => callback_id)).toEqual(["declare_incident", "add_to_timeline"]);
  });

  test("may have more", async () => {
    const users = [{ name: "erin", real_name: "Erin Silva", tz: "Asia/Tokyo" }];
    const slack = await workspace({ seed: { users, channels: ["ops"] } });
    expect(await people(slack).user("erin")).toMatch(/^U/);
    expect(await people(slack).channel("ops")).toMatchObject({ topic: "", is_archived: false });
  });
});

describe("people", () => {
  test("say things by name or id, with mentions that become ids", async () => {
    const slack = await workspace();
    const person = people(slack);
    const [alice, bob] = [await person.user("alice"), await person.user("bob")];
    const { id } = await person.channel("incidents");
    const said = await person.say(alice, id, "@bob see #general, a < b @nobody");
    expect(said).toMatchObject({ ok: true, responses: [], views: [] });
    const [message] = await person.messages("%23incidents");
    const general = (await person.channel("general")).id;
    expect(message).toMatchObject({ ts: said.ts, user: alice, text: `<@${bob}> see <#${general}|>, a &lt; b @nobody` });
  });

  test("answer in threads, and not in ones that do not exist", async () => {
    const slack = await workspace();
    const person = people(slack);
    const { ts } = await person.say("alice", "general", "a thread");
    const reply = await person.say("bob", "general", "an answer", { thread_ts: ts });
    expect((await person.messages("general")).at(-1)).toMatchObject({ ts: reply.ts, thread_ts: ts });
    expect(await person.say("bob", "general", "x", { thread_ts: "1.000001" })).toMatchObject({
      error: "thread_not_found",
    });
  });

  test("who do not exist, and channels that do not, are refused in words", async () => {
    const slack = await workspace();
    const person = people(slack);
    expect(await person.say("mallory", "general", "x")).toMatchObject({ status: 404, error: "user_not_found" });
    expect(await person.say("alice", "nowhere", "x")).toMatchObject({ status: 404, error: "channel_not_found" });
    expect(await person.say("sitrep", "general", "x")).toMatchObject({ status: 400, error: "not_a_person" });
    expect(await person.say("alice", "general", "")).toMatchObject({
      ok: false,
      error: "no_text",
      detail: expect.any(String),
    });
    expect(await person.get("nothing")).toMatchObject({ status: 404, error: "not_found" });
    expect(await person.get("say")).toMatchObject({ status: 405, error: "method_not_allowed" });
  });

  test("join a public channel by saying something there; a private one they are not in does not exist for them", async () => {
    const slack = await workspace();
    const person = people(slack);
    await person.post("channels", { as: "alice", name: "ops", action: "create" });
    await person.post("channels", { as: "alice", name: "secret", action: "create", is_private: true });
    expect((await person.say("bob", "ops", "hello")).ok).toBe(true);
    expect((await person.channel("ops")).members).toContain(await person.user("bob"));
    expect(await person.say("bob", "secret", "hello")).toMatchObject({ error: "channel_not_found" });
    expect((await person.say("alice", "secret", "hello")).ok).toBe(true);
  });

  test("react once, and take it back once", async () => {
    const slack = await workspace();
    const person = people(slack);
    const { ts } = await person.say("alice", "general", "look");
    const eyes = { as: "bob", channel: "general", ts, name: ":eyes:" };
    expect((await person.post("react", eyes)).ok).toBe(true);
    expect(await person.post("react", eyes)).toMatchObject({ error: "already_reacted" });
    expect((await person.messages("general")).at(-1).reactions).toMatchObject([{ name: "eyes", count: 1 }]);
    expect((await person.post("react", { ...eyes, remove: true })).ok).toBe(true);
    expect(await person.post("react", { ...eyes, remove: true })).toMatchObject({ error: "no_reaction" });
  });

  test("see what is for their eyes only, and nobody else does", async () => {
    const slack = await workspace();
    const person = people(slack);
    const channel = (await person.channel("general")).id;
    await api(slack)("chat.postEphemeral", { channel, user: await person.user("alice"), text: "psst" });
    expect(await person.messages("general", "alice")).toMatchObject([{ text: "psst", ephemeral: true }]);
    expect(await person.messages("general", "bob")).toEqual([]);
    expect(await person.messages("general")).toEqual([]);
    const [{ ts }] = await person.messages("general", "alice");
    await person.post("delete", { as: "alice", channel: "general", ts });
    expect(await person.messages("general", "alice")).toEqual([]);
  });
});

describe("people change channels behind the app's back", () => {
  const change = (slack: Json, name: string, action: string, more = {}) =>
    people(slack).post("channels", { as: "alice", name, action, ...more });

  test("rename, archive and bring back, each once", async () => {
    const slack = await workspace();
    await change(slack, "ops", "create");
    expect(await change(slack, "ops", "create")).toMatchObject({ error: "name_taken" });
    expect(await change(slack, "Ops!", "create")).toMatchObject({ error: "invalid_name_specials" });
    expect((await change(slack, "ops", "rename", { to: "operations" })).ok).toBe(true);
    expect((await change(slack, "operations", "archive")).ok).toBe(true);
    expect(await change(slack, "operations", "archive")).toMatchObject({ error: "already_archived" });
    expect(await people(slack).say("alice", "operations", "x")).toMatchObject({ error: "is_archived" });
    expect((await change(slack, "operations", "unarchive")).ok).toBe(true);
    expect(await change(slack, "operations", "unarchive")).toMatchObject({ error: "not_archived" });
    expect(await change(slack, "operations", "explode")).toMatchObject({ error: "unknown_action" });
  });

  test("put the bot out, make it private, delete it: the bot meets Slack's errors", async () => {
    const slack = await workspace();
    const call = api(slack);
    const { channel } = await call("conversations.create", { name: "inc-1" });
    const alice = await people(slack).user("alice");
    await call("conversations.invite", { channel: channel.id, users: alice });
    const post = async () => (await call("chat.postMessage", { channel: channel.id, text: "x" })).error;
    expect(await post()).toBeUndefined();
    await change(slack, "inc-1", "kick_bot");
    expect(await post()).toBe("not_in_channel");
    await change(slack, "inc-1", "make_private");
    expect(await post()).toBe("channel_not_found");
    await change(slack, "inc-1", "invite", { user: "sitrep" });
    expect(await post()).toBeUndefined();
    await change(slack, "inc-1", "delete");
    expect(await post()).toBe("channel_not_found");
    expect(await people(slack).channel("inc-1")).toBeUndefined();
  });

  test("delete messages, with the pin", async () => {
    const slack = await workspace();
    const call = api(slack);
    const channel = (await people(slack).channel("general")).id;
    const { ts } = await call("chat.postMessage", { channel, text: "the card" });
    await call("pins.add", { channel, timestamp: ts });
    expect((await people(slack).messages("general"))[0]).toMatchObject({ pinned: true });
    await people(slack).post("delete", { as: "alice", channel: "general", ts });
    expect((await call("chat.update", { channel, ts, text: "x" })).error).toBe("message_not_found");
    expect((await call("pins.list", { channel })).items).toEqual([]);
    expect((await people(slack).channel("general")).pins).toEqual([]);
  });
});

describe("long texts", () => {
  test("of more than 4,040 characters become several messages", async () => {
    const slack = await workspace();
    const channel = (await people(slack).channel("general")).id;
    await api(slack)("chat.postMessage", { channel, text: "x".repeat(4_040) });
    expect(await people(slack).messages("general")).toHaveLength(1);
    await api(slack)("chat.postMessage", { channel, text: "y".repeat(9_000) });
    const lengths = (await people(slack).messages("general")).slice(1).map(({ text }) => text.length);
    expect(lengths).toEqual([4_000, 4_000, 1_000]);
  });
});

describe("caps of a channel", () => {
  test("a hundred pins and a hundred bookmarks are the most", async () => {
    const slack = await workspace();
    const call = api(slack);
    const channel = (await people(slack).channel("general")).id;
    for (let count = 0; count <= 100; count++) {
      const { ts } = await call("chat.postMessage", { channel, text: `${count}` });
      const pinned = await call("pins.add", { channel, timestamp: ts });
      const link = { channel_id: channel, title: `${count}`, type: "link", link: "https://example.com" };
      const marked = await call("bookmarks.add", link);
      if (count === 100) expect([pinned.error, marked.error]).toEqual(["too_many_pins", "too_many_bookmarks"]);
      else expect([pinned.ok, marked.ok]).toEqual([true, true]);
    }
  });
});
