import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { isActive, type Medium, media, type Subscriber } from "../domain/subscription/state.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { readJson, toJson } from "./json.ts";
import { lastNumber, lastNumberHeld } from "./publications.ts";
import type { Tx } from "./store.ts";
import type { SubscriberTable } from "./tables.ts";

/*
 * Who hears of public updates, and how far each has been told: everything up to `told`, the number of a publication. What
 * fails is tried again at `due_at`, apart from the others.
 */

const instant = z.number();

const schema: z.ZodType<Subscriber> = z.object({
  id: z.string(),
  medium: z.enum(media),
  address: z.string(),
  key: z.string(),
  components: z.array(z.string()),
  activeSince: instant.nullable(),
  off: z.object({ at: instant, why: z.string() }).nullable(),
  asked: z
    .object({
      components: z.array(z.string()),
      token: z.string(),
      secret: z.string().nullable(),
      at: instant,
      times: z.number(),
      countedFrom: instant,
      until: instant,
      unsent: z.boolean(),
    })
    .nullable(),
  secret: z.string().nullable(),
  token: z.string(),
  failing: z.object({ since: instant, tries: z.number(), why: z.string() }).nullable(),
});

/** What tells one subscriber from the others. */
export type Which = { id: string } | { key: string } | { token: string } | { asked: string };

/** The subscriber, or null. Others that ask for it in a transaction of their own wait until this one ends. */
export async function loadSubscriber(tx: Tx, which: Which): Promise<Subscriber | null> {
  const [column, value] =
    "id" in which
      ? (["id", which.id] as const)
      : "key" in which
        ? (["key", which.key] as const)
        : "token" in which
          ? (["token", which.token] as const)
          : (["asked_token", which.asked] as const);
  const query = tx.selectFrom("subscriber").select("body").where(column, "=", value);
  const row = await (isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst();
  return row ? read(row) : null;
}

/** The same without holding it, for whoever only looks. */
export async function subscriberBy(tx: Tx, which: { token: string } | { asked: string }): Promise<Subscriber | null> {
  const query = tx.selectFrom("subscriber").select("body");
  const row = await ("token" in which
    ? query.where("token", "=", which.token)
    : query.where("asked_token", "=", which.asked)
  ).executeTakeFirst();
  return row ? read(row) : null;
}

const standing = compiled((db: Tx, given: { id: string }) =>
  db.selectFrom("subscriber").select("body").where("id", "=", given.id).where("state", "=", "active"),
);

/** A subscriber as it stands at this moment; null = it ended, or hears nothing any more. */
export async function activeSubscriber(tx: Tx, id: string): Promise<Subscriber | null> {
  const [row] = (await standing(tx, { id })).rows;
  return row ? read(row) : null;
}

/** Stores a subscriber as it is now, due again at `dueAt` where it fails. One that becomes active has heard everything so far. */
export async function saveSubscriber(
  tx: Tx,
  now: Subscriber,
  was: Subscriber | null,
  dueAt: Instant | null,
): Promise<void> {
  const { id, medium, key, token, asked } = now;
  const row: Omit<SubscriberTable, "told"> = {
    id,
    medium,
    key,
    token,
    asked_token: asked?.token ?? null,
    asked_until: asked?.until ?? null,
    unasked: asked?.unsent ? 1 : 0,
    state: isActive(now) ? "active" : now.off ? "off" : "asked",
    due_at: dueAt,
    body: toJson(now),
  };
  const begins = isActive(now) && !(was && isActive(was));
  const told = begins || !was ? { told: await lastNumber(tx) } : {};
  if (was)
    await tx
      .updateTable("subscriber")
      .set({ ...row, ...told })
      .where("id", "=", id)
      .execute();
  else
    await tx
      .insertInto("subscriber")
      .values({ ...row, told: 0, ...told })
      .execute();
}

/** Forgets a subscriber, wholly. */
export async function forgetSubscriber(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom("subscriber").where("id", "=", id).execute();
}

/** Forgets those that were asked and never answered in time; at most `limit`. Returns how many. */
export async function pruneUnanswered(tx: Tx, now: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("subscriber")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("subscriber")
        .select("id")
        .where("state", "=", "asked")
        .where("asked_until", "<", now)
        .orderBy("asked_until")
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** The media that anybody active is reached by. */
export async function mediaInUse(tx: Tx): Promise<Medium[]> {
  const found: Medium[] = [];
  for (const medium of media) {
    const one = await tx
      .selectFrom("subscriber")
      .select("id")
      .where("state", "=", "active")
      .where("medium", "=", medium)
      .limit(1)
      .executeTakeFirst();
    if (one) found.push(medium);
  }
  return found;
}

/** A subscriber, and how far it has been told. */
export interface Listener {
  subscriber: Subscriber;
  told: number;
}

/** Those of a medium who were not asked yet what they are to be asked. `failing` = those whose time has come again. */
export async function toAsk(tx: Tx, medium: Medium, { failing, now, limit }: Looking): Promise<Subscriber[]> {
  const query = tx.selectFrom("subscriber").select("body").where("medium", "=", medium).where("unasked", "=", 1);
  const rows = await (failing ? query.where("due_at", "<=", now) : query.where("due_at", "is", null))
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(read);
}

/** Which subscribers are looked for. */
export interface Looking {
  failing: boolean;
  now: Instant;
  limit: number;
}

/** Those of a medium who have not heard everything up to `last`, those who have heard least first. */
export async function toTell(
  tx: Tx,
  medium: Medium,
  last: number,
  { failing, now, limit }: Looking,
): Promise<Listener[]> {
  const query = tx
    .selectFrom("subscriber")
    .select(["body", "told"])
    .where("medium", "=", medium)
    .where("state", "=", "active")
    .where("told", "<", last);
  const rows = await (failing ? query.where("due_at", "<=", now) : query.where("due_at", "is", null))
    .orderBy("told")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ subscriber: read(row), told: row.told }));
}

/** When the first of those whom something did not get through to is tried again; null = there are none. */
export async function nextTryAt(tx: Tx, medium: Medium): Promise<Instant | null> {
  const row = await tx
    .selectFrom("subscriber")
    .select((eb) => eb.fn.min("due_at").as("at"))
    .where("medium", "=", medium)
    .where("due_at", "is not", null)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** How far somebody has been told now. A subscriber that ended or fell off meanwhile is left alone. */
export interface Progress {
  id: string;
  told: number;
  /** True when it failed before, and everything that was looked up has got through since. */
  recovered: boolean;
}

/** Remembers how far these have been told: all of it, or nothing. Nobody is ever set back. */
export async function rememberTold(tx: Tx, progress: readonly Progress[]): Promise<void> {
  const plain = Map.groupBy(
    progress.filter(({ recovered }) => !recovered),
    ({ told }) => told,
  );
  for (const [told, those] of plain) {
    const ids = those.map(({ id }) => id);
    await tx.updateTable("subscriber").set({ told }).where("id", "in", ids).where("told", "<", told).execute();
  }
  const recovered = progress.filter((one) => one.recovered).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id, told } of recovered) {
    await tx.updateTable("subscriber").set({ told }).where("id", "=", id).where("told", "<", told).execute();
    const was = await loadSubscriber(tx, { id });
    if (was && !was.off && !was.asked?.unsent && !(await isBehind(tx, id))) await joinOthers(tx, was);
  }
}

/**
 * True when there is more to tell than this one has heard. Whoever publishes waits until this transaction ends: those who
 * fail are passed over by the round that follows, so nothing may come in between unseen.
 */
async function isBehind(tx: Tx, id: string): Promise<boolean> {
  const last = await lastNumberHeld(tx);
  const row = await tx.selectFrom("subscriber").select("told").where("id", "=", id).executeTakeFirst();
  return (row?.told ?? 0) < last;
}

/** It does not fail any more, and is told with all the others. */
async function joinOthers(tx: Tx, now: Subscriber): Promise<void> {
  const body = toJson({ ...now, failing: null });
  await tx.updateTable("subscriber").set({ due_at: null, body }).where("id", "=", now.id).execute();
}

/** Remembers that the question was sent; unless somebody asked again meanwhile. */
export async function rememberAsked(tx: Tx, id: string, token: string): Promise<void> {
  const was = await loadSubscriber(tx, { id });
  if (!was?.asked?.unsent || was.asked.token !== token) return;
  const now: Subscriber = { ...was, asked: { ...was.asked, unsent: false } };
  await tx
    .updateTable("subscriber")
    .set({ unasked: 0, body: toJson(now) })
    .where("id", "=", id)
    .execute();
  // The question got through; what updates do not is tried again at its time.
  if (now.failing !== null && !(isActive(now) && (await isBehind(tx, id)))) await joinOthers(tx, now);
}

/** The most channels of our own that hear of updates. */
export const mostChannels = 200;

/** Our own channels that hear of updates. */
export async function channelSubscribers(tx: Tx): Promise<Subscriber[]> {
  const rows = await tx
    .selectFrom("subscriber")
    .select("body")
    .where("state", "=", "active")
    .where("medium", "=", "channel")
    .orderBy("id")
    .limit(mostChannels)
    .execute();
  return rows.map(read);
}

function read({ body }: { body: string }): Subscriber {
  return readJson(schema, body, "A subscriber");
}
