import { sql } from "kysely";
import { isPostgres } from "./dialect.ts";
import { storableText } from "./storable.ts";
import type { Tx } from "./store.ts";

/**
 * Holds these names until the transaction ends; other replicas that ask for one of them wait. For what may not exist yet and
 * therefore has no row to lock. Taken in a fixed order, so that two batches never wait for each other in a circle. Nothing to
 * do on SQLite, where a transaction is alone.
 */
export async function lockNames(tx: Tx, names: string[]): Promise<void> {
  if (names.length === 0 || !isPostgres(tx)) return;
  const sorted = [...new Set(names.map(storableText))].sort();
  await sql`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${sorted}::text[]) with ordinality as t(name, place) order by place`.execute(
    tx,
  );
}

/** Of these names, those that nobody else holds: they are ours until the transaction ends. PostgreSQL only. */
export async function tryLockNames(tx: Tx, names: string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const sorted = [...new Set(names.map(storableText))].sort();
  const { rows } = await sql<{
    name: string;
    held: boolean;
  }>`select name, pg_try_advisory_xact_lock(hashtextextended(name, 0)) as held from unnest(${sorted}::text[]) with ordinality as t(name, place) order by place`.execute(
    tx,
  );
  return rows.filter(({ held }) => held).map(({ name }) => name);
}
