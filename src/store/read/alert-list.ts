import type { Alert } from "../../domain/alert/state.ts";
import { readAlert } from "../alerts.ts";
import { cursorOf, type Page, pageOf, placeOf } from "../cursor.ts";
import type { Tx } from "../store.ts";

export interface AlertQuery {
  state: "firing" | "resolved" | "all";
  limit: number;
  cursor?: string | undefined;
}

/** An alert, and the number of the incident it belongs to. */
export interface ListedAlert {
  alert: Alert;
  incidentNumber: number | null;
}

/** Alerts, those first whose episode began last. Throws `BadCursor`. */
export async function listAlerts(tx: Tx, { state, limit, cursor }: AlertQuery): Promise<Page<ListedAlert>> {
  let query = tx
    .selectFrom("alert")
    .leftJoin("incident", "incident.id", "alert.incident_id")
    .select(["alert.id", "alert.first_at", "alert.body", "incident.number"])
    .orderBy("alert.first_at", "desc")
    .orderBy("alert.id", "desc")
    .limit(limit + 1);
  if (state !== "all") query = query.where("alert.status", "=", state);
  if (cursor !== undefined) {
    const { at, id } = placeOf(cursor);
    query = query.where((eb) => eb(eb.refTuple("alert.first_at", "alert.id"), "<", eb.tuple(at, id)));
  }
  return pageOf(
    await query.execute(),
    limit,
    (row) => ({ alert: readAlert(row), incidentNumber: row.number }),
    (row) => cursorOf(row.first_at, row.id),
  );
}
