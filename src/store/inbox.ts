import { sql } from "kysely";
import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { storableText } from "./storable.ts";
import type { Tx } from "./store.ts";

/*
 * What came in, by the key that tells a redelivery.
 *
 * - **received**: it is stored, and nothing was decided yet. After a crash these are done first (`pendingInbox`).
 * - **decided**: what follows from it is stored, with what is to be answered.
 * - **answered**: the sender has the answer.
 */

export interface Incoming {
  key: string;
  source: string;
  body: unknown;
  receivedAt: Instant;
}

export type SeenState = "received" | "decided" | "answered";

const insert = compiled((db: Tx, given: { key: string; source: string; body: string; receivedAt: Instant }) =>
  db
    .insertInto("inbox")
    .values({
      key: given.key,
      source: given.source,
      body: given.body,
      received_at: given.receivedAt,
      state: "received",
      answer: null,
    })
    .onConflict((conflict) => conflict.column("key").doNothing()),
);

const find = compiled((db: Tx, given: { key: string }) => {
  const query = db.selectFrom("inbox").select(["state", "answer"]).where("key", "=", given.key);
  return isPostgres(db) ? query.forUpdate() : query;
});

/**
 * Stores what came in. Null: it is new. Otherwise it was here before, and how far it got; who asks at the same time waits
 * until the first one's transaction ends.
 */
export async function recordInbox(
  tx: Tx,
  { key, source, body, receivedAt }: Incoming,
): Promise<{ state: SeenState; answer: unknown } | null> {
  const { changed } = await insert(tx, { key, source, body: toJson(body), receivedAt });
  if (changed > 0) return null;
  const row = (await find(tx, { key })).rows[0];
  if (!row) return null;
  return {
    state: row.state,
    answer: row.answer === null ? null : readJson(z.unknown(), row.answer, `The answer to ${key}`),
  };
}

const renewed = compiled((db: Tx, given: { key: string; source: string; at: Instant; heldSince: Instant }) =>
  db
    .insertInto("inbox")
    .values({
      key: given.key,
      source: given.source,
      body: "null",
      received_at: given.at,
      state: "answered",
      answer: null,
    })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({ received_at: given.at }).where("inbox.received_at", "<", given.heldSince),
    ),
);

const renewedMany = compiled((db: Tx, given: { rows: string; at: Instant; heldSince: Instant }) =>
  db
    .insertInto("inbox")
    .columns(["key", "source", "body", "received_at", "state"])
    .expression(
      sql`select "key", "source", 'null', ${given.at}::bigint, 'answered' from json_to_recordset(${given.rows}::json) as came("key" text, "source" text)`,
    )
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({ received_at: given.at }).where("inbox.received_at", "<", given.heldSince),
    )
    .returning("key"),
);

export interface Arrival {
  key: string;
  source: string;
  /** How long the key tells a redelivery, ms. */
  withinMs: number;
}

/**
 * Tells which of these keys were seen within their time: redeliveries. The others hold from now on. Of the same key twice
 * in a batch, the second is a redelivery of the first.
 */
export async function repeatedAmong(tx: Tx, arrivals: Arrival[], at: Instant): Promise<boolean[]> {
  const fresh = new Set<string>();
  for (const [withinMs, together] of Map.groupBy(arrivals, (one) => one.withinMs)) {
    const heldSince = at - withinMs;
    const named = [...new Map(together.map((one) => [storableText(one.key), one.source]))].sort();
    if (isPostgres(tx)) {
      const rows = JSON.stringify(named.map(([key, source]) => ({ key, source: storableText(source) })));
      for (const { key } of (await renewedMany(tx, { rows, at, heldSince })).rows) fresh.add(key);
    } else {
      for (const [key, source] of named)
        if ((await renewed(tx, { key, source, at, heldSince })).changed > 0) fresh.add(key);
    }
  }
  // a key counts as new once
  return arrivals.map((one) => !fresh.delete(storableText(one.key)));
}

/** True when this key was seen within the last `withinMs`: a redelivery. Otherwise the key holds from now on. */
export async function repeatedInbox(tx: Tx, { at, ...arrival }: Arrival & { at: Instant }): Promise<boolean> {
  const [repeated = false] = await repeatedAmong(tx, [arrival], at);
  return repeated;
}

const decide = compiled((db: Tx, given: { key: string; answer: string }) =>
  db
    .updateTable("inbox")
    .set({ state: "decided", answer: given.answer })
    .where("key", "=", given.key)
    .where("state", "=", "received"),
);

/** What follows from it is stored in this transaction, and this is to be answered. */
export async function decideInbox(tx: Tx, key: string, answer: unknown): Promise<void> {
  await decide(tx, { key, answer: toJson(answer) });
}

const answered = compiled((db: Tx, given: { key: string }) =>
  db.updateTable("inbox").set({ state: "answered" }).where("key", "=", given.key).where("state", "=", "decided"),
);

/** The sender has the answer. */
export async function answerInbox(tx: Tx, key: string): Promise<void> {
  await answered(tx, { key });
}

/** What was received before `before` and never decided, oldest first: what a crash left behind. */
export async function pendingInbox(tx: Tx, { before, limit }: { before: Instant; limit: number }): Promise<Incoming[]> {
  const rows = await tx
    .selectFrom("inbox")
    .select(["key", "source", "body", "received_at"])
    .where("state", "=", "received")
    .where("received_at", "<", before)
    .orderBy("received_at")
    .orderBy("key")
    .limit(limit)
    .execute();
  return rows.map(({ key, source, body, received_at }) => ({
    key,
    source,
    body: readJson(z.unknown(), body, `What came in as ${key}`),
    receivedAt: received_at,
  }));
}

/** Forgets keys that were seen before; at most `limit`. What is not decided yet stays. Returns how many. */
export async function pruneInbox(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("inbox")
    .where("key", "in", (eb) =>
      eb
        .selectFrom("inbox")
        .select("key")
        .where("state", "<>", "received")
        .where("received_at", "<", before)
        .orderBy("received_at")
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Forgets one key: what it stood for may be tried again. */
export async function forgetInbox(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom("inbox").where("key", "=", key).execute();
}

/** What came in under a key; null when nothing did. */
export async function inboxBody(tx: Tx, key: string): Promise<unknown> {
  const row = await tx.selectFrom("inbox").select("body").where("key", "=", key).executeTakeFirst();
  return row ? readJson(z.unknown(), row.body, `What came in as ${key}`) : null;
}
