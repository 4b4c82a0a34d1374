import type { Tx } from "../store.ts";

/** What alert rules have counted. Read by its key, forgotten by its time. */
export async function rules(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("rule_state")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("until", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await tx.schema.createIndex("rule_state_until").on("rule_state").column("until").execute();
}
