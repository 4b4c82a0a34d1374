import { sql } from "kysely";
import type { Tx } from "../store.ts";

/**
 * How alerts that are over and belong to nobody are found once they are old, and whether a maintenance still counts them. By
 * when they ended, and not by when they were heard of last: on PostgreSQL a repeat would pay for each index that holds what it
 * changes.
 */
export async function oldAlerts(tx: Tx): Promise<void> {
  await sql`create index alert_over on alert (resolved_at)
    where status = 'resolved' and incident_id is null and check_at is null`.execute(tx);
  await tx.schema.createIndex("muted_alert_identity").on("muted_alert").column("identity").execute();
}
