import type { Compilable, CompiledQuery } from "kysely";
import { isPostgres } from "./dialect.ts";
import { forEach } from "./many.ts";
import type { Tx } from "./store.ts";

/** Stands for a parameter while its query is built; never sent. */
class Given {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query of the hot paths: built once for each kind of store, then run with other parameters. Building costs twenty times
 * what running does. `given.x` in `build` stands for the parameter `x`; it can be placed where a value can, and its value
 * must not be looked at.
 */
export function compiled<P extends object, Row>(
  build: (db: Tx, given: P) => Compilable<Row>,
): (tx: Tx, params: P) => Promise<{ rows: Row[]; changed: number }> {
  const given = new Proxy({} as P, { get: (_, name) => new Given(String(name)) });
  const built: Partial<Record<"postgres" | "sqlite", CompiledQuery<Row>>> = {};

  return async (tx, params) => {
    const kind = isPostgres(tx) ? "postgres" : "sqlite";
    built[kind] ??= build(tx, given).compile() as CompiledQuery<Row>;
    const query = built[kind];
    const values = params as Record<string, unknown>;
    const parameters = query.parameters.map((value) => (value instanceof Given ? values[value.name] : value));
    const { rows, numAffectedRows } = await tx.executeQuery<Row>({ ...query, parameters });
    return { rows, changed: Number(numAffectedRows ?? 0) };
  };
}

/**
 * The same for a look-up by one key at a time, run for many of them: rows come in the order of the keys, none for a key that is
 * not there. SQLite only; on PostgreSQL one `in` is asked.
 */
export function compiledEach<Row>(
  build: (db: Tx, key: string) => Compilable<Row>,
): (tx: Tx, keys: string[]) => Promise<Row[]> {
  let sql: string | undefined;
  return async (tx, keys) => {
    sql ??= build(tx, "").compile().sql;
    const { rows } = await tx.executeQuery<Row>(
      forEach(
        sql,
        keys.map((key) => [key]),
      ),
    );
    return rows;
  };
}
