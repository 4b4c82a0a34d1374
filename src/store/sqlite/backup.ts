import { existsSync, renameSync, rmSync } from "node:fs";
import type { Database } from "better-sqlite3";
import type { Clock } from "../../base/clock.ts";
import { StoreRefused } from "../errors.ts";
import { sqliteError } from "./errors.ts";

/** Writes a whole copy to `to`, which must not exist yet. A crash leaves no half copy under that name. */
export async function backUp(raw: Database, to: string): Promise<void> {
  if (existsSync(to)) throw new Error(`${to} is there already; a backup writes over nothing.`);
  const half = `${to}.half`;
  rmSync(half, { force: true });
  try {
    await raw.backup(half);
    renameSync(half, to);
  } catch (error) {
    rmSync(half, { force: true });
    throw sqliteError(error);
  }
}

/** The copy that is made before a migration, named by what it holds: `sitrep.db.schema-1.20261121T120000Z`. */
export async function backUpBeside(raw: Database, file: string, version: number, clock: Clock): Promise<string> {
  const stamp = new Date(clock.now()).toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
  const name = (count: number) => `${file}.schema-${version}.${stamp}${count > 1 ? `-${count}` : ""}`;
  let count = 1;
  while (existsSync(name(count))) count++;
  const to = name(count);
  try {
    await backUp(raw, to);
    return to;
  } catch (error) {
    throw new StoreRefused(
      `${file} must be migrated, and the copy that is made first (${to}) could not be written: ${(error as Error).message} ` +
        "Nothing was changed. Make room in that folder and start again.",
      { cause: error },
    );
  }
}
