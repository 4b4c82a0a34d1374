import { setTimeout as pause } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { z } from "zod";
import { nextCount, readSetting, saveSetting } from "../../src/store/settings.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

const value = (store: Store, key: string) => readSetting(store.read, key, z.unknown());

onBothStores("a transaction", (open, kind, placeOf) => {
  const postgresOnly = testOn(kind, "postgres");
  const sqliteOnly = testOn(kind, "sqlite");

  test("is stored whole, or not at all", async () => {
    const store = await open();
    const half = store.transact(async (tx) => {
      await saveSetting(tx, "a", 1);
      throw new Error("in the middle");
    });
    await expect(half).rejects.toThrow("in the middle");
    expect(await value(store, "a")).toBeNull();
    expect(
      await store.transact(async (tx) => {
        await saveSetting(tx, "a", 2);
        return "done";
      }),
    ).toBe("done");
    expect(await value(store, "a")).toBe(2);
  });

  test("many at once lose nothing", async () => {
    const store = await open();
    const counted = await Promise.all(Array.from({ length: 50 }, () => store.transact((tx) => nextCount(tx, "c"))));
    expect(counted.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  test("a key that is there already is told as such", async () => {
    const store = await open();
    const twice = (tx: Tx) =>
      tx
        .insertInto("counter")
        .values([
          { name: "x", value: 1 },
          { name: "x", value: 2 },
        ])
        .execute();
    await expect(store.transact(twice)).rejects.toMatchObject({ name: "DuplicateKey" });
  });

  sqliteOnly("that awaits something else is rolled back, logged, and holds nobody up", async () => {
    const lines: { level: number; msg: string }[] = [];
    const log = pino({ level: "error" }, { write: (line) => lines.push(JSON.parse(line)) });
    const store = await open({ log });
    const strayed = store.transact(async (tx) => {
      await saveSetting(tx, "a", 1);
      await pause(5);
      await saveSetting(tx, "b", 1);
    });
    const next = store.transact((tx) => saveSetting(tx, "c", 1));
    await expect(strayed).rejects.toMatchObject({ name: "StrayedTransaction" });
    await next;
    await pause(20);
    expect([await value(store, "a"), await value(store, "b"), await value(store, "c")]).toEqual([null, null, 1]);
    expect(lines).toMatchObject([{ msg: "transaction strayed and was rolled back" }]);
  });

  sqliteOnly("that reads beside itself strays too, instead of waiting for ever", async () => {
    const store = await open();
    const strayed = store.transact(() => value(store, "a"));
    await expect(strayed).rejects.toMatchObject({ name: "StrayedTransaction" });
    expect(await value(store, "a")).toBeNull();
  });

  sqliteOnly("on a full disk is rolled back, and reading goes on", async () => {
    const store = await open();
    await store.transact((tx) => saveSetting(tx, "kept", 1));
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.read);
    await sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 0}`).execute(store.read);
    const large = store.transact(async (tx) => {
      await saveSetting(tx, "small", 1);
      await saveSetting(tx, "large", "x".repeat(100_000));
    });
    await expect(large).rejects.toMatchObject({ name: "StoreFull" });
    expect([await value(store, "kept"), await value(store, "small")]).toEqual([1, null]);
    await sql`pragma max_page_count = 1000000`.execute(store.read);
    await store.transact((tx) => saveSetting(tx, "small", 2));
    expect(await value(store, "small")).toBe(2);
  });

  sqliteOnly("meets somebody else's lock as busy, and works again after it", async () => {
    const store = await open();
    await sql`pragma busy_timeout = 1`.execute(store.read);
    const place = placeOf(store);
    const other = new SqliteDatabase(place.kind === "sqlite" ? place.file : "");
    other.exec("begin immediate");
    await expect(store.transact((tx) => saveSetting(tx, "a", 1))).rejects.toMatchObject({ name: "StoreBusy" });
    other.close();
    await store.transact((tx) => saveSetting(tx, "a", 1));
    expect(await value(store, "a")).toBe(1);
  });

  postgresOnly("that meets another one head-on runs again", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await nextCount(tx, "a");
      await nextCount(tx, "b");
    });
    let runs = 0;
    const holdsFirst = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const crossing = (mine: number, first: string, second: string) =>
      store.transact(async (tx) => {
        runs += 1;
        await nextCount(tx, first);
        holdsFirst[mine]?.resolve();
        await holdsFirst[1 - mine]?.promise;
        return nextCount(tx, second);
      });
    await Promise.all([crossing(0, "a", "b"), crossing(1, "b", "a")]);
    // One of the two lost and ran again; on a busy machine it may lose more than once.
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(await store.transact((tx) => nextCount(tx, "a"))).toBe(4);
  });

  postgresOnly("whose server goes away is told so, and the next one finds it again", async () => {
    const store = await open();
    const killed = store.transact(async (tx) => {
      await saveSetting(tx, "a", 1);
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await expect(killed).rejects.toMatchObject({ name: "StoreGone" });
    expect(await value(store, "a")).toBeNull();
    await store.transact((tx) => saveSetting(tx, "a", 2));
    expect(await value(store, "a")).toBe(2);
  });
});
