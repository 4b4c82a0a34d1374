import { setImmediate } from "node:timers/promises";
import { Kysely, sql } from "kysely";
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { StoreBusy } from "../errors.ts";
import { migrate, refuseNewer, schemaVersion } from "../migrate.ts";
import type { Migration } from "../migrations.ts";
import type { Store, Tx } from "../store.ts";
import type { Tables } from "../tables.ts";
import { postgresDialect } from "./dialect.ts";
import { lostARace } from "./errors.ts";

/** How often a transaction runs that keeps losing. Bounds the time in which replicas wear each other out. */
const RUNS = 8;

/** Held while the schema is looked at and changed, so that replicas that start together do it one after the other. */
const MIGRATION_LOCK = 0x517e9;

/** The store on PostgreSQL, for several replicas. */
export async function openPostgres({
  url,
  log,
  clock,
  migrations,
}: {
  url: string;
  log: Log;
  clock: Clock;
  migrations: Migration[];
}): Promise<Store> {
  const db = new Kysely<Tables>({ dialect: postgresDialect(url, log) });

  const transact = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    for (let run = 1; ; run++) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (!lostARace(error)) throw error;
        if (run === RUNS) throw new StoreBusy(`A transaction lost ${RUNS} times against others.`, { cause: error });
        log.debug({ run }, "transaction lost a race, runs again");
        await setImmediate();
      }
    }
  };

  try {
    await transact(async (tx) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(tx);
      const version = await schemaVersion(tx);
      refuseNewer(version, migrations, "The PostgreSQL database");
      await migrate(tx, version, migrations, clock);
    });
  } catch (error) {
    await db.destroy();
    throw error;
  }

  return {
    kind: "postgres",
    transact,
    read: db,
    close: () => db.destroy(),
    async backup() {
      throw new Error("Sitrep does not copy PostgreSQL. Use `pg_dump` or your provider's backups (docs/operating.md).");
    },
  };
}
