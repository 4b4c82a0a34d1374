import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { tryLockNames } from "./locks.ts";
import type { Tx } from "./store.ts";
import type { TimerTable } from "./tables.ts";

export interface DueTimer {
  subject: string;
  kind: string;
  dueAt: Instant;
}

const ofSubject = compiled((db: Tx, given: { subject: string }) =>
  db.selectFrom("timer").select(["kind", "due_at"]).where("subject", "=", given.subject),
);

const put = compiled((db: Tx, given: TimerTable) =>
  db
    .insertInto("timer")
    .values({ subject: given.subject, kind: given.kind, due_at: given.due_at })
    .onConflict((conflict) => conflict.columns(["subject", "kind"]).doUpdateSet({ due_at: given.due_at })),
);

const drop = compiled((db: Tx, given: { subject: string; kind: string }) =>
  db.deleteFrom("timer").where("subject", "=", given.subject).where("kind", "=", given.kind),
);

/** Makes `wanted` all that the subject is owed. Only the difference is written. To be called with the subject's lock held. */
export async function setTimers(tx: Tx, subject: string, wanted: { kind: string; dueAt: Instant }[]): Promise<void> {
  const { rows } = await ofSubject(tx, { subject });
  const stored = new Map(rows.map((row) => [row.kind, row.due_at]));
  for (const { kind, dueAt } of wanted) {
    if (stored.get(kind) !== dueAt) await put(tx, { subject, kind, due_at: dueAt });
    stored.delete(kind);
  }
  for (const kind of stored.keys()) await drop(tx, { subject, kind });
}

const putOnce = compiled((db: Tx, given: TimerTable) =>
  db
    .insertInto("timer")
    .values({ subject: given.subject, kind: given.kind, due_at: given.due_at })
    .onConflict((conflict) => conflict.columns(["subject", "kind"]).doNothing()),
);

/** Sets timers whose subject says when they are due; those that stand already stay. In a fixed order, earliest first. */
export async function putTimers(tx: Tx, wanted: DueTimer[]): Promise<void> {
  for (const { subject, kind, dueAt } of wanted) await putOnce(tx, { subject, kind, due_at: dueAt });
}

const due = compiled((db: Tx, given: { now: Instant; limit: number }) =>
  db
    .selectFrom("timer")
    .select(["subject", "kind", "due_at"])
    .where("due_at", "<=", given.now)
    .orderBy("due_at")
    .orderBy("subject")
    .orderBy("kind")
    .limit(given.limit),
);

/**
 * The timers that are due, earliest first, for the transaction that decides what they mean: it moves them with
 * {@link setTimers}, and until it ends no other replica gets them. A crash leaves them due.
 */
export async function claimDueTimers(tx: Tx, now: Instant, limit: number): Promise<DueTimer[]> {
  const { rows } = isPostgres(tx) ? { rows: await claimOfMany(tx, now, limit) } : await due(tx, { now, limit });
  return rows.map((row) => ({ subject: row.subject, kind: row.kind, dueAt: row.due_at }));
}

const freeSubjects = compiled((db: Tx, given: { now: Instant; limit: number }) =>
  db
    .selectFrom("timer")
    .innerJoin("incident", "incident.id", "timer.subject")
    .select("incident.id")
    .where("timer.due_at", "<=", given.now)
    .orderBy("timer.due_at")
    .limit(given.limit)
    .forUpdate("incident")
    .skipLocked(),
);

/** What is due of subjects that are no incident: things there is one of, locked by name (locks.ts). */
const dueOthers = compiled((db: Tx, given: { now: Instant }) =>
  db
    .selectFrom("timer")
    .select("subject")
    .distinct()
    .where("due_at", "<=", given.now)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom("incident").select("id").whereRef("incident.id", "=", "timer.subject"))),
    ),
);

/**
 * With several replicas. An incident's timers are only ever written under the incident's lock, so that is what is taken
 * here, and the name of a thing there is one of, stepping over what others hold; locking the timers themselves would wait
 * for a decision that waits for us. What was due before the lock may have been moved meanwhile, so it is read again under it.
 */
async function claimOfMany(tx: Tx, now: Instant, limit: number): Promise<TimerTable[]> {
  const { rows: free } = await freeSubjects(tx, { now, limit });
  const { rows: others } = await dueOthers(tx, { now });
  const names = await tryLockNames(
    tx,
    others.map(({ subject }) => subject),
  );
  const subjects = [...new Set([...free.map(({ id }) => id), ...names])];
  if (subjects.length === 0) return [];
  return tx
    .selectFrom("timer")
    .select(["subject", "kind", "due_at"])
    .where("subject", "in", subjects)
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .limit(limit)
    .execute();
}

const first = compiled((db: Tx) => db.selectFrom("timer").select("due_at").orderBy("due_at").limit(1));

/** When the next timer is due; null = none is set. */
export async function nextTimerDueAt(tx: Tx): Promise<Instant | null> {
  const { rows } = await first(tx, {});
  return rows[0]?.due_at ?? null;
}

/** Moves a timer, if it still stands where it was seen. False: it was moved or taken away meanwhile. */
export async function postponeTimer(tx: Tx, { subject, kind, dueAt }: DueTimer, to: Instant): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("timer")
    .set({ due_at: to })
    .where("subject", "=", subject)
    .where("kind", "=", kind)
    .where("due_at", "=", dueAt)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
