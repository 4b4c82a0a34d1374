import { sql } from "kysely";
import type { Clock } from "../base/clock.ts";
import { crashPoint } from "../base/crash.ts";
import { isPostgres } from "./dialect.ts";
import { StoreRefused } from "./errors.ts";
import type { Migration } from "./migrations.ts";
import type { Tx } from "./store.ts";

/** The schema's version; 0 = an empty store. */
export async function schemaVersion(tx: Tx): Promise<number> {
  const { rows } = isPostgres(tx)
    ? await sql`select 1 where to_regclass('schema_version') is not null`.execute(tx)
    : await sql`select 1 from sqlite_schema where name = 'schema_version'`.execute(tx);
  if (rows.length === 0) return 0;
  const row = await tx
    .selectFrom("schema_version")
    .select((eb) => eb.fn.max("version").as("version"))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** Refuses a store that a newer version wrote: we would read it wrongly, and write over what we do not know. */
export function refuseNewer(version: number, migrations: Migration[], where: string): void {
  const known = migrations.at(-1)?.version ?? 0;
  if (version <= known) return;
  throw new StoreRefused(
    `${where} was written by a newer Sitrep (schema ${version}; this one knows ${known}). ` +
      "Start that version again, or restore the backup that was made beside the file before it was migrated.",
  );
}

/** Runs what is missing. To be called in a transaction: a crash leaves the old schema whole. */
export async function migrate(tx: Tx, version: number, migrations: Migration[], clock: Clock): Promise<void> {
  if (version === 0) {
    await tx.schema
      .createTable("schema_version")
      .addColumn("version", "integer", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("at", "bigint", (column) => column.notNull())
      .execute();
  }
  for (const step of migrations) {
    if (step.version <= version) continue;
    await step.up(tx);
    crashPoint("in-migration");
    await tx.insertInto("schema_version").values({ version: step.version, name: step.name, at: clock.now() }).execute();
  }
}
