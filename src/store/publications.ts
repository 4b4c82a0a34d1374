import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Publication } from "../domain/subscription/state.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { nextCount } from "./settings.ts";
import type { Tx } from "./store.ts";
import type { PublicationTable } from "./tables.ts";

/* What there is to tell subscribers, numbered in the order it was committed. */

/** Keeps what there is to tell, under the next number. Whoever else publishes waits, so that numbers follow the commits. */
export async function addPublication(tx: Tx, publication: Omit<Publication, "number">): Promise<Publication> {
  const number = await nextCount(tx, counter);
  const { subject, update, components, at } = publication;
  await tx
    .insertInto("publication")
    .values({ number, subject, update_id: update, components: toJson(components), at })
    .execute();
  return { ...publication, number };
}

const counter = "publication";

/** The number of the newest thing to tell; 0 = there was none yet. */
export async function lastNumber(tx: Tx): Promise<number> {
  const row = await tx.selectFrom("counter").select("value").where("name", "=", counter).executeTakeFirst();
  return row?.value ?? 0;
}

/** The same, and whoever publishes waits until this transaction ends. */
export async function lastNumberHeld(tx: Tx): Promise<number> {
  const query = tx.selectFrom("counter").select("value").where("name", "=", counter);
  const row = await (isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst();
  return row?.value ?? 0;
}

/** What there is to tell after a number, in order. */
export async function publicationsAfter(tx: Tx, number: number, limit: number): Promise<Publication[]> {
  const rows = await tx
    .selectFrom("publication")
    .selectAll()
    .where("number", ">", number)
    .orderBy("number")
    .limit(limit)
    .execute();
  return rows.map(publicationIn);
}

function publicationIn({ number, subject, update_id, components, at }: PublicationTable): Publication {
  return {
    number,
    subject: subject as Publication["subject"],
    update: update_id,
    components: readJson(z.array(z.string()), components, `Publication ${number}`),
    at,
  };
}

/** Forgets what there was to tell before; at most `limit`. Returns how many. */
export async function prunePublications(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("publication")
    .where("number", "in", (eb) =>
      eb.selectFrom("publication").select("number").where("at", "<", before).orderBy("at").limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
