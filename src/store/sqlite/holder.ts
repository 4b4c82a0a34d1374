import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import SqliteDatabase, { type Database } from "better-sqlite3";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import { StoreRefused } from "../errors.ts";
import { sqliteError } from "./errors.ts";

/*
 * One process per file. The lock is the operating system's, taken by a transaction that stays open on a small database
 * beside ours, so it ends with the process however that ends; a file with a process id would lie after a SIGKILL, and in
 * containers, where every process is number 1. The holder's name stands in a file of its own: reading the lock file by
 * other means than SQLite would drop the lock.
 */

const holder = z.object({ pid: z.number(), host: z.string(), since: z.string() });

/** Takes the file for this process, or throws `StoreRefused` that names who has it. Returns how to let go. */
export function holdAlone(file: string, clock: Clock): () => void {
  const named = `${file}.holder`;
  const lock = takeLock(`${file}.lock`);
  if (!lock)
    throw new StoreRefused(
      `${file} is in use by ${holderOf(named)}. Stop it first: two processes on one file would undo each other's work.`,
    );

  const me = { pid: process.pid, host: hostname(), since: new Date(clock.now()).toISOString() };
  try {
    writeFileSync(named, `${JSON.stringify(me)}\n`);
  } catch {
    // a full disk: the lock holds all the same, only without a name
  }
  return () => {
    if (!lock.open) return;
    rmSync(named, { force: true });
    lock.close();
  };
}

function takeLock(path: string): Database | null {
  let lock: Database | undefined;
  try {
    lock = new SqliteDatabase(path, { timeout: 0 });
    lock.exec("begin immediate");
    return lock;
  } catch (error) {
    lock?.close();
    if (error instanceof SqliteDatabase.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw sqliteError(error);
  }
}

function holderOf(named: string): string {
  try {
    const { pid, host, since } = holder.parse(JSON.parse(readFileSync(named, "utf8")));
    return `process ${pid} on ${host} (since ${since})`;
  } catch {
    return "another process";
  }
}
