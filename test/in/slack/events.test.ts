import { expect, test } from "vitest";
import { incidentByNumber } from "../../../src/store/incidents.ts";
import { readTimeline } from "../../../src/store/timeline.ts";
import { slackDesk } from "../kit.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reaches into messages freely; a wrong shape fails the test
type Json = any;

async function inRoom() {
  const s = await slackDesk();
  await s.say("alice", "general", "/incident sev2 Gateway returns 503");
  await s.settle();
  const room = (await s.state()).channels.find(({ name }: Json) => name.startsWith("inc-"));
  const timeline = async () => readTimeline(s.store.read, (await incidentByNumber(s.store.read, 1))?.id ?? "");
  return { ...s, room: room.name as string, id: room.id as string, timeline };
}

test("an emoji puts a message on the timeline once, whoever marks it next", async () => {
  const s = await inRoom();
  const { ts } = await s.say("bob", s.room, "the <proxy> is out of memory & dying");
  await s.post("react", { as: "alice", channel: s.room, ts, name: "pushpin" });
  await s.post("react", { as: "bob", channel: s.room, ts, name: "memo" });
  await s.settle();
  const noted = (await s.timeline()).filter(({ kind }) => kind === "note");
  expect(noted.map(({ text }) => text)).toEqual(["the <proxy> is out of memory & dying (said by bob)"]);
  expect(Math.floor((noted[0]?.at ?? 0) / 1000)).toBe(Math.floor(Number(ts)));
});

test("a keyboard takes the code block as a command that was run; other emoji and other channels are nothing", async () => {
  const s = await inRoom();
  const { ts } = await s.say("bob", s.room, "did it:\n```\nkubectl rollout undo deploy/gw\n```");
  await s.post("react", { as: "bob", channel: s.room, ts, name: "keyboard" });
  await s.post("react", { as: "bob", channel: s.room, ts, name: "eyes" });
  const other = await s.say("bob", "general", "lunch?");
  await s.post("react", { as: "bob", channel: "general", ts: other.ts, name: "pushpin" });
  await s.settle();
  const lines = (await s.timeline()).map(({ text }) => text);
  expect(lines).toContain("bob ran `kubectl rollout undo deploy/gw`");
  expect(lines.join()).not.toContain("lunch");
});

test("the message shortcut does the same, and offers the incident elsewhere", async () => {
  const s = await inRoom();
  const { ts } = await s.say("bob", s.room, "restarting it");
  const done = await s.post("shortcut", { as: "alice", callback_id: "add_to_timeline", channel: s.room, ts });
  expect(done.responses[0].text).toBe("It is on the timeline.");
  const other = await s.say("bob", "general", "users complain");
  const offered = await s.post("shortcut", {
    as: "alice",
    callback_id: "add_to_timeline",
    channel: "general",
    ts: other.ts,
  });
  const message = offered.responses[0];
  expect(message.text).toContain("take the one that is open");
  await s.post("click", { as: "alice", channel: "general", ts: message.ts, action_id: "verb:note:0" });
  expect((await s.timeline()).map(({ text }) => text)).toEqual(
    expect.arrayContaining(["restarting it (said by bob)", "users complain (said by bob)"]),
  );
});

test("the global shortcut opens the declaration", async () => {
  const s = await slackDesk();
  const { views } = await s.post("shortcut", { as: "alice", callback_id: "declare_incident" });
  const sent = await s.post("submit", {
    as: "alice",
    view_id: views[0].id,
    values: { severity: "SEV3", title: "Latency is high" },
  });
  expect(sent.ok).toBe(true);
  await s.settle();
  expect((await incidentByNumber(s.store.read, 1))?.severity).toBe("SEV3");
});

test("a mention is a command, also in a thread; what takes a form gets a button for it", async () => {
  const s = await inRoom();
  const { ts } = await s.say("bob", s.room, "hm");
  await s.say("bob", s.room, "@sitrep ack", { thread_ts: ts });
  await s.settle();
  expect((await incidentByNumber(s.store.read, 1))?.acknowledged?.by.id).toBe(s.bob);
  await s.say("bob", s.room, "@sitrep mitigated");
  await s.settle();
  const asked = (await s.messages(s.room, "bob")).find(({ text }: Json) => text.includes("this takes a form"));
  const opened = await s.post("click", { as: "bob", channel: s.room, ts: asked.ts, action_id: "verb:mitigated:0" });
  expect(opened.views[0].title.text).toBe("Impact has stopped");
});

test("the Home shows what is open, who is on call and how to begin", async () => {
  const s = await inRoom();
  await s.post("home", { as: "carol" });
  await s.settle();
  const home = async () => (await s.get("views?as=carol")).views.find(({ type }: Json) => type === "home");
  await expect.poll(async () => JSON.stringify(await home())).toContain("#1 · SEV2 · Gateway returns 503");
  const { blocks, id } = await home();
  expect(JSON.stringify(blocks)).toContain(s.bob);
  const declare = blocks
    .flatMap(({ elements = [] }: Json) => elements)
    .find(({ action_id = "" }: Json) => action_id.startsWith("verb:declare"));
  const opened = await s.post("click", { as: "carol", view_id: id, action_id: declare.action_id });
  expect(opened.views.some(({ title }: Json) => title?.text === "Declare an incident")).toBe(true);
});

test("what people do to the channel is noted, and the incident goes on", async () => {
  const s = await inRoom();
  const people = (action: string, more: object = {}) =>
    s.post("channels", { as: "bob", action, channel: s.id, ...more });
  const channel = async () => (await incidentByNumber(s.store.read, 1))?.channel;
  const becomes = (state: string) => expect.poll(async () => (await channel())?.state).toBe(state);
  await people("rename", { to: "inc-gateway" });
  await expect.poll(async () => (await channel())?.name).toBe("inc-gateway");
  await people("archive");
  await becomes("archived");
  await people("unarchive");
  await people("invite", { user: "sitrep" });
  await becomes("open");
  await people("delete");
  await becomes("gone");
  expect((await s.timeline()).map(({ text }) => text)).toContain("The channel was renamed to #inc-gateway");
  expect((await s.say("alice", "general", "/incident ack #1")).responses[0].text).toContain("You have #1");
});

test("the bot taken out of the channel is noticed", async () => {
  const s = await inRoom();
  await s.post("channels", { as: "bob", action: "kick_bot", channel: s.id });
  await expect.poll(async () => (await incidentByNumber(s.store.read, 1))?.channel.state).toBe("gone");
});
