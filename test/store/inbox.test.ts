import { expect, test } from "vitest";
import {
  answerInbox,
  decideInbox,
  pendingInbox,
  pruneInbox,
  recordInbox,
  repeatedAmong,
  repeatedInbox,
} from "../../src/store/inbox.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

const came = (key: string, receivedAt = 100) => ({ key, source: "slack", body: { text: key }, receivedAt });

onBothStores("the inbox", (open, kind) => {
  const postgresOnly = testOn(kind, "postgres");

  test("tells a redelivery how far the first one got, and what was answered", async () => {
    const store = await open();
    const record = () => store.transact((tx) => recordInbox(tx, came("k")));
    expect(await record()).toBeNull();
    expect(await record()).toEqual({ state: "received", answer: null });
    await store.transact((tx) => decideInbox(tx, "k", { number: 7 }));
    expect(await record()).toEqual({ state: "decided", answer: { number: 7 } });
    await store.transact((tx) => decideInbox(tx, "k", { number: 8 }));
    await store.transact((tx) => answerInbox(tx, "k"));
    expect(await record()).toEqual({ state: "answered", answer: { number: 7 } });
  });

  test("a rolled back one was never here", async () => {
    const store = await open();
    const broken = store.transact(async (tx) => {
      await recordInbox(tx, came("k"));
      throw new Error("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect(await store.transact((tx) => recordInbox(tx, came("k")))).toBeNull();
  });

  test("a key that holds for a while is new again after it", async () => {
    const store = await open();
    const repeated = (at: number) =>
      store.transact((tx) => repeatedInbox(tx, { key: "k", source: "am", at, withinMs: 60 }));
    expect(await repeated(1_000)).toBe(false);
    expect(await repeated(1_060)).toBe(true);
    expect(await repeated(1_061)).toBe(false);
    expect(await repeated(1_100)).toBe(true);
  });

  test("of many at once, those that were here before are told apart, and a twin among them", async () => {
    const store = await open();
    const among = (at: number, ...keys: string[]) =>
      store.transact((tx) =>
        repeatedAmong(
          tx,
          keys.map((key) => ({ key, source: "am", withinMs: key === "id" ? 5_000 : 60 })),
          at,
        ),
      );
    expect(await among(1_000, "b", "a\u0000", "b", "id")).toEqual([false, false, true, false]);
    expect(await among(1_050, "a\u0000", "new", "id")).toEqual([true, false, true]);
    expect(await among(2_000, "a\u0000", "id")).toEqual([false, true]);
    expect(await among(2_000)).toEqual([]);
  });

  test("what was never decided is found again, oldest first", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await recordInbox(tx, came("late", 300));
      await recordInbox(tx, came("b", 200));
      await recordInbox(tx, came("a", 100));
      await recordInbox(tx, came("done", 50));
      await decideInbox(tx, "done", null);
    });
    const pending = await pendingInbox(store.read, { before: 300, limit: 10 });
    expect(pending).toEqual([came("a", 100), came("b", 200)]);
    expect(await pendingInbox(store.read, { before: 300, limit: 1 })).toHaveLength(1);
  });

  test("forgets what is old and decided, a bounded number at a time", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const key of ["a", "b", "c", "new"]) {
        await recordInbox(tx, came(key, key === "new" ? 900 : 100));
        await decideInbox(tx, key, null);
      }
      await recordInbox(tx, came("undecided", 100));
    });
    expect(await store.transact((tx) => pruneInbox(tx, 500, 2))).toBe(2);
    expect(await store.transact((tx) => pruneInbox(tx, 500, 2))).toBe(1);
    expect(await store.transact((tx) => pruneInbox(tx, 500, 2))).toBe(0);
    expect(await pendingInbox(store.read, { before: 500, limit: 9 })).toHaveLength(1);
  });

  postgresOnly("of two replicas that get the same at once, one waits and is told", async () => {
    const store = await open();
    const both = await Promise.all(
      [1, 2].map(() =>
        store.transact(async (tx) => {
          const seen = await recordInbox(tx, came("k"));
          if (!seen) await decideInbox(tx, "k", "first");
          return seen;
        }),
      ),
    );
    expect(both).toContainEqual(null);
    expect(both).toContainEqual({ state: "decided", answer: "first" });
  });
});
