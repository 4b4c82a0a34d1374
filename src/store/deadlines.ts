import type { Deadline } from "../domain/incident/state.ts";
import { compiled } from "./compiled.ts";
import type { Tx } from "./open.ts";
import type { DeadlineTable } from "./tables.ts";

const ofIncident = compiled((db: Tx, given: { incident: string }) =>
  db.selectFrom("deadline").selectAll().where("incident_id", "=", given.incident),
);

const upsert = compiled((db: Tx, given: DeadlineTable) => {
  const row: DeadlineTable = {
    id: given.id,
    incident_id: given.incident_id,
    kind: given.kind,
    started_at: given.started_at,
    due_at: given.due_at,
    promised_at: given.promised_at,
    derived_from: given.derived_from,
    state: given.state,
    met_at: given.met_at,
    met_by: given.met_by,
    round: given.round,
    snoozed_until: given.snoozed_until,
  };
  return db
    .insertInto("deadline")
    .values(row)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row));
});

/** Brings the ledger's rows of an incident up to date; only those that changed are written. A promise is never taken out. */
export async function saveDeadlines(tx: Tx, incident: string, deadlines: Deadline[]): Promise<void> {
  const { rows } = await ofIncident(tx, { incident });
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const deadline of deadlines) {
    const row = rowOf(incident, deadline);
    const was = stored.get(row.id);
    if (!was || differs(was, row)) await upsert(tx, row);
  }
}

function differs(was: DeadlineTable, now: DeadlineTable): boolean {
  return (Object.keys(now) as (keyof DeadlineTable)[]).some((column) => was[column] !== now[column]);
}

function rowOf(incident: string, deadline: Deadline): DeadlineTable {
  return {
    id: deadline.id,
    incident_id: incident,
    kind: deadline.kind,
    started_at: deadline.startedAt,
    due_at: deadline.dueAt,
    promised_at: deadline.promisedAt,
    derived_from: deadline.from,
    state: deadline.state,
    met_at: deadline.metAt,
    met_by: deadline.metBy,
    round: deadline.round,
    snoozed_until: deadline.snoozedUntil,
  };
}
