import type { Instant } from "../base/clock.ts";
import type { Tx } from "./store.ts";

/** A channel name that is kept for one incident, so that no other worker and no other incident tries it. */
export interface Reservation {
  name: string;
  reservedAt: Instant;
}

/** The name that is kept for the incident now; null when none was. */
export async function reservationOf(tx: Tx, incident: string): Promise<Reservation | null> {
  const row = await tx
    .selectFrom("channel_name")
    .select(["name", "reserved_at"])
    .where("incident_id", "=", incident)
    .where("state", "<>", "taken-elsewhere")
    .executeTakeFirst();
  return row ? { name: row.name, reservedAt: row.reserved_at } : null;
}

/** The id of the incident that a name is kept for; null for any other name. */
export async function incidentOfReservation(tx: Tx, name: string): Promise<string | null> {
  const row = await tx
    .selectFrom("channel_name")
    .select("incident_id")
    .where("name", "=", name)
    .where("state", "<>", "taken-elsewhere")
    .executeTakeFirst();
  return row?.incident_id ?? null;
}

/**
 * Keeps `name` for the incident. What was kept for it before was taken elsewhere, and is not tried again. Null: another
 * incident has this name or once had it, or it is known to be taken; try the next one. The same name again is the same
 * reservation.
 */
export async function reserveChannelName(
  tx: Tx,
  { incident, name, at }: { incident: string; name: string; at: Instant },
): Promise<Reservation | null> {
  const kept = await reservationOf(tx, incident);
  if (kept?.name === name) return kept;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("channel_name")
    .values({ name, incident_id: incident, reserved_at: at, state: "reserved" })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return null;
  if (kept)
    await tx.updateTable("channel_name").set({ state: "taken-elsewhere" }).where("name", "=", kept.name).execute();
  return { name, reservedAt: at };
}
