import SqliteDatabase from "better-sqlite3";
import { DuplicateKey, StoreBusy, StoreFull, StoreGone } from "../errors.ts";

/** What a driver's error means to us. */
export function sqliteError(error: unknown): unknown {
  if (!(error instanceof SqliteDatabase.SqliteError)) return error;
  const { code, message } = error;
  const because = { cause: error };
  if (code === "SQLITE_FULL") return new StoreFull("The disk or the database file is full.", because);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return new StoreBusy("Another process keeps the database file locked.", because);
  if (code === "SQLITE_CONSTRAINT_UNIQUE" || code === "SQLITE_CONSTRAINT_PRIMARYKEY")
    return new DuplicateKey(message, because);
  if (/^SQLITE_(IOERR|CANTOPEN|READONLY|CORRUPT|NOTADB|PERM|AUTH|NOMEM)/.test(code))
    return new StoreGone(`The database file cannot be used: ${message} (${code}).`, because);
  return error;
}
