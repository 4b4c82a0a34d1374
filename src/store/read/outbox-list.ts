import type { Instant } from "../../base/clock.ts";
import { cursorOf, type Page, pageOf, placeOf } from "../cursor.ts";
import type { Tx } from "../store.ts";

/** An effect on its way, as an operator wants to know it. */
export interface OutboxItem {
  id: number;
  kind: string;
  state: "waiting" | "delivered" | "failed" | "superseded";
  lane: string;
  incidentNumber: number | null;
  /** True while it waits for its incident's channel. */
  awaitsChannel: boolean;
  attempts: number;
  /** An attempt may have taken effect. */
  doubtful: boolean;
  /** Why the last attempt failed. */
  error: string | null;
  createdAt: Instant;
  /** Not before; while it is being sent, until when that may take. */
  dueAt: Instant;
}

export interface OutboxQuery {
  state: "waiting" | "failed";
  limit: number;
  cursor?: string | undefined;
}

/** What waits or failed, newest first. Throws `BadCursor`. */
export async function listOutbox(tx: Tx, { state, limit, cursor }: OutboxQuery): Promise<Page<OutboxItem>> {
  let query = listed(tx)
    .where("outbox.state", "=", state)
    .orderBy("outbox.id", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) query = query.where("outbox.id", "<", placeOf(cursor).at);
  return pageOf(await query.execute(), limit, itemOf, ({ id }) => cursorOf(id, id));
}

/** The effects of an incident, oldest first, however they went: its deliveries. */
export async function effectsOf(tx: Tx, incident: string): Promise<OutboxItem[]> {
  const rows = await listed(tx).where("outbox.incident_id", "=", incident).orderBy("outbox.id").execute();
  return rows.map(itemOf);
}

function listed(tx: Tx) {
  return tx
    .selectFrom("outbox")
    .leftJoin("incident", "incident.id", "outbox.incident_id")
    .select([
      "outbox.id",
      "outbox.kind",
      "outbox.state",
      "outbox.lane",
      "incident.number",
      "outbox.awaits",
      "outbox.attempts",
      "outbox.doubtful",
      "outbox.error",
      "outbox.created_at",
      "outbox.due_at",
    ]);
}

type Row = Awaited<ReturnType<ReturnType<typeof listed>["execute"]>>[number];

function itemOf(row: Row): OutboxItem {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    lane: row.lane,
    incidentNumber: row.number,
    awaitsChannel: row.awaits !== null,
    attempts: row.attempts,
    doubtful: row.doubtful === 1,
    error: row.error,
    createdAt: row.created_at,
    dueAt: row.due_at,
  };
}
