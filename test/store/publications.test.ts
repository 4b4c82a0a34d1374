import { expect, test } from "vitest";
import {
  addPublication,
  lastNumber,
  lastNumberHeld,
  prunePublications,
  publicationsAfter,
} from "../../src/store/publications.ts";
import type { Store } from "../../src/store/store.ts";
import { onBothStores } from "../kit/stores.ts";

const publish = (store: Store, update: string, at = 1_000) =>
  store.transact((tx) => addPublication(tx, { subject: "incident/i1", update, components: ["Gateway"], at }));

onBothStores("publications", (open) => {
  test("are numbered in the order of their commits, without a gap, also when several are at it", async () => {
    const store = await open();
    expect(await lastNumber(store.read)).toBe(0);
    await Promise.all(Array.from({ length: 12 }, (_, n) => publish(store, `u${n}`)));
    const all = await publicationsAfter(store.read, 0, 100);
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(await lastNumber(store.read)).toBe(12);
  });

  test("wait for whoever holds the newest number", async () => {
    const store = await open();
    await publish(store, "u1");
    let published = Promise.resolve();
    const order: string[] = [];
    await store.transact(async (tx) => {
      await lastNumberHeld(tx);
      published = publish(store, "u2").then(() => void order.push("published"));
      // Long enough for the other to be through if nothing held it.
      for (let looks = 0; looks < 30; looks++) await lastNumber(tx);
      order.push("looked");
    });
    await published;
    expect(order).toEqual(["looked", "published"]);
    expect(await lastNumber(store.read)).toBe(2);
  });

  test("are handed out after a number, a few at a time, and forgotten when they are old", async () => {
    const store = await open();
    for (const [n, at] of [1_000, 2_000, 3_000].entries()) await publish(store, `u${n + 1}`, at);
    expect((await publicationsAfter(store.read, 1, 1)).map(({ update }) => update)).toEqual(["u2"]);
    expect(await store.transact((tx) => prunePublications(tx, 2_500, 10))).toBe(2);
    expect(await store.transact((tx) => prunePublications(tx, 2_500, 10))).toBe(0);
    expect((await publicationsAfter(store.read, 0, 9)).map(({ number }) => number)).toEqual([3]);
  });
});
