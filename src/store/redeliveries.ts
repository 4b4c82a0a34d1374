import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import { compiled } from "./compiled.ts";
import { isPostgres } from "./dialect.ts";
import { type Arrival, repeatedAmong } from "./inbox.ts";
import { readJson, toJson } from "./json.ts";
import type { Tx } from "./store.ts";

/*
 * Which messages were here before. Keys are hashes: each would touch another page of an index, and in a storm these pages are
 * what a commit costs. A process that has the store for itself therefore looks up those that hold for a short while in memory,
 * and writes them down in the order they came, one row for a transaction, to know them again after a crash. Keys that hold for
 * longer, and all keys where replicas share the store, are rows of the inbox.
 */

/** The longest that a key is remembered so, ms: bounds the memory it takes. */
const shortMs = 60_000;
/** How many rows that tell nothing any more are taken away with each new one: so they never pile up, and nobody waits for it. */
const forgottenAtOnce = 3;

export interface Redeliveries {
  /**
   * Tells which of these were seen within their time. The others hold from now on, once the transaction is committed. Of the
   * same key twice in a batch, the second is a redelivery of the first.
   */
  among(tx: Tx, arrivals: Arrival[], at: Instant): Promise<boolean[]>;
  /** The transaction that asked last was committed. */
  committed(): void;
}

/** Opens what remembers. Transactions must ask one after the other. */
export function openRedeliveries(): Redeliveries {
  let memory: Memory | null = null;
  let asked: { keys: string[]; at: Instant } = { keys: [], at: 0 };

  const shortAmong = async (tx: Tx, arrivals: Arrival[], at: Instant): Promise<boolean[]> => {
    memory ??= await remembered(tx, at);
    const here = new Set<string>();
    const repeated = arrivals.map(({ key, withinMs }) => {
      const seen = here.has(key) || (memory?.seenAt(key) ?? Number.NEGATIVE_INFINITY) >= at - withinMs;
      if (!seen) here.add(key);
      return seen;
    });
    asked = { keys: [...here], at };
    if (here.size > 0) {
      await insert(tx, { at, keys: toJson(asked.keys) });
      await forget(tx, { before: at - shortMs, limit: forgottenAtOnce });
    }
    return repeated;
  };

  return {
    async among(tx, arrivals, at) {
      asked = { keys: [], at };
      if (arrivals.length === 0) return [];
      if (isPostgres(tx)) return repeatedAmong(tx, arrivals, at);
      const isShort = ({ withinMs }: Arrival) => withinMs <= shortMs;
      const short = await shortAmong(tx, arrivals.filter(isShort), at);
      const long = await repeatedAmong(
        tx,
        arrivals.filter((one) => !isShort(one)),
        at,
      );
      return arrivals.map((one) => (isShort(one) ? short : long).shift() === true);
    },
    committed() {
      for (const key of asked.keys) memory?.keep(key, asked.at);
      asked = { keys: [], at: 0 };
    },
  };
}

interface Memory {
  seenAt(key: string): Instant | undefined;
  keep(key: string, at: Instant): void;
}

/** Keys of two stretches of time: when the younger is full of its time, the older is forgotten whole. */
function openMemory(): Memory {
  let young = new Map<string, Instant>();
  let old = new Map<string, Instant>();
  let since = 0;
  return {
    seenAt: (key) => young.get(key) ?? old.get(key),
    keep(key, at) {
      if (at - since > shortMs) {
        old = young;
        young = new Map();
        since = at;
      }
      young.set(key, at);
    },
  };
}

/** What was written down by the process before us, as far as it still tells anything. */
async function remembered(tx: Tx, at: Instant): Promise<Memory> {
  const memory = openMemory();
  const rows = await tx
    .selectFrom("redelivery")
    .selectAll()
    .where("received_at", ">=", at - shortMs)
    .orderBy("received_at")
    .execute();
  for (const { received_at: since, keys } of rows)
    for (const key of readJson(keysSchema, keys, "The keys of what came in lately")) memory.keep(key, since);
  return memory;
}

const keysSchema = z.array(z.string());

const insert = compiled((db: Tx, given: { at: Instant; keys: string }) =>
  db.insertInto("redelivery").values({ received_at: given.at, keys: given.keys }),
);

const forget = compiled((db: Tx, given: { before: Instant; limit: number }) =>
  db
    .deleteFrom("redelivery")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("redelivery")
        .select("id")
        .where("received_at", "<", given.before)
        .orderBy("received_at")
        .limit(given.limit),
    ),
);
