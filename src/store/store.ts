import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** What the store's functions run their queries on: a transaction, or `store.read`. */
export type Tx = Kysely<Tables>;

/** Where state lies. Open it once; everything of it is one transaction or one read. */
export interface Store {
  kind: "sqlite" | "postgres";
  /**
   * Runs `work` as one transaction: all of it is stored, or nothing. Inside it, await queries of `tx` and nothing else. On
   * SQLite it then ends in the same turn of the event loop; one that strays is rolled back with an error. On PostgreSQL a
   * transaction that lost against another one runs again, so `work` must not change anything outside.
   *
   * Throws {@link import("./errors.ts").StoreFull}, `StoreBusy`, `StoreGone`: answer 503 and try again.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** For reads outside a transaction. Never use it inside one. */
  read: Tx;
  /** Ends after what is under way. Nothing may be asked of the store afterwards. */
  close(): Promise<void>;
  /** Writes a whole copy to a new file while work goes on (SQLite only; PostgreSQL has `pg_dump`). */
  backup(to: string): Promise<void>;
}
