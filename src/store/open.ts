import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Migration, migrations as ours } from "./migrations.ts";
import { openPostgres } from "./postgres/open.ts";
import { openSqlite } from "./sqlite/open.ts";
import type { Store } from "./store.ts";

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
