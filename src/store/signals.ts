import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Signal } from "../domain/events.ts";
import { compiled } from "./compiled.ts";
import { StoreDamaged } from "./errors.ts";
import { readJson, toJson } from "./json.ts";
import { signalSchema } from "./schemas.ts";
import type { Tx } from "./store.ts";

/*
 * Signals as they came in, so that they can be replayed against other rules. All that one transaction took lie packed in one
 * row: in a storm they are alike and take a tenth of the room, and room is what a durable write costs
 * (docs/decisions/0016-what-a-storm-writes.md).
 */

/** A signal as it was taken; `id` is the event's. */
export interface RecordedSignal {
  id: string;
  signal: Signal;
  receivedAt: Instant;
}

const insert = compiled((db: Tx, given: { id: string; receivedAt: Instant; count: number; body: Uint8Array }) =>
  db.insertInto("signal_batch").values({
    id: given.id,
    received_at: given.receivedAt,
    count: given.count,
    body: given.body,
  }),
);

/** Keeps signals that were taken together. */
export async function recordSignals(tx: Tx, recorded: RecordedSignal[]): Promise<void> {
  const last = recorded.at(-1);
  if (!last) return;
  const body = zstdCompressSync(toJson(recorded));
  await insert(tx, { id: last.id, receivedAt: last.receivedAt, count: recorded.length, body });
}

/** The signals of a row, in the order they were taken. */
export function unpackSignals({ id, body }: { id: string; body: Uint8Array }): RecordedSignal[] {
  const where = `The recorded signals ${id}`;
  let text: string;
  try {
    text = zstdDecompressSync(body).toString();
  } catch (error) {
    throw new StoreDamaged(`${where} cannot be unpacked.`, { cause: error });
  }
  return readJson(recordedSchema, text, where);
}

const recordedSchema = z.array(z.object({ id: z.string(), signal: signalSchema, receivedAt: z.number() }));

/** Forgets signals that came before; at most `limit` transactions' worth. Returns how many of these. */
export async function pruneSignals(tx: Tx, before: Instant, limit: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom("signal_batch")
    .where("id", "in", (eb) =>
      eb.selectFrom("signal_batch").select("id").where("received_at", "<", before).orderBy("received_at").limit(limit),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}
