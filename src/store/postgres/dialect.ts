import { type Dialect, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Log } from "../../base/log.ts";
import { storable } from "../storable.ts";
import { postgresError } from "./errors.ts";

/** PostgreSQL's type number of bigint. */
const BIGINT = 20;

/** How many transactions of one replica can be under way at the same time. */
const CONNECTIONS = 10;
/** Longer than any query of ours; bounds how long a server that hangs holds up who waits. */
const STATEMENT_MS = 30_000;
/** Bounds how long the locks of a replica that froze in a transaction stand in the way of the others. */
const IDLE_IN_TRANSACTION_MS = 30_000;
/** Bounds how long a request waits for a server that does not answer. */
const CONNECT_MS = 5_000;

/** Kysely over a pool of pg connections. `bigint` is read as a number: all of ours are instants and counts. */
export function postgresDialect(url: string, log: Log): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    application_name: "sitrep",
    keepAlive: true,
    types: {
      getTypeParser: (type: number, format?: "text" | "binary") =>
        type === BIGINT ? Number : (pg.types.getTypeParser(type, format as "text") as (text: string) => unknown),
    } as pg.CustomTypesConfig,
  });
  // without a listener, a server that goes away would end the process
  pool.on("error", (error) => log.warn({ err: error }, "a connection to the database was lost"));
  pool.on("connect", (client) => client.on("error", () => {}));

  return new PostgresDialect({ pool: told(pool) });
}

/** The pool with its errors told in our terms, and parameters made storable. */
function told(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => Promise.reject(postgresError(error)));
      const kept = known.get(client) ?? toldClient(client);
      known.set(client, kept);
      return kept;
    },
  };
}

function toldClient(client: pg.PoolClient): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]) => {
    try {
      return await client.query(text, values.map(storable));
    } catch (error) {
      throw postgresError(error);
    }
  };
  return { query: query as unknown as PostgresPoolClient["query"], release: (destroy) => client.release(destroy) };
}
