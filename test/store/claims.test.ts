import { expect, test } from "vitest";
import {
  type ClaimedRow,
  claimOutbox,
  endAllClaims,
  extendLease,
  finishEffect,
  nextOutboxDueAt,
} from "../../src/store/claims.ts";
import { saveIncident } from "../../src/store/incidents.ts";
import { dropLane, enqueue, type NewEffect, releaseAwaiting, retryEffect } from "../../src/store/outbox.ts";
import { listOutbox } from "../../src/store/read/outbox-list.ts";
import type { Store } from "../../src/store/store.ts";
import { onBothStores } from "../kit/stores.ts";
import { anIncident } from "./incident.ts";

function effect(key: string, rest: Partial<NewEffect> = {}): NewEffect {
  return {
    key,
    incident: null,
    kind: "message.show",
    lane: key,
    slot: null,
    priority: 3,
    awaits: null,
    body: { say: key },
    createdAt: 100,
    dueAt: 100,
    ...rest,
  };
}

const put = (store: Store, ...effects: NewEffect[]) => store.transact((tx) => enqueue(tx, effects));

const claim = (store: Store, now: number, rest: { limit?: number; worker?: string; leastUrgent?: number } = {}) =>
  store.transact((tx) => claimOutbox(tx, { worker: "w1", now, leaseUntil: now + 1_000, limit: 10, ...rest }));

const deliver = (store: Store, row: ClaimedRow | undefined, now = 200) =>
  store.transact((tx) => finishEffect(tx, row as ClaimedRow, { outcome: "delivered", ref: { ts: "1" } }, now));

const keys = (rows: ClaimedRow[]) => rows.map(({ key }) => key);

onBothStores("the outbox", (open) => {
  test("hands out the most urgent first, and the oldest first among equals", async () => {
    const store = await open();
    await put(
      store,
      effect("card", { priority: 4 }),
      effect("page", { priority: 0 }),
      effect("room", { priority: 2 }),
      effect("page2", { priority: 0 }),
    );
    expect(keys(await claim(store, 100, { limit: 3 }))).toEqual(["page", "page2", "room"]);
    expect(keys(await claim(store, 100))).toEqual(["card"]);
    expect(await claim(store, 100)).toEqual([]);
  });

  test("forgets what is left in a lane that nobody wants any more, also what is under way", async () => {
    const store = await open();
    await put(store, effect("a", { lane: "x" }), effect("b", { lane: "x" }), effect("c"));
    const [first] = await claim(store, 100, { limit: 1 });
    await store.transact((tx) => dropLane(tx, "x"));
    await store.transact((tx) => dropLane(tx, "x"));
    expect(await deliver(store, first)).toBe(false);
    expect(keys(await claim(store, 100))).toEqual(["c"]);
    expect(keys(await claim(store, 9_000))).toEqual(["c"]);
  });

  test("hands out what the dead had claimed, as doubtful, once their claims are ended", async () => {
    const store = await open();
    await put(store, effect("sent"), effect("later", { dueAt: 5_000 }));
    await claim(store, 100);
    expect(await claim(store, 101, { worker: "w2" })).toEqual([]);
    await store.transact((tx) => endAllClaims(tx, 101));
    expect(await claim(store, 101, { worker: "w2" })).toMatchObject([{ key: "sent", doubtful: true, attempts: 1 }]);
  });

  test("keeps back what is not urgent enough", async () => {
    const store = await open();
    await put(store, effect("card", { priority: 4 }), effect("page", { priority: 0 }));
    expect(keys(await claim(store, 100, { leastUrgent: 3 }))).toEqual(["page"]);
    expect(await claim(store, 100, { leastUrgent: 3 })).toEqual([]);
    expect(keys(await claim(store, 100))).toEqual(["card"]);
  });

  test("hands out nothing before it is due", async () => {
    const store = await open();
    await put(store, effect("a", { dueAt: 500 }));
    expect(await claim(store, 499)).toEqual([]);
    expect(await nextOutboxDueAt(store.read)).toBe(500);
    expect(keys(await claim(store, 500))).toEqual(["a"]);
    expect(await nextOutboxDueAt(store.read)).toBe(1_500);
  });

  test("keeps the order of a lane: the next goes when the one before is over", async () => {
    const store = await open();
    await put(store, effect("a", { lane: "L" }), effect("b", { lane: "L", priority: 0 }), effect("other"));
    const [first, other] = await claim(store, 100);
    expect([first?.key, other?.key]).toEqual(["a", "other"]);
    expect(await claim(store, 100)).toEqual([]);
    expect(await deliver(store, first)).toBe(true);
    const [second] = await claim(store, 100);
    expect(second?.key).toBe("b");
    await store.transact((tx) =>
      finishEffect(tx, second as ClaimedRow, { outcome: "never", why: "channel_not_found" }, 200),
    );
    await put(store, effect("c", { lane: "L" }));
    expect(keys(await claim(store, 100))).toEqual(["c"]);
  });

  test("a lane whose first is put off waits with it, and does not hold up another", async () => {
    const store = await open();
    await put(store, effect("a", { lane: "L" }), effect("b", { lane: "L" }), effect("c", { lane: "M" }));
    const [a] = await claim(store, 100, { limit: 1 });
    const put_off = { outcome: "later", why: "ratelimited", doubtful: false, at: 900 } as const;
    expect(await store.transact((tx) => finishEffect(tx, a as ClaimedRow, put_off, 200))).toBe(true);
    expect(keys(await claim(store, 500))).toEqual(["c"]);
    const [again] = await claim(store, 900);
    expect(again).toMatchObject({ key: "a", attempts: 1, doubtful: false });
    await deliver(store, again);
    expect(keys(await claim(store, 900))).toEqual(["b"]);
  });

  test("being told when to come back is no try", async () => {
    const store = await open();
    await put(store, effect("a"));
    const [a] = await claim(store, 100);
    const result = { outcome: "later", why: "no budget", doubtful: false, at: 300, counts: false } as const;
    await store.transact((tx) => finishEffect(tx, a as ClaimedRow, result, 200));
    expect((await claim(store, 300))[0]?.attempts).toBe(0);
  });

  test("a lease that ended untold comes back doubtful, and the late word is not heard", async () => {
    const store = await open();
    await put(store, effect("a"));
    const [first] = await claim(store, 100, { worker: "w1" });
    expect(first?.doubtful).toBe(false);
    expect(await claim(store, 1_099, { worker: "w2" })).toEqual([]);
    const [second] = await claim(store, 1_100, { worker: "w2" });
    expect(second).toMatchObject({ key: "a", doubtful: true, attempts: 1 });
    expect(await deliver(store, first)).toBe(false);
    expect(await deliver(store, second)).toBe(true);
    expect(await deliver(store, second)).toBe(false);
    expect(await claim(store, 9_000)).toEqual([]);
    expect(await nextOutboxDueAt(store.read)).toBeNull();
  });

  test("a lease is made longer by who holds it, and by nobody else", async () => {
    const store = await open();
    await put(store, effect("a"));
    const [row] = await claim(store, 100);
    const { id, claim: held } = row as ClaimedRow;
    expect(await store.transact((tx) => extendLease(tx, { id, claim: held, until: 5_000 }))).toBe(true);
    expect(await claim(store, 4_999)).toEqual([]);
    expect(await store.transact((tx) => extendLease(tx, { id, claim: held - 1, until: 9_000 }))).toBe(false);
    expect(keys(await claim(store, 5_000))).toEqual(["a"]);
    expect(await store.transact((tx) => extendLease(tx, { id, claim: held, until: 9_000 }))).toBe(false);
  });

  test("the same key twice is one effect", async () => {
    const store = await open();
    await put(
      store,
      effect("a", { slot: "S", lane: "L" }),
      effect("a", { slot: "S", lane: "L", body: { say: "again" } }),
      effect("b"),
      effect("b"),
    );
    expect((await claim(store, 100)).map(({ body }) => body)).toEqual([{ say: "a" }, { say: "b" }]);
    expect(await claim(store, 100)).toEqual([]);
  });

  test("a newer effect of a slot takes over the place of one that waits", async () => {
    const store = await open();
    await put(
      store,
      effect("card1", { slot: "S", lane: "L" }),
      effect("pin", { lane: "L" }),
      effect("card2", { slot: "S", lane: "L" }),
    );
    const [card] = await claim(store, 100);
    expect(card).toMatchObject({ key: "card2", body: { say: "card2" } });
    await deliver(store, card);
    expect(keys(await claim(store, 100))).toEqual(["pin"]);
    const states = await store.read.selectFrom("outbox").select(["key", "state"]).orderBy("key").execute();
    expect(states).toContainEqual({ key: "card1", state: "superseded" });
  });

  test("what is being sent, or may have been, is not superseded", async () => {
    const store = await open();
    await put(store, effect("card1", { slot: "S", lane: "L" }));
    const [card1] = await claim(store, 100);
    await put(store, effect("card2", { slot: "S", lane: "L" }));
    await store.transact((tx) =>
      finishEffect(tx, card1 as ClaimedRow, { outcome: "later", why: "reset", doubtful: true, at: 300 }, 200),
    );
    await put(store, effect("card3", { slot: "S", lane: "L" }));
    const [again] = await claim(store, 300);
    expect(again).toMatchObject({ key: "card1", doubtful: true });
    await deliver(store, again);
    expect(keys(await claim(store, 300))).toEqual(["card3"]);
  });

  test("what awaits a channel goes when it exists, and does not wait when it exists already", async () => {
    const store = await open();
    await store.transact((tx) => saveIncident(tx, anIncident(1)));
    await put(store, effect("a", { awaits: "inc1" }), effect("b", { awaits: "inc2" }));
    expect(await claim(store, 100)).toEqual([]);
    await store.transact((tx) => releaseAwaiting(tx, "inc1"));
    expect(keys(await claim(store, 100))).toEqual(["a"]);
    await store.transact((tx) =>
      saveIncident(tx, anIncident(1, { channel: { id: "C1", name: "inc-1", state: "open" } })),
    );
    await put(store, effect("c", { awaits: "inc1" }));
    expect(keys(await claim(store, 100))).toEqual(["c"]);
  });

  test("a failed effect is tried again when asked for, once", async () => {
    const store = await open();
    await put(store, effect("a"));
    const [a] = await claim(store, 100);
    expect(await store.transact((tx) => retryEffect(tx, a?.id as number, 200))).toBeNull();
    await store.transact((tx) => finishEffect(tx, a as ClaimedRow, { outcome: "never", why: "is_archived" }, 200));
    expect((await listOutbox(store.read, { state: "failed", limit: 10 })).items).toMatchObject([
      { id: a?.id, error: "is_archived" },
    ]);
    expect(await store.transact((tx) => retryEffect(tx, a?.id as number, 300))).toBe("waiting");
    expect(await store.transact((tx) => retryEffect(tx, a?.id as number, 300))).toBeNull();
    expect(await claim(store, 300)).toMatchObject([{ key: "a", attempts: 0, doubtful: false }]);
  });

  test("a failed card is not brought back over a newer one", async () => {
    const store = await open();
    await put(store, effect("card1", { slot: "S", lane: "L" }));
    const [card1] = await claim(store, 100);
    await store.transact((tx) => finishEffect(tx, card1 as ClaimedRow, { outcome: "never", why: "too long" }, 200));
    await put(store, effect("card2", { slot: "S", lane: "L" }));
    expect(await store.transact((tx) => retryEffect(tx, card1?.id as number, 300))).toBe("superseded");
    expect(keys(await claim(store, 300))).toEqual(["card2"]);
  });

  test("two replicas that claim at the same time get different effects", async () => {
    const store = await open();
    await put(store, ...Array.from({ length: 60 }, (_, n) => effect(`e${n}`)));
    const claims = await Promise.all(
      Array.from({ length: 6 }, (_, n) => claim(store, 100, { worker: `w${n}`, limit: 20 })),
    );
    const got = claims.flat().map(({ key }) => key);
    expect(new Set(got).size).toBe(got.length);
    const rest = keys(await claim(store, 100, { limit: 100 }));
    expect(new Set([...got, ...rest]).size).toBe(60);
  });
});
