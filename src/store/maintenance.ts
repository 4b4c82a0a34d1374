import type { DialectAdapter } from "kysely";
import type { Instant } from "../base/clock.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import { afterCommit } from "./after-commit.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { maintenanceSchema } from "./schemas.ts";
import { nextCount, uncount } from "./settings.ts";
import type { Tx } from "./store.ts";
import type { MaintenanceTable } from "./tables.ts";

/** The number of a new maintenance. Counts up from 1; a transaction that is rolled back gives its number back. */
export async function nextMaintenanceNumber(tx: Tx): Promise<number> {
  return nextCount(tx, "maintenance");
}

/** Gives the number back that was taken last, in the transaction that took it. */
export async function returnMaintenanceNumber(tx: Tx): Promise<void> {
  await uncount(tx, "maintenance");
}

/** The maintenance of an id, or null. With `lock`, others that ask for it with `lock` wait until this transaction ends. */
export async function loadMaintenance(
  tx: Tx,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<Maintenance | null> {
  const query = tx.selectFrom("maintenance").select("body").where("id", "=", id);
  const row = await (lock && isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst();
  return row ? read(row) : null;
}

/** The id of the maintenance of a number, or null. */
export async function maintenanceIdOf(tx: Tx, number: number): Promise<string | null> {
  const row = await tx.selectFrom("maintenance").select("id").where("number", "=", number).executeTakeFirst();
  return row?.id ?? null;
}

const ahead = compiled((db: Tx) =>
  db.selectFrom("maintenance").select("body").where("ended_at", "is", null).orderBy("starts_at").orderBy("number"),
);

/** All that is scheduled or running, by its start. */
export async function maintenancesAhead(tx: Tx): Promise<Maintenance[]> {
  const { rows } = await ahead(tx, {});
  return rows.map(read);
}

const running = compiled((db: Tx) => underWay(db));
const runningHeld = compiled((db: Tx) => underWay(db).forShare());

function underWay(db: Tx) {
  return db
    .selectFrom("maintenance")
    .select("body")
    .where("ended_at", "is", null)
    .where("stage", "=", "IN_PROGRESS")
    .orderBy("starts_at");
}

/**
 * What is under way, by its start: asked with nearly every alert. A process that has the store for itself remembers what was
 * committed last, and asks only once. With `lock` none of these ends before this transaction does: so whoever ends one finds
 * all that was muted by it.
 */
export async function runningMaintenances(
  tx: Tx,
  { lock = false }: { lock?: boolean } = {},
): Promise<readonly Maintenance[]> {
  // Outside of a transaction, what is read may be old by the time it is here.
  const memory = isPostgres(tx) || !tx.isTransaction || written.has(tx) ? null : tx.getExecutor().adapter;
  const known = memory && memories.get(memory);
  if (known) return known;
  const { rows } = await (lock && isPostgres(tx) ? runningHeld : running)(tx, {});
  const found = rows.map(read);
  if (memory) memories.set(memory, found);
  return found;
}

const memories = new WeakMap<DialectAdapter, readonly Maintenance[]>();
/** Transactions that have changed something: what they read may never be committed. */
const written = new WeakSet<Tx>();

/** The most that lists of past ones hold. */
const mostPast = 500;

/** What was completed or cancelled since, newest first. */
export async function pastMaintenances(tx: Tx, since: Instant): Promise<Maintenance[]> {
  const rows = await tx
    .selectFrom("maintenance")
    .select("body")
    .where("ended_at", ">=", since)
    .orderBy("ended_at", "desc")
    .limit(mostPast)
    .execute();
  return rows.map(read);
}

/** A mark that changes whenever any of them does: cheap to ask for, only good for comparing. */
export async function maintenanceMark(tx: Tx): Promise<string> {
  const row = await tx
    .selectFrom("maintenance")
    .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.sum<number>("version").as("versions")])
    .executeTakeFirst();
  return `${row?.count ?? 0} ${row?.versions ?? 0}`;
}

/** Stores a maintenance as it is now. */
export async function saveMaintenance(tx: Tx, maintenance: Maintenance): Promise<void> {
  const row = rowOf(maintenance);
  if (!isPostgres(tx)) {
    const { adapter } = tx.getExecutor();
    written.add(tx);
    memories.delete(adapter);
    afterCommit(tx, () => memories.delete(adapter));
  }
  await tx
    .insertInto("maintenance")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

function rowOf(maintenance: Maintenance): MaintenanceTable {
  const { id, number, stage, window, endedAt, version } = maintenance;
  return {
    id,
    number,
    stage,
    starts_at: window.startsAt,
    ends_at: window.endsAt,
    ended_at: endedAt,
    version,
    body: toJson(maintenance),
  };
}

function read({ body }: { body: string }): Maintenance {
  return readJson(maintenanceSchema, body, "A maintenance");
}
