import type { Instant } from "../../base/clock.ts";
import type { Recorded } from "../../domain/alert/replay.ts";
import type { Signal } from "../../domain/events.ts";
import { loadAlert } from "../alerts.ts";
import { type RecordedSignal, unpackSignals } from "../signals.ts";
import type { Tx } from "../store.ts";

/** How many transactions' worth is read at once: bounds the memory, and how long a question keeps others waiting. */
const atOnce = 20;

/** The signals that came in since then, in the order in which they did. */
export async function* recordedSignals(tx: Tx, since: Instant): AsyncGenerator<Recorded> {
  let from = { at: since, id: "" };
  for (;;) {
    const rows = await tx
      .selectFrom("signal_batch")
      .select(["id", "received_at", "body"])
      .where((eb) => eb(eb.refTuple("received_at", "id"), ">", eb.tuple(from.at, from.id)))
      .orderBy("received_at")
      .orderBy("id")
      .limit(atOnce)
      .execute();
    for (const row of rows)
      yield* unpackSignals(row)
        .filter(({ receivedAt }) => receivedAt >= since)
        .map(asRecorded);
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    from = { at: last.received_at, id: last.id };
  }
}

/** The last signal that fired of an alert, if it is recorded still: the newest, or the one its last episode began with. */
export async function lastFiring(tx: Tx, identity: string): Promise<Recorded | null> {
  const alert = await loadAlert(tx, identity);
  const moments = alert ? [alert.lastAt, alert.began.at(-1)] : [];
  for (const at of moments) {
    const found = at === undefined ? null : await recordedAt(tx, identity, at, ({ status }) => status === "firing");
    if (found) return found;
  }
  return null;
}

/** The last signal of an alert, whatever it says, if it is recorded still. */
export async function lastHeard(tx: Tx, identity: string): Promise<Recorded | null> {
  const alert = await loadAlert(tx, identity);
  return alert && recordedAt(tx, identity, alert.lastAt, () => true);
}

async function recordedAt(
  tx: Tx,
  identity: string,
  at: Instant,
  isMeant: (signal: Signal) => boolean,
): Promise<Recorded | null> {
  const rows = await tx
    .selectFrom("signal_batch")
    .select(["id", "body"])
    .where("received_at", "=", at)
    .orderBy("id", "desc")
    .execute();
  const signals = rows.flatMap((row) => unpackSignals(row).toReversed());
  const found = signals.find(({ signal }) => signal.identity === identity && isMeant(signal));
  return found ? asRecorded(found) : null;
}

function asRecorded({ id, signal, receivedAt }: RecordedSignal): Recorded {
  return { id, at: receivedAt, signal };
}
