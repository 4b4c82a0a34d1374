import type { Alert } from "../../domain/alert/state.ts";
import { alertColumns, readAlert } from "../alerts.ts";
import { cursorOf, type Page, pageOf, placeOf } from "../cursor.ts";
import type { Tx } from "../store.ts";

export interface AlertQuery {
  state: "firing" | "resolved" | "unknown" | "all";
  limit: number;
  cursor?: string | undefined;
}

/** An alert, and the incident it belongs to. */
export interface ListedAlert {
  alert: Alert;
  incidentNumber: number | null;
  /** It is shown to nobody outside its incident: by its rule, or because that is private. */
  private: boolean;
}

const withIncident = (tx: Tx) =>
  tx
    .selectFrom("alert")
    .leftJoin("incident", "incident.id", "alert.incident_id")
    .select([...alertColumns, "incident.number", "incident.private"])
    .orderBy("alert.first_at", "desc")
    .orderBy("alert.id", "desc");

/** Alerts, those first whose episode began last. Throws `BadCursor`. */
export async function listAlerts(tx: Tx, { state, limit, cursor }: AlertQuery): Promise<Page<ListedAlert>> {
  let query = withIncident(tx).limit(limit + 1);
  if (state !== "all") query = query.where("alert.status", "=", state);
  if (cursor !== undefined) {
    const { at, id } = placeOf(cursor);
    query = query.where((eb) => eb(eb.refTuple("alert.first_at", "alert.id"), "<", eb.tuple(at, id)));
  }
  return pageOf(await query.execute(), limit, listed, (row) => cursorOf(row.first_at, row.id));
}

/** The alerts that count for something, and how many there are of each kind. */
export interface AlertBoard {
  firing: number;
  unknown: number;
  /** Those that flap and are over for the moment. */
  calming: number;
  items: ListedAlert[];
}

/**
 * What people look at: first what fires, then what is unknown, then what flaps and is over for the moment; of each kind what
 * began last comes first. `incident` = its alerts alone.
 */
export async function alertBoard(
  tx: Tx,
  { incident, limit, offset }: { incident: string | null; limit: number; offset: number },
): Promise<AlertBoard> {
  const kinds = ["firing", "unknown", "resolved"] as const;
  const counts: number[] = [];
  const items: ListedAlert[] = [];
  let passedBy = offset;
  for (const status of kinds) {
    const count = await countOf(tx, status, incident);
    counts.push(count);
    if (items.length < limit && passedBy < count) {
      let query = withIncident(tx)
        .where("alert.status", "=", status)
        .limit(limit - items.length)
        .offset(passedBy);
      if (status === "resolved") query = query.where("alert.check_at", "is not", null);
      if (incident !== null) query = query.where("alert.incident_id", "=", incident);
      items.push(...(await query.execute()).map(listed));
    }
    passedBy = Math.max(0, passedBy - count);
  }
  const [firing = 0, unknown = 0, calming = 0] = counts;
  return { firing, unknown, calming, items };
}

/** Alerts of one group that fire together: how many, and the one that came last. */
export interface AlertHeap {
  count: number;
  like: ListedAlert;
}

/** The groups of which several alerts fire, the largest first. `incident` = its alerts alone. */
export async function alertHeaps(
  tx: Tx,
  { incident, limit }: { incident: string | null; limit: number },
): Promise<AlertHeap[]> {
  let query = tx
    .selectFrom("alert")
    .select((eb) => [eb.fn.max("id").as("newest"), eb.fn.countAll<number>().as("count")])
    .where("status", "=", "firing")
    .groupBy("group_key")
    .having((eb) => eb(eb.fn.countAll<number>(), ">", 1))
    .orderBy("count", "desc")
    .orderBy("newest")
    .limit(limit);
  if (incident !== null) query = query.where("incident_id", "=", incident);
  const heaps = await query.execute();
  if (heaps.length === 0) return [];
  const newest = heaps.map((heap) => heap.newest);
  const found = (await withIncident(tx).where("alert.id", "in", newest).execute()).map(listed);
  const byId = new Map(found.map((one) => [one.alert.id, one]));
  return heaps.flatMap((heap) => {
    const like = byId.get(heap.newest);
    return like ? [{ count: Number(heap.count), like }] : [];
  });
}

async function countOf(tx: Tx, status: Alert["status"], incident: string | null): Promise<number> {
  let query = tx
    .selectFrom("alert")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("status", "=", status);
  // Of what is over, only what flaps is looked at again.
  if (status === "resolved") query = query.where("check_at", "is not", null);
  if (incident !== null) query = query.where("incident_id", "=", incident);
  return Number((await query.executeTakeFirstOrThrow()).count);
}

function listed(row: Parameters<typeof readAlert>[0] & { number: number | null; private: 0 | 1 | null }): ListedAlert {
  const alert = readAlert(row);
  return { alert, incidentNumber: row.number, private: alert.private || row.private === 1 };
}

/** How often what a rule brought was said to be no incident. */
export interface Noise {
  rule: string;
  dismissed: number;
  /** How many alerts that were. */
  alerts: number;
  lastAt: number;
}

/** The noise of every rule that made any, the noisiest first. */
export async function alertNoise(tx: Tx): Promise<Noise[]> {
  const rows = await tx
    .selectFrom("alert_noise")
    .selectAll()
    .orderBy("dismissed", "desc")
    .orderBy("rule")
    .limit(mostRules)
    .execute();
  return rows.map(({ rule, dismissed, alerts, last_at }) => ({
    rule,
    dismissed: Number(dismissed),
    alerts: Number(alerts),
    lastAt: Number(last_at),
  }));
}

/** Rules come and go in a configuration; nobody reads more than this. */
const mostRules = 500;
