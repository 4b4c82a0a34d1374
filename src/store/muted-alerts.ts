import type { Instant } from "../base/clock.ts";
import type { Alert } from "../domain/alert/state.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import { compiled } from "./compiled.ts";
import type { Tx } from "./store.ts";

/*
 * Which alerts each maintenance muted. Written once for each alert, so that a storm in a window costs one row an alert.
 */

/** The most that are judged anew when a window ends: those after them are with their next firing. */
const most = 10_000;

const put = compiled((db: Tx, given: { maintenance: string; identity: string }) =>
  db
    .insertInto("muted_alert")
    .values({ maintenance_id: given.maintenance, identity: given.identity })
    .onConflict((conflict) => conflict.columns(["maintenance_id", "identity"]).doNothing()),
);

/** Remembers that alerts were muted, by the maintenance that their `muted` names. */
export async function saveMuted(tx: Tx, alerts: readonly Alert[]): Promise<void> {
  for (const { muted, identity } of alerts) if (muted) await put(tx, { maintenance: muted.id, identity });
}

/** The identities of all that a maintenance muted, in order. */
export async function mutedBy(tx: Tx, maintenance: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("muted_alert")
    .select("identity")
    .where("maintenance_id", "=", maintenance)
    .orderBy("identity")
    .limit(most)
    .execute();
  return rows.map(({ identity }) => identity);
}

/** How many alerts a maintenance muted, and how many of these still fire. */
export interface MutedCount {
  alerts: number;
  firing: number;
}

/** Of one that ended long ago, where which they were is not kept any more: the number that was counted then. */
export async function mutedCount(
  tx: Tx,
  { id, alertsMuted = 0 }: Pick<Maintenance, "id" | "alertsMuted">,
): Promise<MutedCount> {
  const rows = await tx
    .selectFrom("muted_alert")
    .innerJoin("alert", "alert.identity", "muted_alert.identity")
    .select((eb) => ["alert.status", eb.fn.countAll<number>().as("count")])
    .where("muted_alert.maintenance_id", "=", id)
    .groupBy("alert.status")
    .execute();
  const of = (status: string) => Number(rows.find((row) => row.status === status)?.count ?? 0);
  const alerts = rows.reduce((sum, { count }) => sum + Number(count), 0);
  return { alerts: Math.max(alerts, alertsMuted), firing: of("firing") + of("unknown") };
}

/** Forgets which alerts were muted by what ended before; how many they were stays with it. Returns how many rows went. */
export async function pruneMuted(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("muted_alert")
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple("maintenance_id", "identity"),
        "in",
        selectFrom("muted_alert as old")
          .innerJoin("maintenance", "maintenance.id", "old.maintenance_id")
          .select(["old.maintenance_id", "old.identity"])
          .where("maintenance.ended_at", "<", before)
          .limit(limit)
          .$asTuple("maintenance_id", "identity"),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
