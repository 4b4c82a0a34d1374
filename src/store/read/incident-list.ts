import type { Incident } from "../../domain/incident/state.ts";
import { cursorOf, type Page, pageOf, placeOf } from "../cursor.ts";
import { readIncident } from "../incidents.ts";
import type { Tx } from "../store.ts";

export interface IncidentQuery {
  /** `closed` = not open any more, so also those that are merely resolved. */
  state: "open" | "closed" | "all";
  limit: number;
  cursor?: string | undefined;
  /** Private incidents are left out unless asked for. */
  withPrivate?: boolean | undefined;
}

/** Incidents, newest first. Throws `BadCursor`. */
export async function listIncidents(
  tx: Tx,
  { state, limit, cursor, withPrivate = false }: IncidentQuery,
): Promise<Page<Incident>> {
  let query = tx
    .selectFrom("incident")
    .select(["number", "body"])
    .orderBy("number", "desc")
    .limit(limit + 1);
  if (state === "open") query = query.where("state", "=", "open");
  if (state === "closed") query = query.where("state", "<>", "open");
  if (!withPrivate) query = query.where("private", "=", 0);
  if (cursor !== undefined) query = query.where("number", "<", placeOf(cursor).at);
  return pageOf(await query.execute(), limit, readIncident, ({ number }) => cursorOf(number, number));
}
