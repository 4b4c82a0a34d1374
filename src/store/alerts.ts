import type { Instant } from "../base/clock.ts";
import type { Alert, AlertGroup } from "../domain/alert/state.ts";
import type { Signal } from "../domain/events.ts";
import { compiled } from "./compiled.ts";
import { readJson, toJson } from "./json.ts";
import { lockNames } from "./locks.ts";
import type { Tx } from "./open.ts";
import { alertGroupSchema, alertSchema } from "./schemas.ts";
import type { AlertEventTable, AlertGroupTable, AlertTable } from "./tables.ts";

const byIdentity = compiled((db: Tx, given: { identity: string }) =>
  db.selectFrom("alert").select("body").where("identity", "=", given.identity),
);

/** The latest episode of an alert, or null. With `lock`, nobody else decides on it until the transaction ends, even if it is new. */
export async function loadAlert(
  tx: Tx,
  identity: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Alert | null> {
  if (lock) await lockNames(tx, [`alert/${identity}`]);
  const { rows } = await byIdentity(tx, { identity });
  return rows[0] ? readAlert(rows[0]) : null;
}

const upsert = compiled((db: Tx, given: AlertTable) => {
  const row: AlertTable = {
    id: given.id,
    identity: given.identity,
    source: given.source,
    status: given.status,
    title: given.title,
    severity: given.severity,
    component: given.component,
    group_key: given.group_key,
    count: given.count,
    first_at: given.first_at,
    last_at: given.last_at,
    resolved_at: given.resolved_at,
    incident_id: given.incident_id,
    body: given.body,
  };
  return db
    .insertInto("alert")
    .values(row)
    .onConflict((conflict) => conflict.column("identity").doUpdateSet(row));
});

/** Stores the alert as it is now. A new episode takes the place of the one before. */
export async function saveAlert(tx: Tx, alert: Alert): Promise<void> {
  await upsert(tx, {
    id: alert.id,
    identity: alert.identity,
    source: alert.source,
    status: alert.status,
    title: alert.title,
    severity: alert.severity,
    component: alert.component,
    group_key: alert.group,
    count: alert.count,
    first_at: alert.firstAt,
    last_at: alert.lastAt,
    resolved_at: alert.resolvedAt,
    incident_id: alert.incident,
    body: toJson(alert),
  });
}

/** The alerts of an incident, oldest first. */
export async function alertsOf(tx: Tx, incident: string): Promise<Alert[]> {
  const rows = await tx
    .selectFrom("alert")
    .select("body")
    .where("incident_id", "=", incident)
    .orderBy("first_at")
    .orderBy("id")
    .execute();
  return rows.map(readAlert);
}

/**
 * Gives an incident the alerts of a group that belong to nobody: those that fire, and those that came and went since the
 * oldest of these began. Older ones were another trouble.
 */
export async function adoptAlerts(tx: Tx, group: string, incident: string): Promise<void> {
  const rows = await tx
    .selectFrom("alert")
    .select("body")
    .where("group_key", "=", group)
    .where("incident_id", "is", null)
    .where("last_at", ">=", (eb) =>
      eb
        .selectFrom("alert as firing")
        .select((min) => min.fn.min("firing.first_at").as("since"))
        .where("firing.group_key", "=", group)
        .where("firing.incident_id", "is", null)
        .where("firing.status", "=", "firing"),
    )
    .execute();
  for (const row of rows) await saveAlert(tx, { ...readAlert(row), incident });
}

const byKey = compiled((db: Tx, given: { key: string }) =>
  db.selectFrom("alert_group").select("body").where("key", "=", given.key),
);

/** A group of alerts, or null. With `lock`, nobody else decides on it until the transaction ends, even if it is new. */
export async function loadGroup(
  tx: Tx,
  key: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<AlertGroup | null> {
  if (lock) await lockNames(tx, [`alert-group/${key}`]);
  const { rows } = await byKey(tx, { key });
  return rows[0] ? readJson(alertGroupSchema, rows[0].body, "An alert group") : null;
}

const upsertGroup = compiled((db: Tx, given: AlertGroupTable) => {
  const row = { incident_id: given.incident_id, last_at: given.last_at, body: given.body };
  return db
    .insertInto("alert_group")
    .values({ key: given.key, ...row })
    .onConflict((conflict) => conflict.column("key").doUpdateSet(row));
});

export async function saveGroup(tx: Tx, group: AlertGroup): Promise<void> {
  await upsertGroup(tx, { key: group.key, incident_id: group.incident, last_at: group.lastAt, body: toJson(group) });
}

const insertEvent = compiled((db: Tx, given: AlertEventTable) =>
  db.insertInto("alert_event").values({
    id: given.id,
    alert: given.alert,
    source: given.source,
    received_at: given.received_at,
    status: given.status,
    body: given.body,
  }),
);

/** Keeps a signal as it came in, so that it can be replayed against other rules. */
export async function recordSignal(
  tx: Tx,
  { id, signal, receivedAt }: { id: string; signal: Signal; receivedAt: Instant },
): Promise<void> {
  const { identity, source, status } = signal;
  await insertEvent(tx, { id, alert: identity, source, received_at: receivedAt, status, body: toJson(signal) });
}

/** Forgets signals that came before; at most `limit`. Returns how many. */
export async function pruneSignals(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("alert_event")
    .where("id", "in", (eb) =>
      eb.selectFrom("alert_event").select("id").where("received_at", "<", before).orderBy("received_at").limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** An alert from its `body`. */
export function readAlert({ body }: { body: string }): Alert {
  return readJson(alertSchema, body, "An alert");
}
