import SqliteDatabase, { type Database } from "better-sqlite3";
import { Kysely, sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { migrate, refuseNewer, schemaVersion } from "../migrate.ts";
import type { Migration } from "../migrations.ts";
import type { Store, Tx } from "../store.ts";
import type { Tables } from "../tables.ts";
import { backUp, backUpBeside } from "./backup.ts";
import { sqliteDialect } from "./dialect.ts";
import { sqliteError } from "./errors.ts";
import { APPLICATION_ID, refuseForeign, refuseNetwork } from "./file.ts";
import { holdAlone } from "./holder.ts";
import { sameTurn } from "./same-turn.ts";

/** How long a write waits for somebody who looks into the file from outside. The process stands still meanwhile. */
const BUSY_MS = 2_000;
/** After how many written pages the log goes into the file. In a storm most of them are the same few, and go once; 16 MiB at rest. */
const CHECKPOINT_PAGES = 4_000;

/** The store in one SQLite file, for one process. */
export async function openSqlite({
  file,
  log,
  clock,
  migrations,
}: {
  file: string;
  log: Log;
  clock: Clock;
  migrations: Migration[];
}): Promise<Store> {
  refuseNetwork(file, log);
  const letGo = holdAlone(file, clock);
  let raw: Database | undefined;
  let db: Kysely<Tables> | undefined;
  try {
    raw = openFile(file);
    db = new Kysely<Tables>({ dialect: sqliteDialect(raw) });
    const transact = sameTurn(db, log);
    const version = await schemaVersion(db);
    refuseNewer(version, migrations, file);
    if (version < (migrations.at(-1)?.version ?? 0)) {
      if (version > 0)
        log.info({ backup: await backUpBeside(raw, file, version, clock) }, "database backed up before migrating");
      await transact((tx) => migrate(tx, version, migrations, clock));
    }
    return storeOf(raw, db, transact, letGo);
  } catch (error) {
    raw?.close();
    letGo();
    throw error;
  }
}

function openFile(file: string): Database {
  try {
    const raw = new SqliteDatabase(file, { timeout: BUSY_MS });
    try {
      refuseForeign(raw, file);
      raw.pragma("journal_mode = WAL");
      // an acknowledged alert survives a power cut
      raw.pragma("synchronous = FULL");
      raw.pragma("foreign_keys = ON");
      raw.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      raw.pragma(`application_id = ${APPLICATION_ID}`);
      return raw;
    } catch (error) {
      raw.close();
      throw error;
    }
  } catch (error) {
    throw sqliteError(error);
  }
}

function storeOf(
  raw: Database,
  db: Kysely<Tables>,
  transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  letGo: () => void,
): Store {
  return {
    kind: "sqlite",
    transact,
    read: db,
    backup: (to) => backUp(raw, to),
    async close() {
      // what is under way goes first: this waits for its turn like any other question
      if (raw.open) await sql`select 1`.execute(db);
      await db.destroy();
      letGo();
    },
  };
}
