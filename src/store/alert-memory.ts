import type { DialectAdapter } from "kysely";
import type { Alert } from "../domain/alert/state.ts";
import { afterCommit } from "./after-commit.ts";
import { isPostgres } from "./dialect.ts";
import type { Tx } from "./store.ts";

/*
 * Alerts as they were last committed, so that a storm of repeats need not read the same rows over and over. Only for a
 * process that has the store for itself: there nobody else can change a row. What a transaction saves is forgotten at once,
 * and remembered again when it is committed; a rollback leaves nothing behind.
 */

/** The most alerts that are remembered; some two KiB each. */
const most = 5_000;

const memories = new WeakMap<DialectAdapter, Map<string, Alert>>();

/** The alert as it was last committed, by identity; undefined when that is not remembered, or not for us to remember. */
export function rememberedAlert(tx: Tx, identity: string): Alert | undefined {
  return memoryOf(tx)?.get(identity);
}

/** These are about to be written in this transaction. */
export function rememberAfterCommit(tx: Tx, alerts: Alert[]): void {
  const memory = memoryOf(tx);
  if (!memory || alerts.length === 0) return;
  for (const { identity } of alerts) memory.delete(identity);
  afterCommit(tx, () => {
    for (const alert of alerts) {
      memory.delete(alert.identity);
      memory.set(alert.identity, alert);
    }
    for (const oldest of memory.keys()) {
      if (memory.size <= most) break;
      memory.delete(oldest);
    }
  });
}

/** These are taken away in this transaction. If it is rolled back, they are read again when they are asked for. */
export function forgetAlerts(tx: Tx, identities: string[]): void {
  const memory = memoryOf(tx);
  for (const identity of identities) memory?.delete(identity);
}

function memoryOf(tx: Tx): Map<string, Alert> | null {
  if (isPostgres(tx)) return null;
  const { adapter } = tx.getExecutor();
  const known = memories.get(adapter);
  if (known) return known;
  const memory = new Map<string, Alert>();
  memories.set(adapter, memory);
  return memory;
}
