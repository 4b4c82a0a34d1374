import { expect, test } from "vitest";
import type { Publication, Subscriber } from "../../src/domain/subscription/state.ts";
import { addPublication, lastNumber, prunePublications, publicationsAfter } from "../../src/store/publications.ts";
import { countSubscribers } from "../../src/store/read/subscribers.ts";
import type { Store } from "../../src/store/store.ts";
import {
  activeSubscriber,
  channelSubscribers,
  forgetSubscriber,
  loadSubscriber,
  mediaInUse,
  nextTryAt,
  pruneUnanswered,
  rememberAsked,
  rememberTold,
  saveSubscriber,
  subscriberBy,
  toAsk,
  toTell,
} from "../../src/store/subscribers.ts";
import { onBothStores } from "../kit/stores.ts";

const now = 1_000_000;
const looking = { failing: false, now, limit: 10 };
const failing = { ...looking, failing: true };

function aSubscriber(id: string, own: Partial<Subscriber> = {}): Subscriber {
  return {
    id,
    medium: "email",
    address: `${id}@example.com`,
    key: `email:${id}@example.com`,
    components: [],
    activeSince: now,
    off: null,
    asked: null,
    secret: null,
    token: `end-${id}`,
    failing: null,
    ...own,
  };
}
const asked = (token: string, own: Partial<NonNullable<Subscriber["asked"]>> = {}) => ({
  components: [],
  token,
  secret: null,
  at: now,
  times: 1,
  countedFrom: now,
  until: now + 1_000,
  unsent: true,
  ...own,
});
const news = (update: string): Omit<Publication, "number"> => ({
  subject: "incident/i1",
  update,
  components: ["Gateway"],
  at: now,
});

onBothStores("subscribers", (open) => {
  const keep = (store: Store, one: Subscriber, was: Subscriber | null = null, dueAt: number | null = null) =>
    store.transact((tx) => saveSubscriber(tx, one, was, dueAt));
  const publish = (store: Store, update: string) => store.transact((tx) => addPublication(tx, news(update)));

  test("are found by whatever tells them apart, and are gone when they are forgotten", async () => {
    const store = await open();
    const ann = aSubscriber("ann", { asked: asked("yes-ann") });
    await keep(store, ann);
    for (const which of [{ id: "ann" }, { key: ann.key }, { token: "end-ann" }, { asked: "yes-ann" }])
      expect(await store.transact((tx) => loadSubscriber(tx, which))).toEqual(ann);
    expect(await subscriberBy(store.read, { asked: "yes-ann" })).toEqual(ann);
    expect(await subscriberBy(store.read, { token: "yes-ann" })).toBeNull();
    await store.transact((tx) => forgetSubscriber(tx, "ann"));
    expect(await subscriberBy(store.read, { token: "end-ann" })).toBeNull();
  });

  test("are told what was published since they began, in order, and never set back", async () => {
    const store = await open();
    await publish(store, "u1");
    await keep(store, aSubscriber("ann"));
    await keep(store, aSubscriber("ben", { activeSince: null, asked: asked("yes-ben", { unsent: false }) }));
    await publish(store, "u2");
    const ben = aSubscriber("ben");
    await keep(store, ben, aSubscriber("ben", { activeSince: null, asked: asked("yes-ben") }));
    await publish(store, "u3");
    const last = await lastNumber(store.read);
    expect(last).toBe(3);
    const due = await toTell(store.read, "email", last, looking);
    expect(due.map(({ subscriber, told }) => [subscriber.id, told])).toEqual([
      ["ann", 1],
      ["ben", 2],
    ]);
    expect((await publicationsAfter(store.read, 1, 10)).map(({ update }) => update)).toEqual(["u2", "u3"]);
    await store.transact((tx) =>
      rememberTold(tx, [
        { id: "ann", told: 3, recovered: false },
        { id: "ben", told: 3, recovered: false },
      ]),
    );
    await store.transact((tx) => rememberTold(tx, [{ id: "ann", told: 2, recovered: false }]));
    expect(await toTell(store.read, "email", last, looking)).toEqual([]);
    // A change of what they hear of sets nobody back either.
    await keep(store, { ...ben, components: ["Gateway"] }, ben);
    expect(await toTell(store.read, "email", last, looking)).toEqual([]);
  });

  test("that fail are looked for apart, at their time, and join the others once they do not", async () => {
    const store = await open();
    const ann = aSubscriber("ann");
    await keep(store, ann);
    await publish(store, "u1");
    const troubled = { ...ann, failing: { since: now, tries: 1, why: "x" } };
    await keep(store, troubled, ann, now + 60_000);
    expect(await toTell(store.read, "email", 1, looking)).toEqual([]);
    expect(await toTell(store.read, "email", 1, failing)).toEqual([]);
    expect(await nextTryAt(store.read, "email")).toBe(now + 60_000);
    const later = { ...failing, now: now + 60_000 };
    expect(await toTell(store.read, "email", 1, later)).toHaveLength(1);
    await store.transact((tx) => rememberTold(tx, [{ id: "ann", told: 1, recovered: true }]));
    expect(await nextTryAt(store.read, "email")).toBeNull();
    expect((await subscriberBy(store.read, { token: "end-ann" }))?.failing).toBeNull();
  });

  test("that fail stay apart while there is more to tell them, and are never set back", async () => {
    const store = await open();
    const ann = aSubscriber("ann");
    await keep(store, ann);
    await publish(store, "u1");
    await publish(store, "u2");
    await publish(store, "u3");
    await keep(store, { ...ann, failing: { since: now, tries: 1, why: "x" } }, ann, now);
    const told = async () => (await toTell(store.read, "email", 3, failing)).map((one) => one.told);
    await store.transact((tx) => rememberTold(tx, [{ id: "ann", told: 2, recovered: true }]));
    expect(await told()).toEqual([2]);
    await store.transact((tx) => rememberTold(tx, [{ id: "ann", told: 1, recovered: true }]));
    expect(await told()).toEqual([2]);
    // A question that gets through says nothing of the update that does not.
    const anew = { ...ann, asked: asked("yes-1"), failing: { since: now, tries: 1, why: "x" } };
    await keep(store, anew, ann, now);
    await store.transact((tx) => rememberAsked(tx, "ann", "yes-1"));
    expect(await told()).toEqual([2]);
    // And an update that gets through says nothing of a question that does not.
    await keep(store, anew, ann, now);
    await store.transact((tx) => rememberTold(tx, [{ id: "ann", told: 3, recovered: true }]));
    expect(await toAsk(store.read, "email", failing)).toHaveLength(1);
    await store.transact((tx) => rememberAsked(tx, "ann", "yes-1"));
    expect(await nextTryAt(store.read, "email")).toBeNull();
    expect(await toTell(store.read, "email", 3, looking)).toEqual([]);
  });

  test("are looked up as they stand at this moment, while they hear anything", async () => {
    const store = await open();
    const ann = aSubscriber("ann");
    await keep(store, ann);
    await keep(store, aSubscriber("ben", { off: { at: now, why: "x" } }));
    expect(await activeSubscriber(store.read, "ann")).toEqual(ann);
    expect(await activeSubscriber(store.read, "ben")).toBeNull();
    await store.transact((tx) => forgetSubscriber(tx, "ann"));
    expect(await activeSubscriber(store.read, "ann")).toBeNull();
  });

  test("are asked once; who asks anew meanwhile is asked again", async () => {
    const store = await open();
    const ann = aSubscriber("ann", { activeSince: null, asked: asked("yes-1") });
    await keep(store, ann);
    expect(await toAsk(store.read, "email", looking)).toEqual([ann]);
    expect(await toAsk(store.read, "webhook", looking)).toEqual([]);
    const again = { ...ann, asked: asked("yes-2") };
    await keep(store, again, ann);
    await store.transact((tx) => rememberAsked(tx, "ann", "yes-1"));
    expect(await toAsk(store.read, "email", looking)).toEqual([again]);
    await store.transact((tx) => rememberAsked(tx, "ann", "yes-2"));
    expect(await toAsk(store.read, "email", looking)).toEqual([]);
  });

  test("that never answered, and what nobody waits for, are forgotten", async () => {
    const store = await open();
    await keep(store, aSubscriber("ann", { activeSince: null, asked: asked("yes-1") }));
    await keep(store, aSubscriber("ben", { asked: asked("yes-2") }));
    await publish(store, "u1");
    expect(await store.transact((tx) => pruneUnanswered(tx, now + 2_000, 10))).toBe(1);
    expect(await store.transact((tx) => pruneUnanswered(tx, now + 2_000, 10))).toBe(0);
    expect(await store.transact((tx) => prunePublications(tx, now, 10))).toBe(0);
    expect(await store.transact((tx) => prunePublications(tx, now + 1, 10))).toBe(1);
    expect(await countSubscribers(store.read)).toEqual([{ medium: "email", state: "active", count: 1, failing: 0 }]);
  });

  test("count by how they stand, and the media in use are those of active ones", async () => {
    const store = await open();
    await keep(store, aSubscriber("c", { medium: "channel", key: "channel:C1" }));
    await keep(store, aSubscriber("w", { medium: "webhook", key: "w", off: { at: now, why: "x" } }));
    expect(await mediaInUse(store.read)).toEqual(["channel"]);
    expect((await channelSubscribers(store.read)).map(({ id }) => id)).toEqual(["c"]);
    expect(await countSubscribers(store.read)).toEqual([
      { medium: "channel", state: "active", count: 1, failing: 0 },
      { medium: "webhook", state: "off", count: 1, failing: 0 },
    ]);
  });
});
