/**
 * Where the workspace keeps its things over a restart: one value per (kind, key). Writes are done when `put` returns, so
 * that a killed process finds everything it had answered for.
 */
export interface Disk {
  put(kind: string, key: string, value: unknown): void;
  remove(kind: string, key: string): void;
  /** All values of a kind, oldest key first. */
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
    "create table if not exists thing (kind text, key text, value text not null, primary key (kind, key)) without rowid",
  );
  const put = db.prepare("insert into thing values (?, ?, ?) on conflict do update set value = excluded.value");
  const remove = db.prepare("delete from thing where kind = ? and key = ?");
  const all = db.prepare<[string], { value: string }>("select value from thing where kind = ? order by key");

  return {
    put: (kind, key, value) => void put.run(kind, key, JSON.stringify(value)),
    remove: (kind, key) => void remove.run(kind, key),
    all: <T>(kind: string) => all.all(kind).map(({ value }) => JSON.parse(value) as T),
    close: () => void db.close(),
  };
}
