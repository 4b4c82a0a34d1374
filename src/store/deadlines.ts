import type { Deadline } from "../domain/incident/state.ts";
import { compiled } from "./compiled.ts";
import { rowWriter } from "./rows.ts";
import type { Tx } from "./store.ts";
import type { DeadlineTable } from "./tables.ts";

const ofIncident = compiled((db: Tx, given: { incident: string }) =>
  db.selectFrom("deadline").selectAll().where("incident_id", "=", given.incident),
);

const write = rowWriter<DeadlineTable>(
  "deadline",
  {
    id: true,
    incident_id: true,
    kind: true,
    started_at: true,
    due_at: true,
    promised_at: true,
    derived_from: true,
    state: true,
    met_at: true,
    met_by: true,
    round: true,
    snoozed_until: true,
  },
  { over: "id" },
);

/** Brings the ledger's rows of an incident up to date; only those that changed are written. A promise is never taken out. */
export async function saveDeadlines(tx: Tx, incident: string, deadlines: Deadline[]): Promise<void> {
  const { rows } = await ofIncident(tx, { incident });
  const stored = new Map(rows.map((row) => [row.id, row]));
  const changed = deadlines
    .map((deadline) => rowOf(incident, deadline))
    .filter((row) => {
      const was = stored.get(row.id);
      return !was || differs(was, row);
    });
  await write(tx, changed);
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
