import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Signal } from "../../src/domain/events.ts";
import { migrations } from "../../src/store/migrations.ts";
import { lastFiring, recordedSignals } from "../../src/store/read/recorded.ts";
import { pruneSignals, recordSignals, unpackSignals } from "../../src/store/signals.ts";
import type { Store } from "../../src/store/store.ts";
import { onBothStores } from "../kit/stores.ts";

const signal = (identity: string, status: Signal["status"] = "firing"): Signal => ({
  source: "alertmanager",
  identity,
  status,
  title: "a",
  description: null,
  severityHint: "critical",
  labels: { zone: "ü\ud83d\ude00" },
  groupKey: null,
  startedAt: 50,
  runbookUrl: null,
  links: [],
});

async function since(store: Store, at: number): Promise<[string, string, number][]> {
  const found: [string, string, number][] = [];
  for await (const one of recordedSignals(store.read, at)) found.push([one.id, one.signal.identity, one.at]);
  return found;
}

onBothStores("recorded signals", (open, _, placeOf) => {
  test("are kept as they came, in their order, until they are forgotten", async () => {
    const store = await open();
    const take = (receivedAt: number, ...ids: string[]) =>
      store.transact((tx) =>
        recordSignals(
          tx,
          ids.map((id) => ({ id, signal: signal(`am:${id}`), receivedAt })),
        ),
      );
    await take(900, "c");
    await take(100, "b", "a");
    await take(500);
    expect(await since(store, 0)).toEqual([
      ["b", "am:b", 100],
      ["a", "am:a", 100],
      ["c", "am:c", 900],
    ]);
    expect((await since(store, 101)).map(([id]) => id)).toEqual(["c"]);
    for await (const one of recordedSignals(store.read, 900)) expect(one.signal).toEqual(signal("am:c"));

    expect(await store.transact((tx) => pruneSignals(tx, 500, 10))).toBe(1);
    expect(await store.transact((tx) => pruneSignals(tx, 500, 10))).toBe(0);
    expect((await since(store, 0)).map(([id]) => id)).toEqual(["c"]);
  });

  test("are read in steps: more transactions than are read at once", async () => {
    const store = await open();
    for (let n = 100; n < 150; n++)
      await store.transact((tx) => recordSignals(tx, [{ id: `s${n}`, signal: signal("am:a"), receivedAt: 7 }]));
    expect((await since(store, 7)).map(([id]) => id)).toEqual(Array.from({ length: 50 }, (_, n) => `s${n + 100}`));
  });

  test("that an earlier version kept one by one are packed, and none is lost", async () => {
    const store = await open({ migrations: migrations.slice(0, 4) });
    await store.transact(async (tx) => {
      for (let n = 0; n < 1_203; n++)
        await sql`insert into alert_event (id, alert, source, received_at, status, body)
          values (${`s${n}`}, 'am:a', 'am', ${1_000 + (n % 7)}, 'firing', ${JSON.stringify(signal(`am:${n}`))})`.execute(
          tx,
        );
    });
    await store.close();
    const again = await open({ at: placeOf(store) });
    const kept = await since(again, 0);
    expect(kept.map(([id]) => id).sort()).toEqual(Array.from({ length: 1_203 }, (_, n) => `s${n}`).sort());
    expect(kept.map(([, , at]) => at)).toEqual(kept.map(([, , at]) => at).toSorted((a, b) => a - b));
    expect((await since(again, 1_006)).every(([, , at]) => at === 1_006)).toBe(true);
    expect(await since(again, 1_006)).toHaveLength(171);
  });

  test("of an alert that is not known, nothing is the last", async () => {
    const store = await open();
    await store.transact((tx) => recordSignals(tx, [{ id: "s", signal: signal("am:a"), receivedAt: 7 }]));
    expect(await lastFiring(store.read, "am:a")).toBeNull();
  });
});

test("a row that was damaged says so, and names itself", () => {
  expect(() => unpackSignals({ id: "s1", body: Buffer.from("nonsense") })).toThrow(
    "The recorded signals s1 cannot be unpacked.",
  );
});
