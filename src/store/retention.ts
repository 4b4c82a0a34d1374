import type { Clock, Instant } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { pruneInbox } from "./inbox.ts";
import { pruneMuted } from "./muted-alerts.ts";
import { pruneAlerts } from "./old-alerts.ts";
import { pruneOutbox } from "./outbox.ts";
import { prunePublications } from "./publications.ts";
import { pruneTallies } from "./rule-state.ts";
import { pruneSignals } from "./signals.ts";
import type { Store, Tx } from "./store.ts";
import { pruneUnanswered } from "./subscribers.ts";

/** How long things are kept that nothing rests on any more, ms. Incidents, timelines and promises are kept for ever. */
export interface Retention {
  alertsMs: number;
  deliveriesMs: number;
  seenMs: number;
}

const everyMs = 60 * 60_000;
/** The most that go in one transaction: bounds how long others wait for it. */
const mostAtOnce = 500;

/** Forgets what has grown old, in small steps. */
export async function forget(store: Store, keep: Retention, now: Instant): Promise<void> {
  const steps = [
    (tx: Tx) => pruneInbox(tx, now - keep.seenMs, mostAtOnce),
    (tx: Tx) => pruneOutbox(tx, now - keep.deliveriesMs, mostAtOnce),
    (tx: Tx) => pruneSignals(tx, now - keep.alertsMs, mostAtOnce),
    (tx: Tx) => pruneMuted(tx, now - keep.alertsMs, mostAtOnce),
    (tx: Tx) => pruneAlerts(tx, now - keep.alertsMs, mostAtOnce),
    (tx: Tx) => pruneTallies(tx, now, mostAtOnce),
    (tx: Tx) => pruneUnanswered(tx, now, mostAtOnce),
    (tx: Tx) => prunePublications(tx, now - keep.deliveriesMs, mostAtOnce),
  ];
  for (const step of steps) {
    while ((await store.transact(step)) === mostAtOnce);
  }
}

/** Forgets at the start and every hour after. Returns how to end that. */
export function keepForgetting(store: Store, keep: Retention, clock: Clock, log: Log): () => void {
  let cancel = () => {};
  const run = () => {
    cancel = clock.alarm(clock.now() + everyMs, run);
    forget(store, keep, clock.now()).catch((error: unknown) =>
      log.warn({ err: error }, "old rows could not be taken away"),
    );
  };
  run();
  return () => cancel();
}
