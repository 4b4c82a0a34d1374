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

/** The names and ids of everybody who was seen, for what must not name them. */
export async function everyoneSeen(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom("person").select(["id", "name", "real_name"]).execute();
  return rows.flatMap(({ id, name, real_name }) => [id, name, ...(real_name === null ? [] : [real_name])]);
}

/** Everybody who was seen, with what they are called: the handle, then the name, where it is known. */
export async function peopleByName(tx: Tx): Promise<{ id: string; names: string[] }[]> {
  const rows = await tx.selectFrom("person").select(["id", "name", "real_name"]).orderBy("id").execute();
  return rows.map(({ id, name, real_name }) => ({ id, names: real_name === null ? [name] : [name, real_name] }));
}

/** How a Slack user id looks where a sentence of the record names somebody. */
const userId = /\b[UW][A-Z0-9]{7,}\b/g;

/** These sentences with the people in them by name, as far as they are known: for reading, where a mention cannot be made. */
export async function withNames(tx: Tx, sentences: string[]): Promise<string[]> {
  const ids = [...new Set(sentences.flatMap((sentence) => sentence.match(userId) ?? []))];
  if (ids.length === 0) return sentences;
  const rows = await tx.selectFrom("person").select(["id", "name"]).where("id", "in", ids).execute();
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return sentences.map((sentence) => sentence.replace(userId, (id) => names.get(id) ?? id));
}
