import { CompiledQuery } from "kysely";
import { isPostgres } from "./dialect.ts";
import { forEach } from "./many.ts";
import { storable } from "./storable.ts";
import type { Tx } from "./store.ts";

/**
 * What becomes of a row whose `key` is there already: it is written over, but for what never changes, or the write is refused
 * (`DuplicateKey`).
 */
type Conflict<Row> = { over: keyof Row & string; keep?: (keyof Row & string)[] } | null;

/**
 * Writes whole rows of one table, many at a time: on PostgreSQL one statement carries them all (a round trip costs more than
 * a row), on SQLite one kept statement runs for each. The rows of a batch must differ in their key; they are written in its
 * order, so that two replicas never wait for each other in a circle.
 */
export function rowWriter<Row extends object>(
  table: string,
  columns: Record<keyof Row & string, true>,
  conflict: Conflict<Row>,
): (tx: Tx, rows: Row[]) => Promise<void> {
  const names = Object.keys(columns) as (keyof Row & string)[];
  const quoted = names.map((name) => `"${name}"`);
  const into = `insert into "${table}" (${quoted.join(", ")})`;
  const then = conflict === null ? "" : ` ${onConflict(conflict.over, conflict.keep ?? [], names)}`;
  const one = `${into} values (${names.map(() => "?").join(", ")})${then}`;
  const many = `${into} select ${quoted.join(", ")} from json_populate_recordset(null::"${table}", $1::json)${then}`;

  return async (tx, rows) => {
    if (rows.length === 0) return;
    if (isPostgres(tx)) {
      const inOrder =
        conflict === null ? rows : rows.toSorted((a, b) => (a[conflict.over] < b[conflict.over] ? -1 : 1));
      await tx.executeQuery(CompiledQuery.raw(many, [JSON.stringify(inOrder.map(storableRow))]));
      return;
    }
    await tx.executeQuery(
      forEach(
        one,
        rows.map((row) => names.map((name) => row[name])),
      ),
    );
  };
}

function onConflict(key: string, keep: string[], names: string[]): string {
  const others = names.filter((name) => name !== key && !keep.includes(name));
  return `on conflict ("${key}") do update set ${others.map((name) => `"${name}" = excluded."${name}"`).join(", ")}`;
}

function storableRow<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, storable(value)])) as Row;
}
