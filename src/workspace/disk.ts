/**
 * Where the workspace keeps its things over a restart: one value per (kind, key). Writes are done when `put` returns, so
 * that a killed process finds everything it had answered for.
 */
export interface Disk {
  put(kind: string, key: string, value: unknown): void;
  remove(kind: string, key: string): void;
  /** All values of a kind, in the order they were first put. */
  all<T>(kind: string): T[];
  close(): void;
}

/** Opens the workspace's own file, or, without one, a disk that forgets. */
export async function openDisk(file?: string): Promise<Disk> {
  if (!file) return { put() {}, remove() {}, all: () => [], close() {} };

  const { default: Database } = await import("better-sqlite3");
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  // Survives a killed process; a power cut may cost the demo its last seconds, which nobody was promised.
  db.pragma("synchronous = NORMAL");
  db.exec(
    "create table if not exists thing (seq integer primary key, kind text not null, key text not null, value text not null, unique (kind, key))",
  );
  const put = db.prepare(
    "insert into thing (kind, key, value) values (?, ?, ?) on conflict (kind, key) do update set value = excluded.value",
  );
  const remove = db.prepare("delete from thing where kind = ? and key = ?");
  const all = db.prepare<[string], { value: string }>("select value from thing where kind = ? order by seq");

  return {
    put: (kind, key, value) => void put.run(kind, key, JSON.stringify(value)),
    remove: (kind, key) => void remove.run(kind, key),
    all: <T>(kind: string) => all.all(kind).map(({ value }) => JSON.parse(value) as T),
    close: () => void db.close(),
  };
}
