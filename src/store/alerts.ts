import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { type Alert, type AlertGroup, isOfTrouble } from "../domain/alert/state.ts";
import { rememberAfterCommit, rememberedAlert } from "./alert-memory.ts";
import { compiledEach } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, readValue, toJson } from "./json.ts";
import { lockNames } from "./locks.ts";
import { forEach } from "./many.ts";
import { rowWriter } from "./rows.ts";
import { alertGroupSchema, alertSchema } from "./schemas.ts";
import type { Tx } from "./store.ts";
import type { AlertGroupTable, AlertTable } from "./tables.ts";

/*
 * A storm of alerts comes in batches, so everything here can be asked and written for many at once. With `lock`, nobody else
 * decides on these alerts (groups) until the transaction ends, even if they are new.
 */

interface Locking {
  lock?: boolean;
}

/** What an alert is read from. */
export const alertColumns = [
  "alert.id",
  "alert.identity",
  "alert.mark",
  "alert.source",
  "alert.status",
  "alert.title",
  "alert.severity",
  "alert.component",
  "alert.group_key",
  "alert.count",
  "alert.first_at",
  "alert.last_at",
  "alert.resolved_at",
  "alert.check_at",
  "alert.incident_id",
  "alert.body",
] as const;

const byIdentity = compiledEach((db, identity) =>
  db.selectFrom("alert").select(alertColumns).where("identity", "=", identity),
);

/** The latest episode of each of these alerts, by identity. Unknown ones are left out. */
export async function loadAlerts(
  tx: Tx,
  identities: string[],
  { lock = false }: Locking = {},
): Promise<Map<string, Alert>> {
  if (identities.length === 0) return new Map();
  if (lock)
    await lockNames(
      tx,
      identities.map((identity) => `alert/${identity}`),
    );
  const found = new Map<string, Alert>();
  const asked = identities.filter((identity) => {
    const known = lock ? rememberedAlert(tx, identity) : undefined;
    if (known) found.set(identity, known);
    return !known;
  });
  if (asked.length === 0) return found;
  const rows = isPostgres(tx)
    ? await tx.selectFrom("alert").select(alertColumns).where("identity", "in", asked).execute()
    : await byIdentity(tx, asked);
  for (const row of rows) found.set(row.identity, readAlert(row));
  return found;
}

/** The latest episode of an alert, or null. */
export async function loadAlert(tx: Tx, identity: string, locking: Locking = {}): Promise<Alert | null> {
  return (await loadAlerts(tx, [identity], locking)).get(identity) ?? null;
}

const writeAlerts = rowWriter<AlertTable>(
  "alert",
  {
    id: true,
    identity: true,
    mark: true,
    source: true,
    status: true,
    title: true,
    severity: true,
    component: true,
    group_key: true,
    count: true,
    first_at: true,
    last_at: true,
    resolved_at: true,
    check_at: true,
    incident_id: true,
    body: true,
  },
  // Made from the identity: its index need not be written each time.
  { over: "identity", keep: ["mark"] },
);

/**
 * Stores alerts as they are now; their identities must differ. A new episode takes the place of the one before. Of one that is
 * remembered, only what changed is written: a storm is made of repeats.
 */
export async function saveAlerts(tx: Tx, alerts: Alert[]): Promise<void> {
  const heard: Alert[] = [];
  const refreshed: Alert[] = [];
  const others: Alert[] = [];
  for (const alert of alerts) {
    const was = rememberedAlert(tx, alert.identity);
    const change = was ? changeOf(was, alert) : "all";
    (change === "heard" ? heard : change === "body" ? refreshed : others).push(alert);
  }
  rememberAfterCommit(tx, alerts);
  if (heard.length > 0)
    await tx.executeQuery(
      forEach(
        'update "alert" set "count" = ?, "last_at" = ? where "identity" = ?',
        heard.map(({ count, lastAt, identity }) => [count, lastAt, identity]),
      ),
    );
  if (refreshed.length > 0)
    await tx.executeQuery(
      forEach(
        'update "alert" set "count" = ?, "last_at" = ?, "body" = ? where "identity" = ?',
        refreshed.map((alert) => [alert.count, alert.lastAt, bodyOf(alert), alert.identity]),
      ),
    );
  await writeAlerts(tx, others.map(rowOf));
}

function rowOf(alert: Alert): AlertTable {
  return {
    id: alert.id,
    identity: alert.identity,
    mark: alert.mark,
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
    check_at: alert.checkAt,
    incident_id: alert.incident,
    body: bodyOf(alert),
  };
}

/** What has no column: a row as short as can be, because in a storm pages are what is written. */
function bodyOf(alert: Alert): string {
  const { id, identity, mark, source, status, title, severity, component, group, ...others } = alert;
  const { count, firstAt, lastAt, resolvedAt, checkAt, incident, ...body } = others;
  return toJson(body);
}

/** What repeats change that has no column of its own. */
const onlyInBody = new Set<keyof Alert>([
  "description",
  "labels",
  "links",
  "senderGroup",
  "eventAt",
  "acknowledged",
  "staleAfterMs",
]);

/** What of its row an alert changed: how often and when it was heard of, its body beside that, or all. */
function changeOf(was: Alert, now: Alert): "heard" | "body" | "all" {
  let change: "heard" | "body" = "heard";
  for (const key in now) {
    const name = key as keyof Alert;
    if (name === "count" || name === "lastAt" || isAlike(was[name], now[name])) continue;
    if (!onlyInBody.has(name)) return "all";
    change = "body";
  }
  return change;
}

/** Labels and links are made anew by each signal. */
function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => isAlike(one[name as keyof typeof one], other[name as keyof typeof other]));
}

export async function saveAlert(tx: Tx, alert: Alert): Promise<void> {
  await saveAlerts(tx, [alert]);
}

/** The alerts of an incident, oldest first. */
export async function alertsOf(tx: Tx, incident: string): Promise<Alert[]> {
  const rows = await tx
    .selectFrom("alert")
    .select(alertColumns)
    .where("incident_id", "=", incident)
    .orderBy("first_at")
    .orderBy("id")
    .execute();
  return rows.map(readAlert);
}

/** Gives an incident the alerts of a group that belong to nobody and to the trouble that began then. Older ones were another. */
export async function adoptAlerts(tx: Tx, group: string, incident: string, since: Instant): Promise<void> {
  const rows = await tx
    .selectFrom("alert")
    .select(alertColumns)
    .where("group_key", "=", group)
    .where("incident_id", "is", null)
    .execute();
  const free = rows.map(readAlert).filter((alert) => isOfTrouble(alert, since));
  await saveAlerts(
    tx,
    free.map((alert) => ({ ...alert, incident })),
  );
}

/** The identities of the alerts of a group that count for something, came and went since then, or belong to its incident. */
export async function identitiesOfGroup(
  tx: Tx,
  { key, incident, since }: Pick<AlertGroup, "key" | "incident" | "since">,
): Promise<string[]> {
  const rows = await tx
    .selectFrom("alert")
    .select("identity")
    .where("group_key", "=", key)
    .where((eb) =>
      eb.or([
        eb("status", "<>", "resolved"),
        eb("check_at", "is not", null),
        eb("last_at", ">=", since),
        ...(incident === null ? [] : [eb("incident_id", "=", incident)]),
      ]),
    )
    .orderBy("identity")
    .execute();
  return rows.map(({ identity }) => identity);
}

/** The identities of the alerts of a sender's group that fire. */
export async function firingOfSender(
  tx: Tx,
  { source, groupKey, groups }: { source: string; groupKey: string; groups: string[] },
): Promise<string[]> {
  if (groups.length === 0) return [];
  const rows = await tx
    .selectFrom("alert")
    .select(alertColumns)
    .where("group_key", "in", groups)
    .where("source", "=", source)
    .where("status", "=", "firing")
    .execute();
  return rows
    .map(readAlert)
    .filter(({ senderGroup }) => senderGroup === groupKey)
    .map(({ identity }) => identity);
}

/** The identities of alerts that time alone may have changed by now, those that are due longest first. */
export async function alertsToCheck(tx: Tx, now: Instant, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("alert")
    .select("identity")
    .where("check_at", "is not", null)
    .where("check_at", "<=", now)
    .orderBy("check_at")
    .limit(limit)
    .execute();
  return rows.map(({ identity }) => identity);
}

/** The alerts whose mark begins so; those that are not over first. At most `limit`. */
export async function alertsByMark(tx: Tx, mark: string, limit: number): Promise<Alert[]> {
  const rows = await tx
    .selectFrom("alert")
    .select(alertColumns)
    .where("mark", ">=", mark)
    .where("mark", "<", `${mark}~`)
    .orderBy((eb) => eb.case().when("status", "=", "resolved").then(1).else(0).end())
    .orderBy("last_at", "desc")
    .limit(limit)
    .execute();
  return rows.map(readAlert);
}

/** The keys of the groups that begin so; at most `limit`. */
export async function groupKeys(tx: Tx, start: string, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom("alert_group")
    .select("key")
    .where("key", ">=", start)
    .where("key", "<", `${start}~`)
    .orderBy("last_at", "desc")
    .limit(limit)
    .execute();
  return rows.map(({ key }) => key);
}

/** Counts what a rule brought and a person said to be no incident. */
export async function countNoise(tx: Tx, noise: { rule: string; alerts: number; at: Instant }): Promise<void> {
  await tx
    .insertInto("alert_noise")
    .values({ rule: noise.rule, dismissed: 1, alerts: noise.alerts, last_at: noise.at })
    .onConflict((conflict) =>
      conflict.column("rule").doUpdateSet((eb) => ({
        dismissed: eb("alert_noise.dismissed", "+", 1),
        alerts: eb("alert_noise.alerts", "+", noise.alerts),
        last_at: noise.at,
      })),
    )
    .execute();
}

const byKey = compiledEach((db, key) => db.selectFrom("alert_group").select(["key", "body"]).where("key", "=", key));

/** These groups, by key. Unknown ones are left out. */
export async function loadGroups(
  tx: Tx,
  keys: string[],
  { lock = false }: Locking = {},
): Promise<Map<string, AlertGroup>> {
  if (keys.length === 0) return new Map();
  if (lock)
    await lockNames(
      tx,
      keys.map((key) => `alert-group/${key}`),
    );
  const rows = isPostgres(tx)
    ? await tx.selectFrom("alert_group").select(["key", "body"]).where("key", "in", keys).execute()
    : await byKey(tx, keys);
  return new Map(rows.map(({ key, body }) => [key, readJson(alertGroupSchema, body, `The alert group ${key}`)]));
}

/** A group of alerts, or null. */
export async function loadGroup(tx: Tx, key: string, locking: Locking = {}): Promise<AlertGroup | null> {
  return (await loadGroups(tx, [key], locking)).get(key) ?? null;
}

const writeGroups = rowWriter<AlertGroupTable>(
  "alert_group",
  { key: true, incident_id: true, last_at: true, body: true },
  { over: "key" },
);

/** Stores groups as they are now; their keys must differ. */
export async function saveGroups(tx: Tx, groups: AlertGroup[]): Promise<void> {
  await writeGroups(
    tx,
    groups.map((group) => ({
      key: group.key,
      incident_id: group.incident,
      last_at: group.lastAt,
      body: toJson(group),
    })),
  );
}

export async function saveGroup(tx: Tx, group: AlertGroup): Promise<void> {
  await saveGroups(tx, [group]);
}

/** An alert from its row. What its body says of a column is from an earlier version, and counts no more. */
export function readAlert(row: AlertTable): Alert {
  const where = `The alert ${row.identity}`;
  return readValue(
    alertSchema,
    {
      ...readJson(bodySchema, row.body, where),
      id: row.id,
      identity: row.identity,
      mark: row.mark,
      source: row.source,
      status: row.status,
      title: row.title,
      severity: row.severity,
      component: row.component,
      group: row.group_key,
      count: row.count,
      firstAt: row.first_at,
      lastAt: row.last_at,
      resolvedAt: row.resolved_at,
      checkAt: row.check_at,
      incident: row.incident_id,
    },
    where,
  );
}

const bodySchema = z.record(z.string(), z.unknown());
