import { sql } from "kysely";
import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import type { Tx } from "./store.ts";

/*
 * Who carries an effect, and how it went. A claim lasts until its lease ends or its result is told. An effect whose lease
 * ended untold may have taken effect: it comes back doubtful. The claim counter makes a worker that woke up late harmless.
 */

/** An effect that was handed to one worker until its lease ends. */
export interface ClaimedRow {
  id: number;
  claim: number;
  key: string;
  incident: string | null;
  kind: string;
  lane: string;
  slot: string | null;
  priority: number;
  body: unknown;
  createdAt: Instant;
  /** How often it was tried and put off. */
  attempts: number;
  /** An earlier attempt may have taken effect: ask the destination first. */
  doubtful: boolean;
}

interface Claiming {
  worker: string;
  now: Instant;
  leaseUntil: Instant;
  limit: number;
  /** Claims only what is at least this urgent (0 is the most urgent); absent = everything. */
  leastUrgent?: number | null | undefined;
}

/** The largest number of the column. */
const anyPriority = 0x7fffffff;

const claimed = compiled(
  (db: Tx, given: { worker: string; now: Instant; leaseUntil: Instant; limit: number; leastUrgent: number }) =>
    db
      .with(
        (cte) => cte("free").materialized(),
        (from) => {
          const query = from
            .selectFrom("outbox as o")
            .select("o.id")
            .where("o.state", "=", "waiting")
            .where("o.awaits", "is", null)
            .where("o.due_at", "<=", given.now)
            .where("o.priority", "<=", given.leastUrgent)
            .where(({ not, exists, selectFrom }) =>
              not(
                exists(
                  selectFrom("outbox as earlier")
                    .select("earlier.id")
                    .whereRef("earlier.lane", "=", "o.lane")
                    .whereRef("earlier.id", "<", "o.id")
                    .where("earlier.state", "=", "waiting"),
                ),
              ),
            )
            .orderBy("o.priority")
            .orderBy("o.id")
            .limit(given.limit);
          return isPostgres(db) ? query.forUpdate().skipLocked() : query;
        },
      )
      .updateTable("outbox")
      .set((eb) => ({
        claim: eb("claim", "+", 1),
        claimed_by: given.worker,
        due_at: given.leaseUntil,
        // a claim that was never answered counts as a try, and nobody knows how it went
        attempts: eb
          .case()
          .when("claimed_by", "is", null)
          .then(eb.ref("attempts"))
          .else(eb("attempts", "+", 1))
          .end(),
        doubtful: eb.case().when("claimed_by", "is", null).then(eb.ref("doubtful")).else(sql<0 | 1>`1`).end(),
      }))
      .where("id", "in", (eb) => eb.selectFrom("free").select("free.id"))
      .returning([
        "id",
        "claim",
        "key",
        "incident_id",
        "kind",
        "lane",
        "slot",
        "priority",
        "body",
        "created_at",
        "attempts",
        "doubtful",
      ]),
);

/** Hands out the effects whose turn it is, the most urgent first, the oldest first among equals: one of each lane at most. */
export async function claimOutbox(
  tx: Tx,
  { worker, now, leaseUntil, limit, leastUrgent }: Claiming,
): Promise<ClaimedRow[]> {
  const { rows } = await claimed(tx, { worker, now, leaseUntil, limit, leastUrgent: leastUrgent ?? anyPriority });
  return rows
    .sort((a, b) => a.priority - b.priority || a.id - b.id)
    .map(({ incident_id, body, created_at, doubtful, ...row }) => ({
      ...row,
      incident: incident_id,
      body: readJson(z.unknown(), body, `Effect ${row.id}`),
      createdAt: created_at,
      doubtful: doubtful === 1,
    }));
}

const first = compiled((db: Tx) =>
  db
    .selectFrom("outbox as o")
    .select("o.due_at")
    .where("o.state", "=", "waiting")
    .where("o.awaits", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("outbox as earlier")
            .select("earlier.id")
            .whereRef("earlier.lane", "=", "o.lane")
            .whereRef("earlier.id", "<", "o.id")
            .where("earlier.state", "=", "waiting"),
        ),
      ),
    )
    .orderBy("o.due_at")
    .limit(1),
);

/** When the next effect can be claimed: its due time, or the end of the lease of one that is being sent. Null = nothing waits. */
export async function nextOutboxDueAt(tx: Tx): Promise<Instant | null> {
  const { rows } = await first(tx, {});
  return rows[0]?.due_at ?? null;
}

const extended = compiled((db: Tx, given: { id: number; claim: number; until: Instant }) =>
  db
    .updateTable("outbox")
    .set({ due_at: given.until })
    .where("id", "=", given.id)
    .where("claim", "=", given.claim)
    .where("state", "=", "waiting")
    .where("claimed_by", "is not", null)
    // Of two renewals the older one may be written last: a lease is never made shorter.
    .where("due_at", "<", given.until),
);

/** Makes a claim last longer. False: it is somebody else's by now, or over, or lasts as long already. */
export async function extendLease(
  tx: Tx,
  { id, claim, until }: { id: number; claim: number; until: Instant },
): Promise<boolean> {
  return (await extended(tx, { id, claim, until })).changed > 0;
}

/**
 * Ends every claim now: what was claimed can be claimed again, as doubtful. Only for a store that no other process can
 * have open: there, at the start, whoever held a claim is dead.
 */
export async function endAllClaims(tx: Tx, now: Instant): Promise<void> {
  await tx
    .updateTable("outbox")
    .set({ due_at: now })
    .where("state", "=", "waiting")
    .where("claimed_by", "is not", null)
    .where("due_at", ">", now)
    .execute();
}

/** How a claimed effect went. */
export type EffectResult = { counts?: boolean | undefined } & (
  | { outcome: "delivered"; ref?: unknown }
  /** `at` = not before. `doubtful` = it may have taken effect. `counts` false = being put off says nothing about it. */
  | { outcome: "later"; why: string; doubtful: boolean; at?: Instant | undefined }
  | { outcome: "superseded" }
  | { outcome: "never"; why: string }
);

const over = compiled(
  (
    db: Tx,
    given: {
      id: number;
      claim: number;
      state: "delivered" | "failed" | "superseded";
      error: string | null;
      ref: string | null;
      at: Instant | null;
    },
  ) =>
    db
      .updateTable("outbox")
      .set({ state: given.state, error: given.error, ref: given.ref, delivered_at: given.at, claimed_by: null })
      .where("id", "=", given.id)
      .where("claim", "=", given.claim)
      .where("state", "=", "waiting")
      .where("claimed_by", "is not", null),
);

const putOff = compiled(
  (db: Tx, given: { id: number; claim: number; at: Instant; why: string; doubtful: 0 | 1; tries: number }) =>
    db
      .updateTable("outbox")
      .set((eb) => ({
        due_at: given.at,
        error: given.why,
        doubtful: given.doubtful,
        attempts: eb("attempts", "+", given.tries),
        claimed_by: null,
      }))
      .where("id", "=", given.id)
      .where("claim", "=", given.claim)
      .where("state", "=", "waiting")
      .where("claimed_by", "is not", null)
      .returning("lane"),
);

/** What stands behind it in the lane cannot go before it, and is not looked at until then. */
const holdLane = compiled((db: Tx, given: { lane: string; id: number; at: Instant }) =>
  db
    .updateTable("outbox")
    .set({ due_at: given.at })
    .where("lane", "=", given.lane)
    .where("state", "=", "waiting")
    .where("id", ">", given.id)
    .where("due_at", "<", given.at),
);

/** Tells how a claimed effect went. False: the claim had passed to somebody else, and nothing was changed. */
export async function finishEffect(
  tx: Tx,
  { id, claim }: { id: number; claim: number },
  result: EffectResult,
  now: Instant,
): Promise<boolean> {
  if (result.outcome === "delivered") {
    const ref = result.ref === undefined ? null : toJson(result.ref);
    return (await over(tx, { id, claim, state: "delivered", error: null, ref, at: now })).changed > 0;
  }
  if (result.outcome === "superseded") {
    return (await over(tx, { id, claim, state: "superseded", error: null, ref: null, at: null })).changed > 0;
  }
  if (result.outcome === "never") {
    return (await over(tx, { id, claim, state: "failed", error: result.why, ref: null, at: null })).changed > 0;
  }
  const at = result.at ?? now;
  const tries = result.counts === false ? 0 : 1;
  const { rows } = await putOff(tx, { id, claim, at, why: result.why, doubtful: result.doubtful ? 1 : 0, tries });
  if (!rows[0]) return false;
  await holdLane(tx, { lane: rows[0].lane, id, at });
  return true;
}
