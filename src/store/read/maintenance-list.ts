import { cursorOf, type Page, pageOf, placeOf } from "../cursor.ts";
import type { Tx } from "../store.ts";

export interface MaintenanceQuery {
  state: "ahead" | "past" | "all";
  limit: number;
  cursor?: string | undefined;
}

/** The ids of maintenances, those first that start last. Throws `BadCursor`. */
export async function listMaintenances(
  tx: Tx,
  { state, limit, cursor }: MaintenanceQuery,
): Promise<Page<{ id: string }>> {
  let query = tx
    .selectFrom("maintenance")
    .select(["id", "starts_at"])
    .orderBy("starts_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1);
  if (state === "ahead") query = query.where("ended_at", "is", null);
  if (state === "past") query = query.where("ended_at", "is not", null);
  if (cursor !== undefined) {
    const { at, id } = placeOf(cursor);
    query = query.where((eb) => eb(eb.refTuple("starts_at", "id"), "<", eb.tuple(at, id)));
  }
  return pageOf(
    await query.execute(),
    limit,
    ({ id }) => ({ id }),
    (row) => cursorOf(row.starts_at, row.id),
  );
}
