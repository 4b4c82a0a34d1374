import { sql } from "kysely";
import { markOf } from "../../domain/alert/state.ts";
import type { Tx } from "../store.ts";

/** Alerts that are unknown, that people can name, and that time alone may change; and what is said to be no incident. */
export async function alerts(tx: Tx): Promise<void> {
  // A check cannot be changed in place, so the table is made anew.
  await tx.schema
    .createTable("alert_next")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("identity", "text", (column) => column.notNull().unique())
    .addColumn("mark", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull().check(sql`status in ('firing', 'unknown', 'resolved')`))
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("severity", "text")
    .addColumn("component", "text")
    .addColumn("group_key", "text", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addColumn("first_at", "bigint", (column) => column.notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .addColumn("resolved_at", "bigint")
    .addColumn("check_at", "bigint")
    .addColumn("incident_id", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`insert into alert_next (id, identity, mark, source, status, title, severity, component, group_key, count, first_at, last_at, resolved_at, check_at, incident_id, body)
    select id, identity, '', source, status, title, severity, component, group_key, count, first_at, last_at, resolved_at, null, incident_id, body from alert`.execute(
    tx,
  );
  await tx.schema.dropTable("alert").execute();
  await tx.schema.alterTable("alert_next").renameTo("alert").execute();
  await sql`create index alert_newest on alert (first_at, id)`.execute(tx);
  await sql`create index alert_firing on alert (first_at, id) where status = 'firing'`.execute(tx);
  await sql`create index alert_unknown on alert (first_at, id) where status = 'unknown'`.execute(tx);
  await sql`create index alert_group_key on alert (group_key)`.execute(tx);
  await sql`create index alert_incident on alert (incident_id) where incident_id is not null`.execute(tx);
  await sql`create index alert_mark on alert (mark)`.execute(tx);
  await sql`create index alert_check on alert (check_at) where check_at is not null`.execute(tx);
  await markAll(tx);

  await tx.schema
    .createTable("alert_noise")
    .addColumn("rule", "text", (column) => column.primaryKey())
    .addColumn("dismissed", "bigint", (column) => column.notNull())
    .addColumn("alerts", "bigint", (column) => column.notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .execute();
}

/** How many are marked between two looks. */
const atOnce = 500;

/** Marks the alerts there are, in the column and in what is kept of them. */
async function markAll(tx: Tx): Promise<void> {
  for (;;) {
    const rows = await tx
      .selectFrom("alert")
      .select(["id", "identity", "body"])
      .where("mark", "=", "")
      .limit(atOnce)
      .execute();
    for (const { id, identity, body } of rows) {
      const mark = markOf(identity);
      const kept = JSON.stringify({ ...(JSON.parse(body) as object), mark });
      await tx.updateTable("alert").set({ mark, body: kept }).where("id", "=", id).execute();
    }
    if (rows.length < atOnce) return;
  }
}
