import type { Instant } from "../../base/clock.ts";
import type { Recorded } from "../../domain/alert/replay.ts";
import { readJson } from "../json.ts";
import { signalSchema } from "../schemas.ts";
import type { Tx } from "../store.ts";

/** How many are read at once: bounds the memory, and how long a question keeps others waiting. */
const atOnce = 1_000;

/** The signals that came in since then, in the order in which they did. */
export async function* recordedSignals(tx: Tx, since: Instant): AsyncGenerator<Recorded> {
  let from = { at: since, id: "" };
  for (;;) {
    const rows = await tx
      .selectFrom("alert_event")
      .select(["id", "received_at", "body"])
      .where((eb) => eb(eb.refTuple("received_at", "id"), ">", eb.tuple(from.at, from.id)))
      .orderBy("received_at")
      .orderBy("id")
      .limit(atOnce)
      .execute();
    for (const { id, received_at, body } of rows)
      yield { id, at: received_at, signal: readJson(signalSchema, body, `The recorded signal ${id}`) };
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    from = { at: last.received_at, id: last.id };
  }
}

/** The last signal that fired of an alert, if it is recorded still. */
export async function lastFiring(tx: Tx, identity: string): Promise<Recorded | null> {
  const row = await tx
    .selectFrom("alert_event")
    .select(["id", "received_at", "body"])
    .where("alert", "=", identity)
    .where("status", "=", "firing")
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row
    ? { id: row.id, at: row.received_at, signal: readJson(signalSchema, row.body, `The recorded signal ${row.id}`) }
    : null;
}
