import type { Kysely } from "kysely";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Migration, migrations as ours } from "./migrations.ts";
import { openPostgres } from "./postgres/open.ts";
import { openSqlite } from "./sqlite/open.ts";
import type { Tables } from "./tables.ts";

/** What the store's functions run their queries on: a transaction, or `store.read`. */
export type Tx = Kysely<Tables>;

/** Where state lies. Open it once; everything of it is one transaction or one read. */
export interface Store {
  kind: "sqlite" | "postgres";
  /**
   * Runs `work` as one transaction: all of it is stored, or nothing. Inside it, await queries of `tx` and nothing else. On
   * SQLite it then ends in the same turn of the event loop; one that strays is rolled back with an error. On PostgreSQL a
   * transaction that lost against another one runs again, so `work` must not change anything outside.
   *
   * Throws {@link import("./errors.ts").StoreFull}, `StoreBusy`, `StoreGone`: answer 503 and try again.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For reads outside a transaction. Never use it inside one. */
  read: Tx;
  /** Ends after what is under way. Nothing may be asked of the store afterwards. */
  close(): Promise<void>;
  /** Writes a whole copy to a new file while work goes on (SQLite only; PostgreSQL has `pg_dump`). */
  backup(to: string): Promise<void>;
}

export interface Opening {
  /** The SQLite file. Its folder must exist. */
  file?: string | undefined;
  /** A PostgreSQL URL; wins over `file`. */
  url?: string | undefined;
  log: Log;
  clock: Clock;
  /** Another list of migrations, for tests of the migrating itself. */
  migrations?: Migration[] | undefined;
}

/**
 * Opens the store and brings its schema up to date. Throws `StoreRefused` with words for the operator when the file is in
 * use by another process, lies on a network file system, is no database of ours, or was written by a newer version.
 */
export async function openStore({ file, url, log, clock, migrations = ours }: Opening): Promise<Store> {
  if (url) return openPostgres({ url, log, clock, migrations });
  if (file) return openSqlite({ file, log, clock, migrations });
  throw new Error("openStore needs a file or a url.");
}
