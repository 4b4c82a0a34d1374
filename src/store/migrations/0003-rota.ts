import { sql } from "kysely";
import type { Tx } from "../store.ts";

/** Who is on call: overrides by people, copies of schedules kept elsewhere, and the hand-overs. */
export async function rota(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("rota_override")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("number", "bigint", (column) => column.notNull())
    .addColumn("role", "text", (column) => column.notNull())
    .addColumn("person", "text", (column) => column.notNull())
    .addColumn("from_at", "bigint", (column) => column.notNull())
    .addColumn("until_at", "bigint", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("made_at", "bigint", (column) => column.notNull())
    .addColumn("cleared_at", "bigint")
    .addColumn("cleared_by", "text")
    .execute();
  await sql`create index rota_override_holds on rota_override (until_at) where cleared_at is null`.execute(tx);

  await tx.schema
    .createTable("rota_schedule")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("looked_at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();

  await tx.schema
    .createTable("rota_hand_over")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await tx.schema.createIndex("rota_hand_over_newest").on("rota_hand_over").columns(["at", "id"]).execute();
}
