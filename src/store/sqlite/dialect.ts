import type { Database, Statement } from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { Many } from "../many.ts";
import { storable } from "../storable.ts";
import { sqliteError } from "./errors.ts";

/** Bounds the memory of kept statements; texts that are built anew each time (lists of ids) would otherwise pile up. */
const KEPT_STATEMENTS = 500;

/**
 * Kysely over one better-sqlite3 connection. Statements are kept, transactions begin IMMEDIATE (a writer that finds out late
 * that it may not write would lose its work), and who wants the connection waits in line: first come, first served.
 */
export function sqliteDialect(db: Database): Dialect {
  return {
    createAdapter: () => new InLine(),
    createDriver: () => driverOf(db),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** The line is kept by our driver; kysely's own lock wakes all who wait each time. */
class InLine extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function driverOf(db: Database): Driver {
  const connection = connectionOf(db);
  const line: (() => void)[] = [];
  let taken = false;

  return {
    init: async () => {},
    async acquireConnection() {
      if (taken) await new Promise<void>((next) => line.push(next));
      taken = true;
      return connection;
    },
    async releaseConnection() {
      const next = line.shift();
      if (next) next();
      else taken = false;
    },
    beginTransaction: async () => run(connection, "begin immediate"),
    commitTransaction: async () => run(connection, "commit"),
    // a full disk has rolled back by itself
    rollbackTransaction: async () => (db.inTransaction ? run(connection, "rollback") : undefined),
    destroy: async () => {
      db.close();
    },
  };
}

async function run(connection: DatabaseConnection, sql: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(sql));
}

function connectionOf(db: Database): DatabaseConnection {
  const kept = new Map<string, Statement>();

  const prepare = (sql: string) => {
    const known = kept.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    if (kept.size >= KEPT_STATEMENTS) kept.clear();
    kept.set(sql, statement);
    return statement;
  };

  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const statement = prepare(sql);
        const [first] = parameters;
        const lists = first instanceof Many ? first.lists : [parameters];
        if (statement.reader) {
          const [only] = lists;
          if (lists.length === 1 && only) return { rows: statement.all(only.map(storable)) as Row[] };
          return { rows: lists.flatMap((values) => statement.all(values.map(storable)) as Row[]) };
        }
        let changes = 0;
        for (const values of lists) changes += statement.run(values.map(storable)).changes;
        return { rows: [], numAffectedRows: BigInt(changes) };
      } catch (error) {
        throw sqliteError(error);
      }
    },
    // biome-ignore lint/correctness/useYield: nothing of ours streams
    async *streamQuery() {
      throw new Error("The store does not stream.");
    },
  };
}
