import { type CreateTableBuilder, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Tx } from "../store.ts";

/** Each table, and for each way it is read an index. What waits is indexed alone: those rows are few, whatever the history. */
export async function firstLight(tx: Tx): Promise<void> {
  await incidents(tx);
  await alerts(tx);
  await deliveries(tx);
  await comings(tx);
  await household(tx);
}

async function incidents(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("incident")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("number", "bigint", (column) => column.notNull().unique())
    .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('open', 'resolved', 'closed')`))
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("severity", "text", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("private", "integer", (column) => column.notNull())
    .addColumn("published", "integer", (column) => column.notNull())
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("declared_at", "bigint", (column) => column.notNull())
    .addColumn("detected_at", "bigint", (column) => column.notNull())
    .addColumn("resolved_at", "bigint")
    .addColumn("ended_at", "bigint")
    .addColumn("channel_id", "text")
    .addColumn("channel_name", "text", (column) => column.notNull())
    .addColumn("version", "bigint", (column) => column.notNull())
    .addColumn("chain", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`create index incident_open on incident (number) where state = 'open'`.execute(tx);
  await sql`create index incident_channel on incident (channel_id) where channel_id is not null`.execute(tx);
  await sql`create index incident_public on incident (ended_at) where published = 1 and private = 0`.execute(tx);

  await ofIncident(tx, "deadline")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("started_at", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("promised_at", "bigint")
    .addColumn("derived_from", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("met_at", "bigint")
    .addColumn("met_by", "text")
    .addColumn("round", "bigint", (column) => column.notNull())
    .addColumn("snoozed_until", "bigint")
    .execute();
  await sql`create index deadline_incident on deadline (incident_id)`.execute(tx);
  await sql`create index deadline_running on deadline (due_at) where state = 'running'`.execute(tx);

  await ofIncident(tx, "timeline")
    .addColumn("number", "bigint", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("written_at", "bigint", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("corrects", "text")
    .addColumn("prev_hash", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("timeline_pk", ["incident_id", "number"])
    .execute();

  await ofIncident(tx, "post")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("number", "bigint", (column) => column.notNull())
    .addColumn("stage", "text", (column) => column.notNull())
    .addColumn("severity", "text", (column) => column.notNull())
    .addColumn("audience", "text", (column) => column.notNull())
    .addColumn("text", "text", (column) => column.notNull())
    .addColumn("components", "text", (column) => column.notNull())
    .addColumn("overall", "text")
    .addColumn("posted_at", "bigint", (column) => column.notNull())
    .addColumn("next_update_by", "bigint")
    .addColumn("actor", "text", (column) => column.notNull())
    .addUniqueConstraint("post_place", ["incident_id", "number"])
    .execute();

  await tx.schema
    .createTable("channel_name")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("incident_id", "text", (column) => column.notNull())
    .addColumn("reserved_at", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .execute();
  await sql`create index channel_name_incident on channel_name (incident_id)`.execute(tx);
}

/** A table of an incident's. The incident may be saved after them in the transaction: the key is looked at in the end. */
function ofIncident(tx: Tx, table: string): CreateTableBuilder<string, string> {
  return tx.schema
    .createTable(table)
    .addColumn("incident_id", "text", (column) => column.notNull())
    .addForeignKeyConstraint(`${table}_of`, ["incident_id"], "incident", ["id"], (key) =>
      key.deferrable().initiallyDeferred(),
    );
}

async function alerts(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("alert")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("identity", "text", (column) => column.notNull().unique())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull().check(sql`status in ('firing', 'resolved')`))
    .addColumn("title", "text", (column) => column.notNull())
    .addColumn("severity", "text")
    .addColumn("component", "text")
    .addColumn("group_key", "text", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addColumn("first_at", "bigint", (column) => column.notNull())
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .addColumn("resolved_at", "bigint")
    .addColumn("incident_id", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`create index alert_newest on alert (first_at, id)`.execute(tx);
  await sql`create index alert_firing on alert (first_at, id) where status = 'firing'`.execute(tx);
  await sql`create index alert_group_free on alert (group_key) where incident_id is null`.execute(tx);
  await sql`create index alert_incident on alert (incident_id) where incident_id is not null`.execute(tx);

  await tx.schema
    .createTable("alert_group")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("incident_id", "text")
    .addColumn("last_at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();

  await tx.schema
    .createTable("alert_event")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("alert", "text", (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .execute();
  await sql`create index alert_event_alert on alert_event (alert, received_at)`.execute(tx);
  await sql`create index alert_event_oldest on alert_event (received_at)`.execute(tx);
}

async function deliveries(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("timer")
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("timer_pk", ["subject", "kind"])
    .execute();
  await sql`create index timer_due on timer (due_at, subject, kind)`.execute(tx);

  const outbox = tx.schema.createTable("outbox");
  const numbered = isPostgres(tx)
    ? outbox.addColumn("id", "bigint", (column) => column.generatedByDefaultAsIdentity().primaryKey())
    : outbox.addColumn("id", "integer", (column) => column.autoIncrement().primaryKey());
  await numbered
    .addColumn("key", "text", (column) => column.notNull().unique())
    .addColumn("incident_id", "text")
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("lane", "text", (column) => column.notNull())
    .addColumn("slot", "text")
    .addColumn("priority", "integer", (column) => column.notNull())
    .addColumn("awaits", "text")
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) =>
      column.notNull().check(sql`state in ('waiting', 'delivered', 'failed', 'superseded')`),
    )
    .addColumn("claim", "bigint", (column) => column.notNull())
    .addColumn("claimed_by", "text")
    .addColumn("attempts", "bigint", (column) => column.notNull())
    .addColumn("doubtful", "integer", (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("ref", "text")
    .addColumn("delivered_at", "bigint")
    .execute();
  await sql`create index outbox_due on outbox (due_at) where state = 'waiting' and awaits is null`.execute(tx);
  await sql`create index outbox_lane on outbox (lane, id) where state = 'waiting'`.execute(tx);
  await sql`create index outbox_awaits on outbox (awaits) where state = 'waiting' and awaits is not null`.execute(tx);
  await sql`create index outbox_slot on outbox (slot, id) where slot is not null`.execute(tx);
  await sql`create index outbox_incident on outbox (incident_id, id) where incident_id is not null`.execute(tx);
  await sql`create index outbox_waiting on outbox (id) where state = 'waiting'`.execute(tx);
  await sql`create index outbox_failed on outbox (id) where state = 'failed'`.execute(tx);
  await sql`create index outbox_over on outbox (created_at) where state <> 'waiting'`.execute(tx);

  await tx.schema
    .createTable("remote")
    .addColumn("slot", "text", (column) => column.primaryKey())
    .addColumn("ref", "text", (column) => column.notNull())
    .addColumn("shown_hash", "text")
    .execute();

  await tx.schema
    .createTable("send_budget")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("tokens", "double precision", (column) => column.notNull())
    .addColumn("refreshed_at", "bigint", (column) => column.notNull())
    .execute();
}

async function comings(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("inbox")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('received', 'decided', 'answered')`))
    .addColumn("answer", "text")
    .execute();
  await sql`create index inbox_pending on inbox (received_at, key) where state = 'received'`.execute(tx);
  await sql`create index inbox_over on inbox (received_at) where state <> 'received'`.execute(tx);
}

async function household(tx: Tx): Promise<void> {
  await tx.schema
    .createTable("audit")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("incident_id", "text")
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("door", "text", (column) => column.notNull())
    .execute();
  await sql`create index audit_newest on audit (at, id)`.execute(tx);

  await tx.schema
    .createTable("setting")
    .addColumn("key", "text", (column) => column.primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();
  await tx.schema
    .createTable("counter")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "bigint", (column) => column.notNull())
    .execute();
  await tx.schema
    .createTable("person")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("real_name", "text")
    .addColumn("tz", "text")
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .execute();
}
