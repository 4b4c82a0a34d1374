import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import type { Tx } from "./store.ts";
import type { SendBudgetTable } from "./tables.ts";

/** A token bucket: holds `capacity` calls, and gets `perMs` back each millisecond. */
export interface Budget {
  capacity: number;
  perMs: number;
  /** How many calls must stay for what is more urgent. */
  reserve?: number | undefined;
}

const open = compiled((db: Tx, given: SendBudgetTable) =>
  db
    .insertInto("send_budget")
    .values({ key: given.key, tokens: given.tokens, refreshed_at: given.refreshed_at })
    .onConflict((conflict) => conflict.column("key").doNothing()),
);

const find = compiled((db: Tx, given: { key: string }) => {
  const query = db.selectFrom("send_budget").select(["tokens", "refreshed_at"]).where("key", "=", given.key);
  return isPostgres(db) ? query.forUpdate() : query;
});

const put = compiled((db: Tx, given: SendBudgetTable) =>
  db
    .updateTable("send_budget")
    .set({ tokens: given.tokens, refreshed_at: given.refreshed_at })
    .where("key", "=", given.key),
);

/** Takes one call from a budget that all replicas share. 0 = taken; otherwise how many ms until there is one to take. */
export async function spend(
  tx: Tx,
  key: string,
  { capacity, perMs, reserve = 0 }: Budget,
  now: Instant,
): Promise<number> {
  await open(tx, { key, tokens: capacity, refreshed_at: now });
  const row = (await find(tx, { key })).rows[0] ?? { tokens: capacity, refreshed_at: now };
  // a clock that goes back must not take calls away
  const grown = Math.max(0, now - row.refreshed_at) * perMs;
  const tokens = Math.min(capacity, row.tokens + grown);
  const needed = 1 + Math.min(reserve, capacity - 1);
  if (tokens < needed) return Math.max(1, Math.ceil((needed - tokens) / perMs));
  await put(tx, { key, tokens: tokens - 1, refreshed_at: now });
  return 0;
}
