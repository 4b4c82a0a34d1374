import type { Instant } from "../../base/clock.ts";
import type { Deadline } from "../../domain/incident/state.ts";
import { type Severity, severities } from "../../domain/policy.ts";
import type { Tx } from "../store.ts";

/** How things stand, for `/metrics`. Counts only what is current: history costs nothing here, however long it is. */
export interface Figures {
  openIncidents: Record<Severity, number>;
  firingAlerts: number;
  /** Those that fired and were not heard of for too long. */
  unknownAlerts: number;
  /** Promises that run, and of these the ones that are overdue. */
  runningDeadlines: number;
  overdueDeadlines: number;
  timers: number;
  /** How late the most overdue timer is, ms; 0 = none is. */
  timerLatenessMs: number;
  waitingEffects: number;
  failedEffects: number;
  /** How long the oldest waiting effect has been waiting, ms. */
  oldestEffectMs: number;
  /** What came in and was not decided yet. */
  pendingInbox: number;
}

export async function readFigures(tx: Tx, now: Instant): Promise<Figures> {
  const open = await tx
    .selectFrom("incident")
    .select((eb) => ["severity", eb.fn.countAll<number>().as("count")])
    .where("state", "=", "open")
    .groupBy("severity")
    .execute();
  const firing = await tx
    .selectFrom("alert")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("status", "=", "firing")
    .executeTakeFirstOrThrow();
  const unknown = await tx
    .selectFrom("alert")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("status", "=", "unknown")
    .executeTakeFirstOrThrow();
  const timers = await tx
    .selectFrom("timer")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min("due_at").as("first")])
    .executeTakeFirstOrThrow();
  const inbox = await tx
    .selectFrom("inbox")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "=", "received")
    .executeTakeFirstOrThrow();
  const bySeverity = new Map(open.map((row) => [row.severity, row.count]));
  return {
    openIncidents: Object.fromEntries(severities.map((one) => [one, bySeverity.get(one) ?? 0])) as Record<
      Severity,
      number
    >,
    firingAlerts: firing.count,
    unknownAlerts: unknown.count,
    ...(await deadlines(tx, now)),
    timers: timers.count,
    timerLatenessMs: timers.first === null ? 0 : Math.max(0, now - timers.first),
    ...(await effects(tx, now)),
    pendingInbox: inbox.count,
  };
}

async function deadlines(tx: Tx, now: Instant): Promise<Pick<Figures, "runningDeadlines" | "overdueDeadlines">> {
  const running = tx
    .selectFrom("deadline")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "=", "running");
  const all = await running.executeTakeFirstOrThrow();
  const overdue = await running.where("due_at", "<", now).executeTakeFirstOrThrow();
  return { runningDeadlines: all.count, overdueDeadlines: overdue.count };
}

async function effects(
  tx: Tx,
  now: Instant,
): Promise<Pick<Figures, "waitingEffects" | "failedEffects" | "oldestEffectMs">> {
  const count = tx.selectFrom("outbox").select((eb) => eb.fn.countAll<number>().as("count"));
  const waiting = await count.where("state", "=", "waiting").executeTakeFirstOrThrow();
  const failed = await count.where("state", "=", "failed").executeTakeFirstOrThrow();
  const oldest = await tx
    .selectFrom("outbox")
    .select("created_at")
    .where("state", "=", "waiting")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return {
    waitingEffects: waiting.count,
    failedEffects: failed.count,
    oldestEffectMs: oldest ? Math.max(0, now - oldest.created_at) : 0,
  };
}

/** How all promises there ever were ended, and how many still run. Reads the whole ledger: not for every few seconds. */
export async function countDeadlines(tx: Tx): Promise<Record<Deadline["state"], number>> {
  const rows = await tx
    .selectFrom("deadline")
    .select((eb) => ["state", eb.fn.countAll<number>().as("count")])
    .groupBy("state")
    .execute();
  const counts = { running: 0, kept: 0, late: 0, missed: 0, dropped: 0 };
  return { ...counts, ...Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)])) };
}
