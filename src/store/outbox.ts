import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { channelOf } from "./incidents.ts";
import { toJson } from "./json.ts";
import type { Tx } from "./store.ts";

/*
 * Effects between the commit that decided them and the world.
 *
 * - **waiting**: entered by `enqueue` and by a retry. Claimed or not; while it is claimed, `due_at` is the end of the lease.
 * - **delivered**: the destination has it.
 * - **failed**: trying again cannot help; a person may ask for it all the same (`retryEffect`).
 * - **superseded**: a newer effect of its slot took its place before it was sent.
 *
 * Within a lane, what was decided first goes first, and the next only when it is out of the waiting rows.
 */

/** An effect to be carried out. `key` is its identity: the same key twice is one row. */
export interface NewEffect {
  key: string;
  incident: string | null;
  kind: string;
  lane: string;
  slot: string | null;
  priority: number;
  /** The incident whose channel it has to wait for. */
  awaits: string | null;
  body: unknown;
  createdAt: Instant;
  dueAt: Instant;
  /** A person asked for it: what its lane waits out is over, as it cannot go before that. */
  hurries?: boolean;
}

const keyed = compiled((db: Tx, given: { key: string }) =>
  db.selectFrom("outbox").select("id").where("key", "=", given.key),
);

const insert = compiled((db: Tx, given: Row) =>
  db
    .insertInto("outbox")
    .values({
      key: given.key,
      incident_id: given.incident,
      kind: given.kind,
      lane: given.lane,
      slot: given.slot,
      priority: given.priority,
      awaits: given.awaits,
      body: given.body,
      created_at: given.createdAt,
      due_at: given.dueAt,
      state: given.state,
      claim: 0,
      claimed_by: null,
      attempts: 0,
      doubtful: 0,
      error: null,
      ref: null,
      delivered_at: null,
    })
    .onConflict((conflict) => conflict.column("key").doNothing()),
);

interface Row extends Omit<NewEffect, "body" | "hurries"> {
  body: string;
  state: "waiting" | "superseded";
}

/** What may be superseded: it waits, nobody is sending it, and no attempt at it may have taken effect. */
const replaceable = compiled((db: Tx, given: { slot: string }) => {
  const query = db
    .selectFrom("outbox")
    .select(["id", "key", "incident_id", "kind", "lane", "slot", "priority", "awaits", "body", "created_at", "due_at"])
    .where("slot", "=", given.slot)
    .where("state", "=", "waiting")
    .where("claimed_by", "is", null)
    .where("doubtful", "=", 0)
    .orderBy("id", "desc")
    .limit(1);
  return isPostgres(db) ? query.forUpdate() : query;
});

const replace = compiled((db: Tx, given: Row & { id: number }) =>
  db
    .updateTable("outbox")
    .set({
      key: given.key,
      incident_id: given.incident,
      kind: given.kind,
      priority: given.priority,
      body: given.body,
      created_at: given.createdAt,
      due_at: given.dueAt,
    })
    .where("id", "=", given.id),
);

/**
 * Puts effects on their way, in this order. One whose slot has an effect that still waits, unclaimed and surely not sent,
 * takes over that one's place in the lane; the older is kept as superseded.
 */
export async function enqueue(tx: Tx, effects: NewEffect[]): Promise<void> {
  const open = new Map<string, boolean>();
  for (const { hurries, ...effect } of effects) {
    const awaits = await stillAwaited(tx, effect.awaits, open);
    const row: Row = { ...effect, awaits, body: toJson(effect.body), state: "waiting" };
    if (row.slot === null || !(await tookOver(tx, row, row.slot))) await insert(tx, row);
    if (hurries) await hurried(tx, { lane: row.lane, now: row.dueAt });
  }
}

const hurried = compiled((db: Tx, given: { lane: string; now: Instant }) =>
  db
    .updateTable("outbox")
    .set({ due_at: given.now })
    .where("lane", "=", given.lane)
    .where("state", "=", "waiting")
    .where("claimed_by", "is", null)
    .where("due_at", ">", given.now),
);

async function stillAwaited(tx: Tx, incident: string | null, open: Map<string, boolean>): Promise<string | null> {
  if (incident === null) return null;
  const known = open.get(incident) ?? (await channelOf(tx, incident)) !== null;
  open.set(incident, known);
  return known ? null : incident;
}

async function tookOver(tx: Tx, row: Row, slot: string): Promise<boolean> {
  const { rows } = await replaceable(tx, { slot });
  const old = rows[0];
  if (!old || old.lane !== row.lane) return false;
  if ((await keyed(tx, { key: row.key })).rows.length > 0) return true;
  await replace(tx, { ...row, id: old.id, dueAt: Math.max(row.dueAt, old.due_at) });
  await insert(tx, {
    key: old.key,
    incident: old.incident_id,
    kind: old.kind,
    lane: old.lane,
    slot,
    priority: old.priority,
    awaits: old.awaits,
    body: old.body,
    createdAt: old.created_at,
    dueAt: old.due_at,
    state: "superseded",
  });
  return true;
}

const released = compiled((db: Tx, given: { incident: string }) =>
  db.updateTable("outbox").set({ awaits: null }).where("awaits", "=", given.incident).where("state", "=", "waiting"),
);

/** The incident's channel exists: what waited for it may go. */
export async function releaseAwaiting(tx: Tx, incident: string): Promise<void> {
  await released(tx, { incident });
}

/** True when something newer for the same slot waits: what this one would show is out of date. */
export async function isOutdated(tx: Tx, { id, slot }: { id: number; slot: string | null }): Promise<boolean> {
  if (slot === null) return false;
  const newer = await tx
    .selectFrom("outbox")
    .select("id")
    .where("slot", "=", slot)
    .where("id", ">", id)
    .where("state", "=", "waiting")
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
}

/** How it stands with the effect of a kind at a slot: it waits for its turn, it is being sent, or there is none on its way. */
export async function standingOf(
  tx: Tx,
  { kind, slot }: { kind: string; slot: string },
): Promise<"waiting" | "under-way" | "over"> {
  const rows = await tx
    .selectFrom("outbox")
    .select("claimed_by")
    .where("slot", "=", slot)
    .where("state", "=", "waiting")
    .where("kind", "=", kind)
    .execute();
  if (rows.length === 0) return "over";
  return rows.some(({ claimed_by }) => claimed_by !== null) ? "under-way" : "waiting";
}

/**
 * The destination answers again: what waits out its failures, and what stands behind it, is due now, so that all of it goes
 * in its order instead of each at the end of its own patience. What a limit had put off is put off once more.
 */
export async function hurryOutbox(tx: Tx, now: Instant): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ due_at: now })
    .where("state", "=", "waiting")
    .where("claimed_by", "is", null)
    .where("due_at", ">", now)
    .execute();
}

/** What is left in a lane is not sent any more: nobody wants it. What is under way is not called back, nor sent again. */
export async function dropLane(tx: Tx, lane: string): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ state: "superseded" })
    .where("lane", "=", lane)
    .where("state", "=", "waiting")
    .execute();
}

const failedRow = compiled((db: Tx, given: { id: number }) => {
  const query = db.selectFrom("outbox").select(["id", "slot"]).where("id", "=", given.id).where("state", "=", "failed");
  return isPostgres(db) ? query.forUpdate() : query;
});

/**
 * Tries a failed effect again, with the patience of a new one. An effect whose slot has shown something newer since is
 * superseded instead: it would bring the old words back. Null: no failed effect has this id.
 */
export async function retryEffect(tx: Tx, id: number, now: Instant): Promise<"waiting" | "superseded" | null> {
  const row = (await failedRow(tx, { id })).rows[0];
  if (!row) return null;
  const newer =
    row.slot !== null &&
    (await tx
      .selectFrom("outbox")
      .select("id")
      .where("slot", "=", row.slot)
      .where("id", ">", id)
      .where("state", "in", ["waiting", "delivered"])
      .limit(1)
      .executeTakeFirst());
  const state = newer ? "superseded" : "waiting";
  await tx
    .updateTable("outbox")
    .set({ state, due_at: now, attempts: 0, claimed_by: null, error: null })
    .where("id", "=", id)
    .execute();
  return state;
}

/** Forgets what was settled before; at most `limit` rows, so that it never takes long. Returns how many. */
export async function pruneOutbox(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("outbox")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("outbox")
        .select("id")
        .where("state", "in", ["delivered", "superseded"])
        .where("created_at", "<", before)
        .orderBy("created_at")
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
