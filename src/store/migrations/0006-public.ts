import { sql } from "kysely";
import type { Tx } from "../store.ts";

/** The public side: maintenance, and updates that can be corrected with the original kept. */
export async function publicSide(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("maintenance")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("number", "bigint", (column) => column.notNull().unique())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("starts_at", "bigint", (column) => column.notNull())
    .addColumn("ends_at", "bigint", (column) => column.notNull())
    .addColumn("ended_at", "bigint")
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`create index maintenance_ahead on maintenance (starts_at) where ended_at is null`.execute(tx);
  await sql`create index maintenance_past on maintenance (ended_at)`.execute(tx);

  await tx.schema.alterTable("post").addColumn("corrected_at", "bigint").execute();
  await tx.schema.alterTable("post").addColumn("original", "text").execute();
}
