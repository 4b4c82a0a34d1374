import type { Tx } from "../store.ts";

/** Which alerts a maintenance muted: counted, and judged anew when it ends. */
export async function muted(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("muted_alert")
    .addColumn("maintenance_id", "text", (column) => column.notNull())
    .addColumn("identity", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("muted_alert_key", ["maintenance_id", "identity"])
    .execute();
}
