import fc from "fast-check";
import { expect, test } from "vitest";
import { openRedeliveries, type Redeliveries } from "../../src/store/redeliveries.ts";
import type { Store } from "../../src/store/store.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

/** A body's hash tells for a minute, a sender's own id for much longer. */
const arrival = (key: string) => ({ key, source: "am", withinMs: key.startsWith("id") ? 600_000 : 60_000 });

const start = 1_000_000;

function ask(store: Store, redeliveries: Redeliveries) {
  return async (at: number, ...keys: string[]): Promise<boolean[]> => {
    const repeated = await store.transact((tx) => redeliveries.among(tx, keys.map(arrival), at));
    redeliveries.committed();
    return repeated;
  };
}

onBothStores("redeliveries", (open, kind) => {
  const sqliteOnly = testOn(kind, "sqlite");

  test("what was here within its time is told, and a twin in the same batch", async () => {
    const store = await open();
    const among = ask(store, openRedeliveries());
    expect(await among(start, "a", "b", "a", "id 1")).toEqual([false, false, true, false]);
    expect(await among(start + 60_000, "id 1", "a", "c")).toEqual([true, true, false]);
    expect(await among(start + 60_001, "a", "c", "id 1")).toEqual([false, true, true]);
    expect(await among(start + 600_001, "a", "id 1")).toEqual([false, false]);
    expect(await among(start + 600_001)).toEqual([]);
  });

  test("a process that starts anew knows what the one before took", async () => {
    const store = await open();
    await ask(store, openRedeliveries())(start, "a", "id 1");
    await ask(store, openRedeliveries())(start + 30_000, "b");
    const among = ask(store, openRedeliveries());
    expect(await among(start + 60_000, "a", "b", "c", "id 1")).toEqual([true, true, false, true]);
    expect(await ask(store, openRedeliveries())(start + 60_001, "a", "b", "c")).toEqual([false, true, true]);
  });

  test("a transaction that was rolled back took nothing", async () => {
    const store = await open();
    const redeliveries = openRedeliveries();
    const broken = store.transact(async (tx) => {
      await redeliveries.among(tx, [arrival("a")], start);
      throw new Error("no");
    });
    await expect(broken).rejects.toThrow("no");
    expect(await ask(store, redeliveries)(start + 1, "b")).toEqual([false]);
    expect(await ask(store, redeliveries)(start + 2, "a", "b")).toEqual([false, true]);
    expect(await ask(store, openRedeliveries())(start + 3, "a", "b")).toEqual([true, true]);
  });

  sqliteOnly("what tells nothing any more is taken away by and by", async () => {
    const store = await open();
    const among = ask(store, openRedeliveries());
    for (let n = 0; n < 20; n++) await among(start + n, `old ${n}`);
    for (let n = 0; n < 10; n++) await among(start + 70_000 + n, `new ${n}`);
    const rows = await store.read.selectFrom("redelivery").select("received_at").execute();
    expect(rows.map(({ received_at: at }) => at - start).toSorted((a, b) => a - b)[0]).toBe(70_000);
  });

  sqliteOnly("is what a list of all that ever came would tell, however they come", async () => {
    const store = await open();
    const key = fc.constantFrom("a", "b", "c", "id 1", "id 2");
    const batch = fc.record({
      waitMs: fc.constantFrom(0, 1, 20_000, 59_999, 60_000, 60_001, 300_000),
      keys: fc.array(key, { maxLength: 5 }),
      restart: fc.boolean(),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 12 }), async (batches) => {
        round += 1;
        const seenAt = new Map<string, number>();
        let at = start + round * 100_000_000;
        let redeliveries = openRedeliveries();
        for (const { waitMs, keys, restart } of batches) {
          at += waitMs;
          if (restart) redeliveries = openRedeliveries();
          const now = at;
          const expected = keys.map((one) => {
            const seen = now - (seenAt.get(one) ?? Number.NEGATIVE_INFINITY) <= arrival(one).withinMs;
            if (!seen) seenAt.set(one, now);
            return seen;
          });
          expect(await ask(store, redeliveries)(now, ...keys)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});
