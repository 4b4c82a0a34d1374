import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase, { type Database } from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chanceOf } from "../../scripts/chaos/chance.ts";
import { cutPower, readLog } from "../../scripts/chaos/power-cut.ts";

let folder: string;
let file: string;
let live: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sitrep-power-"));
  file = join(folder, "a.db");
  live = new SqliteDatabase(file);
  live.pragma("journal_mode = WAL");
  live.pragma("synchronous = FULL");
  live.exec("create table fact (n integer, words text)");
  live.pragma("wal_checkpoint(TRUNCATE)");
});

afterEach(() => {
  live.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (n: number) => live.prepare("insert into fact values (?, ?)").run(n, `fact ${n} `.repeat(800));
const log = () => `${file}-wal`;

/** The files as a killed process leaves them, under another name: this process cannot die of its own test. */
function killed(): string {
  const dead = join(folder, "dead.db");
  copyFileSync(file, dead);
  copyFileSync(log(), `${dead}-wal`);
  return dead;
}

/** What a program finds that starts after the power came back. */
function found(dead: string): number[] {
  const after = new SqliteDatabase(dead);
  expect(after.pragma("integrity_check", { simple: true })).toBe("ok");
  const facts = after.prepare("select n from fact order by n").pluck().all() as number[];
  after.close();
  return facts;
}

describe("a write-ahead log", () => {
  test("is read as the transactions that are whole in it", () => {
    for (const n of [1, 2, 3]) write(n);
    const { ends, frameBytes } = readLog(readFileSync(log()));
    expect(ends).toHaveLength(3);
    expect(frameBytes).toBe(4_096 + 24);
    expect(ends.at(-1)).toBe(statSync(log()).size);
  });

  test("that begins anew does not count what an older round left behind its end", () => {
    for (const n of [1, 2, 3]) write(n);
    live.pragma("wal_checkpoint(RESTART)");
    write(4);
    expect(readLog(readFileSync(log())).ends).toHaveLength(1);
  });

  test("that was never written to holds nothing", () => {
    expect(readLog(Buffer.alloc(0)).ends).toEqual([]);
  });

  test("shows when the next transaction has begun, down to its first frame's header", () => {
    for (const n of [1, 2]) write(n);
    const bytes = readFileSync(log());
    const { ends, frameBytes } = readLog(bytes);
    const next = bytes.subarray(ends[0], (ends[0] ?? 0) + frameBytes);
    expect(readLog(bytes).begun).toBe(false);
    expect(readLog(Buffer.concat([bytes, next])).begun).toBe(true);
    expect(readLog(Buffer.concat([bytes, next.subarray(0, 24)])).begun).toBe(true);
  });
});

describe("a power cut", () => {
  /** When the database itself was written to, in seconds: long ago, or after the log. */
  const checkpointed = (dead: string, at: number) => utimesSync(dead, at, at);
  const soon = () => statSync(log()).mtimeMs + 1_000;

  test.each([1, 2, 3, 4, 5])("takes the last transaction when nobody has heard of it, and no other (%i)", (seed) => {
    for (const n of [1, 2, 3]) write(n);
    const dead = killed();
    checkpointed(dead, 1);
    expect(cutPower(dead, 0, chanceOf(seed))).toBe("lost the last transaction");
    expect(found(dead)).toEqual([1, 2]);
  });

  test.each([1, 2, 3, 4, 5])("leaves everything that somebody heard of, whatever is torn behind it (%i)", (seed) => {
    for (const n of [1, 2, 3]) write(n);
    const dead = killed();
    checkpointed(dead, 1);
    expect(cutPower(dead, soon(), chanceOf(seed))).toBe("tore the log's end");
    expect(found(dead)).toEqual([1, 2, 3]);
  });

  test("within a write takes nothing of what was written before: that was synced", () => {
    for (const n of [1, 2, 3]) write(n);
    const dead = killed();
    checkpointed(dead, 1);
    const bytes = readFileSync(log());
    const { ends, frameBytes } = readLog(bytes);
    appendFileSync(`${dead}-wal`, bytes.subarray(ends[1], (ends[1] ?? 0) + frameBytes));
    expect(cutPower(dead, 0, chanceOf(1))).toBe("tore the log's end");
    expect(found(dead)).toEqual([1, 2, 3]);
  });

  test("takes nothing that a checkpoint has copied: the log was synced before", () => {
    for (const n of [1, 2, 3]) write(n);
    const dead = killed();
    checkpointed(dead, soon() / 1_000);
    expect(cutPower(dead, 0, chanceOf(1))).toBe("tore the log's end");
    expect(found(dead)).toEqual([1, 2, 3]);
  });
});
