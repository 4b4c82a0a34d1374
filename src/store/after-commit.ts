import type { Tx } from "./store.ts";

const owed = new WeakMap<Tx, (() => void)[]>();

/** Calls `then` once the transaction is committed, before anybody else has the store; never when it is rolled back. SQLite only. */
export function afterCommit(tx: Tx, then: () => void): void {
  const others = owed.get(tx);
  if (others) others.push(then);
  else owed.set(tx, [then]);
}

/** The transaction is committed: does what was owed. */
export function committed(tx: Tx): void {
  for (const then of owed.get(tx) ?? []) then();
}
