import pg from "pg";
import { DuplicateKey, StoreBusy, StoreFull, StoreGone } from "../errors.ts";

/** Serialization failure and deadlock: nothing is wrong, the same transaction may succeed right away. */
const AGAIN = ["40001", "40P01"];

/** True when the transaction lost against another one and should simply run again. */
export function lostARace(error: unknown): boolean {
  return error instanceof pg.DatabaseError && AGAIN.includes(error.code ?? "");
}

/** What a driver's error means to us. Error codes are those of PostgreSQL's appendix A. */
export function postgresError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const because = { cause: error };
  if (!(error instanceof pg.DatabaseError)) {
    // no word of the server: the socket, the name look-up, TLS, or the pool that waited in vain
    return new StoreGone(`The database cannot be reached: ${error.message}.`, because);
  }
  const code = error.code ?? "";
  if (code === "23505") return new DuplicateKey(error.detail ?? error.message, because);
  if (code === "53100") return new StoreFull("The disk of the database is full.", because);
  if (code === "55P03" || code === "53300" || code === "57014")
    return new StoreBusy(`The database is busy: ${error.message}.`, because);
  if (/^(08|28|3D|53|57P|58|XX|F0)/.test(code) || code === "25006" || code === "25P03")
    return new StoreGone(`The database cannot be used: ${error.message} (${code}).`, because);
  return error;
}
