import { sql } from "kysely";
import type { Instant } from "../base/clock.ts";
import type { Brief } from "../domain/rota/hand-over.ts";
import type { Tx } from "./store.ts";

/** What whoever comes on call should watch. */
export type Watch = Omit<Brief, "incidents">;

/** The most things of a kind that are looked up. */
const mostThings = 10;
/** How often an alert must have gone to flap. */
const flapsFrom = 3;

/** What the alerts did since an instant: which came most, which flap, whose sender is silent, and what was no incident. */
export async function watchSince(tx: Tx, since: Instant): Promise<Watch> {
  const [fired, flapping] = [
    await commonest(tx, since, "firing", 2),
    await commonest(tx, since, "resolved", flapsFrom),
  ];
  const silent = await tx
    .selectFrom("alert")
    .select("title")
    .where(sql<string>`status`, "=", "unknown")
    .orderBy("last_at", "desc")
    .limit(mostThings)
    .execute();
  const groups = await tx.selectFrom("alert_group").select("body").where("last_at", ">=", since).execute();
  return {
    fired,
    flapping,
    unknown: silent.map(({ title }) => title),
    dismissed: groups.filter(({ body }) => wasDismissed(body)).length,
  };
}

/** The alerts that were said most often to be so, at least `least` times. */
async function commonest(tx: Tx, since: Instant, status: string, least: number): Promise<Watch["fired"]> {
  const rows = await tx
    .selectFrom("alert_event")
    .innerJoin("alert", "alert.identity", "alert_event.alert")
    .select(["alert.title", (eb) => eb.fn.countAll<number>().as("count")])
    .where("alert_event.received_at", ">=", since)
    .where("alert_event.status", "=", status)
    .groupBy(["alert.identity", "alert.title"])
    .having((eb) => eb.fn.countAll(), ">=", least)
    .orderBy("count", "desc")
    .orderBy("alert.title")
    .limit(mostThings)
    .execute();
  return rows.map(({ title, count }) => ({ title, count: Number(count) }));
}

function wasDismissed(body: string): boolean {
  const group = JSON.parse(body) as { proposal?: { state?: unknown } | null };
  return group.proposal?.state === "dismissed";
}
