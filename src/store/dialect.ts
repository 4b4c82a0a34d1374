import { PostgresAdapter } from "kysely";
import type { Tx } from "./store.ts";

/** True on PostgreSQL, where rows are locked and a claim steps over what others hold. SQLite has one writer and needs neither. */
export function isPostgres(tx: Tx): boolean {
  return tx.getExecutor().adapter instanceof PostgresAdapter;
}
