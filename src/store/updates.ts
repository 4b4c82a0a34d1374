import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Stage, Update } from "../domain/incident/state.ts";
import type { OverallStatus, Severity } from "../domain/policy.ts";
import { readJson, toJson } from "./json.ts";
import { actorSchema } from "./schemas.ts";
import type { Tx } from "./store.ts";
import type { PostTable } from "./tables.ts";

/** Keeps updates as they were posted, in the order they are given. */
export async function addUpdates(tx: Tx, incident: string, updates: Update[]): Promise<void> {
  if (updates.length === 0) return;
  const last = await tx
    .selectFrom("post")
    .select((eb) => eb.fn.max("number").as("number"))
    .where("incident_id", "=", incident)
    .executeTakeFirst();
  const before = last?.number ?? 0;
  await tx
    .insertInto("post")
    .values(
      updates.map((update, index) => ({
        id: update.id,
        incident_id: incident,
        number: before + index + 1,
        stage: update.stage,
        severity: update.severity,
        audience: update.audience,
        text: update.text,
        components: toJson(update.components),
        overall: update.overall,
        posted_at: update.postedAt,
        next_update_by: update.nextUpdateBy,
        actor: toJson(update.by),
        corrected_at: update.correctedAt,
        original: null,
      })),
    )
    .execute();
}

/** Puts another text in the place of an update's, which is kept as it was first posted. */
export async function correctUpdate(tx: Tx, update: Pick<Update, "id" | "text">, at: Instant): Promise<void> {
  await tx
    .updateTable("post")
    .set((eb) => ({ original: eb.fn.coalesce("original", "text"), text: update.text, corrected_at: at }))
    .where("id", "=", update.id)
    .execute();
}

/** The incident's updates, oldest first. */
export async function updatesOf(tx: Tx, incident: string): Promise<Update[]> {
  const rows = await tx.selectFrom("post").selectAll().where("incident_id", "=", incident).orderBy("number").execute();
  return rows.map(readUpdate);
}

/** The newest update of an incident that the public was told; null while there is none. */
export async function lastPublicUpdate(tx: Tx, incident: string): Promise<Update | null> {
  const row = await tx
    .selectFrom("post")
    .selectAll()
    .where("incident_id", "=", incident)
    .where("audience", "=", "public")
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row ? readUpdate(row) : null;
}

export async function updateById(tx: Tx, id: string): Promise<Update | null> {
  const row = await tx.selectFrom("post").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? readUpdate(row) : null;
}

/** An update from its row. */
export function readUpdate(row: PostTable): Update {
  return {
    id: row.id,
    stage: row.stage as Stage,
    severity: row.severity as Severity,
    audience: row.audience as Update["audience"],
    text: row.text,
    components: readJson(z.array(z.string()), row.components, `Update ${row.id}`),
    overall: row.overall as OverallStatus | null,
    postedAt: row.posted_at,
    nextUpdateBy: row.next_update_by,
    by: readJson(actorSchema, row.actor, `Update ${row.id}`),
    correctedAt: row.corrected_at,
  };
}
