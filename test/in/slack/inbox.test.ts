import { expect, test, vi } from "vitest";
import { silentLog } from "../../../src/base/log.ts";
import { keyOf, openInbox } from "../../../src/in/slack/inbox.ts";
import { pendingInbox, recordInbox } from "../../../src/store/inbox.ts";
import type { Store } from "../../../src/store/store.ts";
import { desk } from "../kit.ts";

const command = {
  command: "/incident",
  text: "list",
  trigger_id: "1.2.a",
  user_id: "U1",
  channel_id: "C1",
  response_url: "http://x",
};
const event = { type: "event_callback", team_id: "T1", event_id: "Ev1", event: { type: "reaction_added" } };

async function inbox(store?: Store) {
  const parts = await desk();
  const acks: unknown[] = [];
  const work = vi.fn(async ({ ack }: { ack: (answer?: unknown) => Promise<void> }) => ack());
  const apologise = vi.fn();
  const opened = openInbox({ store: store ?? parts.store, clock: parts.clock, log: silentLog, work, apologise });
  const take = (body: object) => opened.take({ body: body as never, ack: async (answer) => void acks.push(answer) });
  const left = () => pendingInbox(parts.store.read, { before: parts.clock.now() + 1_000, limit: 10 });
  return { ...parts, opened, take, acks, work, apologise, left };
}

test("a payload is worked off once, however often Slack sends it", async () => {
  const { take, work, acks, left } = await inbox();
  await take(command);
  await take(command);
  await take(event);
  await take({ ...event, retry: 1 });
  expect(work).toHaveBeenCalledTimes(2);
  expect(acks).toHaveLength(4);
  expect(await left()).toEqual([]);
});

test("it is stored before Slack hears that we have it", async () => {
  const { take, left, work } = await inbox();
  work.mockImplementation(async () => {
    expect((await left()).map(({ key }) => key)).toEqual(["slack/1.2.a"]);
  });
  await take(command);
  expect(work).toHaveBeenCalledOnce();
});

test("what failed is said to the person, stays, and is done again", async () => {
  const { take, work, apologise, left, opened } = await inbox();
  work.mockRejectedValueOnce(new Error("out of order"));
  await take(command);
  expect(apologise).toHaveBeenCalledOnce();
  expect(await left()).toHaveLength(1);
  await opened.replay(true);
  expect(work).toHaveBeenCalledTimes(2);
  expect(work.mock.lastCall?.[0]).toMatchObject({
    body: command,
    customProperties: { sitrepKey: "slack/1.2.a", replayed: true },
  });
  expect(await left()).toEqual([]);
  await opened.replay(true);
  expect(work).toHaveBeenCalledTimes(2);
});

test("what is older than half an hour is not done again, and what is young may be under way", async () => {
  const { store, clock, opened, work, left } = await inbox();
  const receivedAt = clock.now();
  await store.transact((tx) =>
    recordInbox(tx, { key: "slack/old", source: "slack", body: command, receivedAt: receivedAt - 31 * 60_000 }),
  );
  await store.transact((tx) => recordInbox(tx, { key: "slack/new", source: "slack", body: command, receivedAt }));
  await opened.replay(false);
  expect(work).not.toHaveBeenCalled();
  expect((await left()).map(({ key }) => key)).toEqual(["slack/new"]);
  await opened.replay(true);
  expect(work).toHaveBeenCalledOnce();
});

test("with the store away an event is left to Slack, and a person is told", async () => {
  const away = { transact: async () => Promise.reject(new Error("away")) } as unknown as Store;
  const { take, work, acks, apologise } = await inbox(away);
  await take(event);
  expect(acks).toEqual([]);
  await take(command);
  expect(acks).toHaveLength(1);
  expect(apologise).toHaveBeenLastCalledWith(command);
  expect(work).not.toHaveBeenCalled();
});

test("an acknowledgement that cannot be sent stops nothing", async () => {
  const { opened, work, left } = await inbox();
  await opened.take({ body: command as never, ack: async () => Promise.reject(new Error("the line broke")) });
  expect(work).toHaveBeenCalledOnce();
  expect(await left()).toEqual([]);
});

test("keys tell one payload from another", () => {
  const view = { id: "V1", hash: "1.a", state: { values: { title: { title: { value: "x" } } } } };
  const sent = keyOf({ type: "view_submission", trigger_id: "9.9.z", view });
  expect(keyOf({ type: "view_submission", trigger_id: "8.8.y", view })).toBe(sent);
  expect(keyOf({ type: "view_submission", view: { ...view, state: { values: {} } } })).not.toBe(sent);
  expect(keyOf({ type: "block_actions", trigger_id: "1.1.b", view: { ...view, type: "modal" } })).toBeNull();
  expect(keyOf({ type: "block_actions", trigger_id: "1.1.b", view: { ...view, type: "home" } })).toBe("slack/1.1.b");
  expect(keyOf({ ...event, event: { type: "message" } })).toBeNull();
  expect(keyOf(event)).toBe("slack/T1/Ev1");
  for (const nonsense of [null, 3, "x", [], {}]) expect(keyOf(nonsense)).toBeNull();
});
