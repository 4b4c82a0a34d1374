import type { Instant } from "../base/clock.ts";
import type { Tx } from "./store.ts";

/** A person as their chat knows them. `id` is their user id there; the rest is how they were called when last seen. */
export interface Person {
  id: string;
  name: string;
  realName: string | null;
  tz: string | null;
  seenAt: Instant;
}

export async function savePerson(tx: Tx, { id, name, realName, tz, seenAt }: Person): Promise<void> {
  const row = { name, real_name: realName, tz, seen_at: seenAt };
  await tx
    .insertInto("person")
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
}

export async function personById(tx: Tx, id: string): Promise<Person | null> {
  const row = await tx.selectFrom("person").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? { id: row.id, name: row.name, realName: row.real_name, tz: row.tz, seenAt: row.seen_at } : null;
}
