import type { Kysely } from "kysely";
import type { Log } from "../../base/log.ts";
import { committed } from "../after-commit.ts";
import { StrayedTransaction } from "../errors.ts";
import type { Tx } from "../store.ts";
import type { Tables } from "../tables.ts";

/**
 * Transactions that end in the turn of the event loop they began in. Queries on SQLite are answered at once, so a
 * transaction that is still open in the next turn has awaited something else, and would hold up everybody for as long as
 * that takes: it is rolled back, logged and rejected.
 */
export function sameTurn(db: Kysely<Tables>, log: Log): <T>(work: (tx: Tx) => Promise<T>) => Promise<T> {
  return async (work) => {
    const tx = await db.startTransaction().execute();
    let guard: NodeJS.Immediate | undefined;
    const strayed = new Promise<never>((_, reject) => {
      guard = setImmediate(() => {
        const error = new StrayedTransaction("A transaction awaited something that is not a query of its own.");
        log.error({ err: error }, "transaction strayed and was rolled back");
        reject(error);
      });
    });
    try {
      const result = await Promise.race([work(tx), strayed]);
      await tx.commit().execute();
      committed(tx);
      return result;
    } catch (error) {
      await tx.rollback().execute();
      throw error;
    } finally {
      clearImmediate(guard);
    }
  };
}
