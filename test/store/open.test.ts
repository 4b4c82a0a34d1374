import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { sql } from "kysely";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { silentLog } from "../../src/base/log.ts";
import { type Migration, migrations } from "../../src/store/migrations.ts";
import { openStore } from "../../src/store/open.ts";
import { readSetting, saveSetting } from "../../src/store/settings.ts";
import { networkFileSystem } from "../../src/store/sqlite/file.ts";
import { onBothStores, stillClock, testOn } from "../kit/stores.ts";

const known = migrations.length;
const second: Migration = {
  version: known + 1,
  name: "a-new-table",
  up: (tx) => tx.schema.createTable("novel").addColumn("id", "text").execute(),
};

onBothStores("opening", (open, kind, placeOf) => {
  const postgresOnly = testOn(kind, "postgres");

  test("a new store gets the schema, and an old one keeps its rows", async () => {
    const store = await open();
    const at = placeOf(store);
    await store.transact((tx) => saveSetting(tx, "a", 1));
    await store.close();
    const again = await open({ at });
    expect(await readSetting(again.read, "a", z.number())).toBe(1);
    const versions = await again.read.selectFrom("schema_version").select("version").orderBy("version").execute();
    expect(versions.map(({ version }) => version)).toEqual(migrations.map(({ version }) => version));
  });

  test("an older store is migrated, and one that a newer version wrote is refused", async () => {
    const store = await open();
    const at = placeOf(store);
    await store.close();
    await (await open({ at, migrations: [...migrations, second] })).close();
    await expect(open({ at })).rejects.toThrow(
      `written by a newer Sitrep (schema ${known + 1}; this one knows ${known})`,
    );
    await (await open({ at, migrations: [...migrations, second] })).close();
  });

  test("a migration that breaks leaves the old schema and its rows whole", async () => {
    const store = await open();
    const at = placeOf(store);
    await store.transact((tx) => saveSetting(tx, "a", 1));
    await store.close();
    const broken: Migration = {
      ...second,
      async up(tx) {
        await second.up(tx);
        await tx.deleteFrom("setting").execute();
        throw new Error("half way");
      },
    };
    await expect(open({ at, migrations: [...migrations, broken] })).rejects.toThrow("half way");
    const again = await open({ at });
    expect(await readSetting(again.read, "a", z.number())).toBe(1);
    await again.close();
    await open({ at, migrations: [...migrations, second] });
  });

  postgresOnly("replicas that start together migrate once", async () => {
    const first = await open();
    const at = placeOf(first);
    await Promise.all(Array.from({ length: 4 }, () => open({ at, migrations: [...migrations, second] })));
    expect(await first.read.selectFrom("schema_version").select("version").execute()).toHaveLength(known + 1);
  });
});

describe("a SQLite file", () => {
  const folders: string[] = [];
  const children: ChildProcess[] = [];
  const newFile = () => {
    const folder = mkdtempSync(join(tmpdir(), "sitrep-open-"));
    folders.push(folder);
    return join(folder, "sitrep.db");
  };
  const open = (file: string, list = migrations) =>
    openStore({ file, log: silentLog, clock: stillClock, migrations: list });

  /** Opens the file in a process of its own, which then does nothing, with `SITREP_CRASH_AT` if given. */
  const openElsewhere = async (file: string, crashAt = "") => {
    const script = `
      import { openStore } from ${JSON.stringify(new URL("../../src/store/open.ts", import.meta.url).href)};
      import { migrations } from ${JSON.stringify(new URL("../../src/store/migrations.ts", import.meta.url).href)};
      import { silentLog } from ${JSON.stringify(new URL("../../src/base/log.ts", import.meta.url).href)};
      const novel = { version: ${migrations.length + 1}, name: "novel", up: (tx) => tx.schema.createTable("novel").addColumn("id", "text").execute() };
      await openStore({ file: process.argv[1], log: silentLog, clock: { now: () => 0, alarm: () => () => {} }, migrations: [...migrations, novel] });
      console.log("open");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script, file], {
      env: { ...process.env, SITREP_CRASH_AT: crashAt },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    return child;
  };

  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  test("is refused to a second process, which is told who has it; a SIGKILL of that one frees it", async () => {
    const file = newFile();
    const holder = await openElsewhere(file);
    await expect(open(file, [...migrations, second])).rejects.toThrow(
      new RegExp(`in use by process ${holder.pid} on .+ \\(since`),
    );
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await (await open(file, [...migrations, second])).close();
  });

  test("is refused to a second store of the same process, and is free after the first was closed", async () => {
    const file = newFile();
    const store = await open(file);
    await expect(open(file)).rejects.toThrow(`in use by process ${process.pid}`);
    await store.close();
    await (await open(file)).close();
  });

  test("is copied before it is migrated, under a name that says what it holds", async () => {
    const file = newFile();
    const store = await open(file);
    await store.transact((tx) => saveSetting(tx, "a", 1));
    await store.close();
    await (await open(file, [...migrations, second])).close();
    const copies = readdirSync(join(file, "..")).filter((name) => name.includes("schema-"));
    expect(copies).toEqual([`sitrep.db.schema-${known}.19700101T001640Z`]);
    const copy = await open(join(file, "..", copies[0] ?? ""));
    expect(await readSetting(copy.read, "a", z.number())).toBe(1);
    await copy.close();
  });

  test("survives a kill in the middle of a migration", async () => {
    const file = newFile();
    const store = await open(file);
    await store.transact((tx) => saveSetting(tx, "a", 1));
    await store.close();
    const killed = await openElsewhere(file, "in-migration");
    expect(killed.signalCode).toBe("SIGKILL");
    const again = await open(file);
    expect(await readSetting(again.read, "a", z.number())).toBe(1);
    await again.close();
  });

  test("of something else is left alone", async () => {
    const file = newFile();
    const foreign = new SqliteDatabase(file);
    foreign.exec("create table recipe (name text)");
    foreign.close();
    await expect(open(file)).rejects.toThrow("not one of Sitrep");
    await expect(open(file)).rejects.toMatchObject({ name: "StoreRefused" });
  });

  test("is copied whole while it is written to", async () => {
    const file = newFile();
    const store = await open(file);
    await store.transact((tx) => saveSetting(tx, "a", "x".repeat(500_000)));
    const to = `${file}.copy`;
    const writing = Array.from({ length: 20 }, (_, n) => store.transact((tx) => saveSetting(tx, "n", n)));
    await Promise.all([store.backup(to), ...writing]);
    await expect(store.backup(to)).rejects.toThrow("writes over nothing");
    await store.close();
    const copy = await open(to);
    expect(await readSetting(copy.read, "a", z.string())).toHaveLength(500_000);
    await copy.close();
  });

  test("on a network file system is refused", () => {
    expect(networkFileSystem(0x6969)).toBe("NFS");
    expect(networkFileSystem(0xff534d42 | 0)).toBe("CIFS");
    expect(networkFileSystem(0xef53)).toBeNull();
  });

  test("survives power cuts: it syncs each commit, and checks keys", async () => {
    const file = newFile();
    const store = await open(file);
    const pragma = async (name: string) =>
      Object.values((await sql.raw<object>(`pragma ${name}`).execute(store.read)).rows[0] ?? {})[0];
    expect([await pragma("journal_mode"), await pragma("synchronous"), await pragma("foreign_keys")]).toEqual([
      "wal",
      2,
      1,
    ]);
    await store.close();
  });
});
