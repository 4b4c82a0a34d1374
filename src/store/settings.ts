import type { z } from "zod";
import { compiled } from "./compiled.ts";
import { readJson, toJson } from "./json.ts";
import type { Tx } from "./store.ts";

/** A setting that is kept with the data; null when it was never set. */
export async function readSetting<T>(tx: Tx, key: string, schema: z.ZodType<T>): Promise<T | null> {
  const row = await tx.selectFrom("setting").select("value").where("key", "=", key).executeTakeFirst();
  return row ? readJson(schema, row.value, `The setting ${key}`) : null;
}

export async function saveSetting(tx: Tx, key: string, value: unknown): Promise<void> {
  const text = toJson(value);
  await tx
    .insertInto("setting")
    .values({ key, value: text })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: text }))
    .execute();
}

const count = compiled((db: Tx, given: { name: string }) =>
  db
    .insertInto("counter")
    .values({ name: given.name, value: 1 })
    .onConflict((conflict) => conflict.column("name").doUpdateSet((eb) => ({ value: eb("counter.value", "+", 1) })))
    .returning("value"),
);

/** The next number of a counter, from 1. Others who count wait until this transaction ends, so no number is left out. */
export async function nextCount(tx: Tx, name: string): Promise<number> {
  const { rows } = await count(tx, { name });
  return rows[0]?.value ?? 0;
}

/** Gives the last number back, in the transaction that took it. */
export async function uncount(tx: Tx, name: string): Promise<void> {
  await tx
    .updateTable("counter")
    .set((eb) => ({ value: eb("value", "-", 1) }))
    .where("name", "=", name)
    .execute();
}
