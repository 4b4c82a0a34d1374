import { sql } from "kysely";
import type { Tx } from "../store.ts";

/** Who hears of public updates, how far each has been told, and what there was to tell. */
export async function subscribers(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("subscriber")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("medium", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull().unique())
    .addColumn("token", "text", (column) => column.notNull().unique())
    .addColumn("asked_token", "text")
    .addColumn("asked_until", "bigint")
    .addColumn("unasked", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("told", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint")
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`create index subscriber_to_tell on subscriber (medium, told, id) where state = 'active'`.execute(tx);
  await sql`create index subscriber_to_ask on subscriber (medium, id) where unasked = 1`.execute(tx);
  await sql`create index subscriber_due on subscriber (medium, due_at) where due_at is not null`.execute(tx);
  await sql`create unique index subscriber_asked on subscriber (asked_token) where asked_token is not null`.execute(tx);
  await sql`create index subscriber_unanswered on subscriber (asked_until) where state = 'asked'`.execute(tx);

  await tx.schema
    .createTable("publication")
    .addColumn("number", "bigint", (column) => column.primaryKey())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("update_id", "text", (column) => column.notNull())
    .addColumn("components", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .execute();
  await sql`create index publication_at on publication (at)`.execute(tx);
}
