import { zstdCompressSync } from "node:zlib";
import { sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Tx } from "../store.ts";

/** What a storm writes most often takes few pages: signals are packed by the transaction, and keys of a minute lie in their order. */
export async function storms(tx: Tx): Promise<void> {
  const bytes = isPostgres(tx) ? sql`bytea` : sql`blob`;
  await tx.schema
    .createTable("signal_batch")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("count", "bigint", (column) => column.notNull())
    .addColumn("body", bytes, (column) => column.notNull())
    .execute();
  await sql`create index signal_batch_oldest on signal_batch (received_at, id)`.execute(tx);

  const keys = tx.schema.createTable("redelivery");
  const numbered = isPostgres(tx)
    ? keys.addColumn("id", "bigint", (column) => column.generatedByDefaultAsIdentity().primaryKey())
    : keys.addColumn("id", "integer", (column) => column.primaryKey());
  await numbered
    .addColumn("received_at", "bigint", (column) => column.notNull())
    .addColumn("keys", "text", (column) => column.notNull())
    .execute();
  await sql`create index redelivery_oldest on redelivery (received_at)`.execute(tx);

  await packAll(tx);
  await tx.schema.dropTable("alert_event").execute();
}

/** How many signals are packed together; in a storm it is about as many. */
const atOnce = 500;

interface Old {
  id: string;
  received_at: number;
  body: string;
}

/** Packs the signals there are. */
async function packAll(tx: Tx): Promise<void> {
  let after: Pick<Old, "id" | "received_at"> = { id: "", received_at: -1 };
  for (;;) {
    const { rows } = await sql<Old>`
      select id, received_at, body from alert_event where (received_at, id) > (${after.received_at}, ${after.id})
      order by received_at, id limit ${atOnce}`.execute(tx);
    const last = rows.at(-1);
    if (!last) return;
    const recorded = rows.map((row) => ({ id: row.id, signal: JSON.parse(row.body), receivedAt: row.received_at }));
    const body = zstdCompressSync(JSON.stringify(recorded));
    await sql`insert into signal_batch (id, received_at, count, body)
      values (${last.id}, ${last.received_at}, ${rows.length}, ${body})`.execute(tx);
    after = last;
  }
}
