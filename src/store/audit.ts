import type { Instant } from "../base/clock.ts";
import type { Actor } from "../domain/actor.ts";
import { cursorOf, type Page, pageOf, placeOf } from "./cursor.ts";
import { readJson, toJson } from "./json.ts";
import { rowWriter } from "./rows.ts";
import { actorSchema } from "./schemas.ts";
import type { Tx } from "./store.ts";
import type { AuditTable } from "./tables.ts";

/** Who asked for what, through which door, and what came of it. Refusals are kept too. */
export interface AuditEntry {
  id: string;
  at: Instant;
  actor: Actor;
  action: string;
  incident: string | null;
  outcome: string;
  door: string;
}

const write = rowWriter<AuditTable>(
  "audit",
  { id: true, at: true, actor: true, action: true, incident_id: true, outcome: true, door: true },
  null,
);

export async function recordAudit(tx: Tx, { incident, actor, ...entry }: AuditEntry): Promise<void> {
  await write(tx, [{ ...entry, incident_id: incident, actor: toJson(actor) }]);
}

/** The audit log, newest first. */
export async function readAudit(
  tx: Tx,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEntry>> {
  let query = tx
    .selectFrom("audit")
    .selectAll()
    .orderBy("at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (cursor !== undefined) {
    const { at, id } = placeOf(cursor);
    query = query.where((eb) => eb(eb.refTuple("at", "id"), "<", eb.tuple(at, id)));
  }
  return pageOf(
    await query.execute(),
    limit,
    ({ incident_id, actor, ...row }) => ({
      ...row,
      incident: incident_id,
      actor: readJson(actorSchema, actor, `Audit entry ${row.id}`),
    }),
    ({ at, id }) => cursorOf(at, id),
  );
}
