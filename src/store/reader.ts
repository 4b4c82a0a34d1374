import { existsSync } from "node:fs";
import SqliteDatabase from "better-sqlite3";
import { Kysely } from "kysely";
import type { Log } from "../base/log.ts";
import { StoreRefused } from "./errors.ts";
import { refuseNewer, schemaVersion } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { postgresDialect } from "./postgres/dialect.ts";
import { sqliteDialect } from "./sqlite/dialect.ts";
import { sqliteError } from "./sqlite/errors.ts";
import type { Tx } from "./store.ts";
import type { Tables } from "./tables.ts";

/** A store to look into, and nothing else. */
export interface Reader {
  read: Tx;
  close(): Promise<void>;
}

/**
 * Opens a store for reading, also one that a running Sitrep holds: nothing is locked, migrated or written. Throws
 * `StoreRefused` with words for the operator when there is none, or when another version wrote it.
 */
export async function openReader({
  file,
  url,
  log,
}: {
  file: string;
  url?: string | undefined;
  log: Log;
}): Promise<Reader> {
  const where = url ? "The PostgreSQL database" : file;
  const db = new Kysely<Tables>({ dialect: url ? postgresDialect(url, log) : sqliteDialect(openFile(file)) });
  try {
    const version = await schemaVersion(db);
    if (version === 0) throw new StoreRefused(`${where} holds nothing of Sitrep yet.`);
    refuseNewer(version, migrations, where);
    if (version < (migrations.at(-1)?.version ?? 0))
      throw new StoreRefused(`${where} was written by an older Sitrep. Start this version on it once, then ask again.`);
    return { read: db, close: () => db.destroy() };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

function openFile(file: string) {
  if (!existsSync(file))
    throw new StoreRefused(`There is no ${file}. Run this where Sitrep runs, or name its data_dir.`);
  try {
    return new SqliteDatabase(file, { readonly: true, timeout: 2_000 });
  } catch (error) {
    throw sqliteError(error);
  }
}
