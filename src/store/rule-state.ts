import type { Instant } from "../base/clock.ts";
import type { Tally } from "../domain/alert/tally.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { lockNames } from "./locks.ts";
import { rowWriter } from "./rows.ts";
import { tallySchema } from "./schemas.ts";
import type { Tx } from "./store.ts";
import type { RuleStateTable } from "./tables.ts";

const byKey = compiled((db: Tx, given: { key: string }) =>
  db.selectFrom("rule_state").select(["key", "body"]).where("key", "=", given.key),
);

/**
 * What rules have counted under these keys; those that nothing was counted under are left out. With `lock`, nobody else
 * counts under them until the transaction ends.
 */
export async function loadTallies(
  tx: Tx,
  keys: string[],
  { lock = false }: { lock?: boolean } = {},
): Promise<Map<string, Tally>> {
  if (keys.length === 0) return new Map();
  if (lock)
    await lockNames(
      tx,
      keys.map((key) => `rule-state/${key}`),
    );
  const rows = await rowsOf(tx, keys);
  return new Map(rows.map(({ key, body }) => [key, readJson(tallySchema, body, `What was counted under ${key}`)]));
}

async function rowsOf(tx: Tx, keys: string[]) {
  if (isPostgres(tx) && keys.length > 1)
    return tx.selectFrom("rule_state").select(["key", "body"]).where("key", "in", keys).execute();
  const rows: { key: string; body: string }[] = [];
  for (const key of keys) rows.push(...(await byKey(tx, { key })).rows);
  return rows;
}

const write = rowWriter<RuleStateTable>("rule_state", { key: true, until: true, body: true }, { over: "key" });

/** Stores what was counted; the keys must differ. */
export async function saveTallies(tx: Tx, tallies: { key: string; tally: Tally }[]): Promise<void> {
  await write(
    tx,
    tallies.map(({ key, tally }) => ({ key, until: tally.until, body: toJson(tally) })),
  );
}

/** Forgets what nothing rests on any more; at most `limit`. Returns how many. */
export async function pruneTallies(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("rule_state")
    .where("key", "in", (eb) =>
      eb.selectFrom("rule_state").select("key").where("until", "<", before).orderBy("until").limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
