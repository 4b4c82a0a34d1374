import type { Clock, Instant } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Effect } from "../domain/effects.ts";
import type { Happening } from "../domain/events.ts";
import { type ClaimedRow, claimOutbox, type EffectResult, extendLease, nextOutboxDueAt } from "../store/claims.ts";
import { hurryOutbox, isOutdated, standingOf } from "../store/outbox.ts";
import type { Store } from "../store/store.ts";
import type { AnyCarrier } from "./carrier.ts";
import { type Load, openCarry, type Settlement } from "./carry.ts";
import type { Delivery as Outcome } from "./outcome.ts";

/** Carries stored effects out. One runs in every replica; what one has claimed no other touches while its lease lasts. */
export interface Delivery {
  /** Something was committed: looks for it now. Cheap, and safe to call often. */
  nudge(): void;
  /** A destination answers again after an outage: what waits out its failures goes now, in its order. */
  hurry(): void;
  /** Resolves when nothing is in flight and nothing that is due is left to claim. What waits for a later time does not count. */
  idle(): Promise<void>;
  /**
   * Claims nothing any more and waits for what is in flight, at most so long (product time). What is cut off comes back
   * after its lease, as an effect whose outcome is unknown.
   */
  stop(limitMs: number): Promise<void>;
}

/** Where results are handed in: all of it is stored in one transaction. */
export interface Settler {
  /** False when the row belongs to somebody else by now: nothing was stored. */
  settle(row: { id: number; claim: number }, result: EffectResult, follow?: Follow): Promise<boolean>;
}

export interface Follow {
  remotes?: { slot: string; ref: unknown }[] | undefined;
  release?: string | undefined;
  happenings?: Happening[] | undefined;
}

export interface DeliverySettings {
  store: Store;
  engine: Settler;
  clock: Clock;
  log: Log;
  /** Names this process among the replicas. */
  worker: string;
  carriers: readonly AnyCarrier[];
  /** How long a claim lasts without a sign of life. Longer than a carrier's longest call. */
  leaseMs: number;
  random?: (() => number) | undefined;
  askBeforeRepeat?: boolean | undefined;
  /** The longest that a lost nudge of another replica, or a bug, can hold an effect back; 30 s when absent. */
  sweepMs?: number | undefined;
  /** Hears how each attempt ended, for the metrics. */
  heard?: ((load: Load, outcome: Outcome) => void) | undefined;
}

/** How many effects are under way at once, and how many of these may be of the unhurried kind: the rest is kept for what is urgent. */
const lanes = { all: 12, unhurried: 8 };
/** The least urgent priority that may use the lanes that are kept free: reminders and all above them (effects.ts). */
const hurriedPriority = 3;
const usualSweepMs = 30_000;
/** The shortest nap: bounds how often the outbox is asked when something in it is due and cannot be claimed. */
const breathMs = 100;
/** How long a store in trouble is left alone. */
const storeRestMs = 1_000;

interface Underway {
  load: Load;
  hurried: boolean;
  ended: Promise<void>;
}

export function openDelivery(settings: DeliverySettings): Delivery {
  const { store, engine, clock, log, worker, leaseMs, random = Math.random, askBeforeRepeat = true, heard } = settings;
  const { sweepMs = usualSweepMs } = settings;
  const carry = openCarry({
    carriers: settings.carriers,
    clock,
    log,
    random,
    askBeforeRepeat,
    isOutdated: (load) => isOutdated(store.read, load),
    standing: (of) => standingOf(store.read, of),
  });
  const underway = new Map<number, Underway>();
  let pumping = false;
  let pumped = Promise.resolve();
  let again = false;
  let stopped = false;
  let givenUp = false;
  let cancelAlarm: (() => void) | null = null;
  const idlers: (() => void)[] = [];

  /** Claims what fits; one at a time, and once more if something happened meanwhile. */
  function pump(): void {
    if (pumping) again = true;
    else pumped = pumpNow();
  }

  async function pumpNow(): Promise<void> {
    pumping = true;
    let nextAt = clock.now() + sweepMs;
    try {
      do {
        again = false;
        await claimWhatFits();
      } while (again && !stopped);
      const dueAt = (await nextOutboxDueAt(store.read)) ?? nextAt;
      // What is due and was not claimed has to wait for a lane or for a row before it, not for the clock.
      nextAt = Math.min(nextAt, Math.max(dueAt, clock.now() + breathMs));
    } catch (error) {
      log.error({ err: error }, "the outbox could not be read; trying again");
      nextAt = clock.now() + storeRestMs;
    }
    pumping = false;
    if (stopped) return;
    if (again) return pump();
    wakeAt(nextAt);
    if (underway.size === 0) for (const resolve of idlers.splice(0)) resolve();
  }

  async function claimWhatFits(): Promise<void> {
    const unhurried = [...underway.values()].filter((one) => !one.hurried).length;
    const forAll = Math.min(lanes.unhurried - unhurried, lanes.all - underway.size);
    if (forAll > 0) await claim(forAll, null);
    const forHurried = lanes.all - underway.size;
    if (forHurried > 0) await claim(forHurried, hurriedPriority);
  }

  async function claim(limit: number, leastUrgent: number | null): Promise<void> {
    const now = clock.now();
    const rows = await store.transact((tx) =>
      claimOutbox(tx, { worker, now, leaseUntil: now + leaseMs, limit, leastUrgent }),
    );
    for (const row of rows) launch(row);
  }

  function launch(row: ClaimedRow): void {
    const running = underway.get(row.id);
    if (running) {
      // Its lease ran out while we are still at it, and nobody else took it: it is ours again, not to be sent twice.
      running.load.claim = row.claim;
      return;
    }
    const load: Load = { ...row, effect: row.body as Effect };
    const one: Underway = { load, hurried: row.priority <= hurriedPriority, ended: Promise.resolve() };
    underway.set(row.id, one);
    one.ended = deliver(load)
      .catch((error: unknown) => log.error({ err: error, effect: row.id }, "an effect was left to its lease"))
      .finally(() => {
        underway.delete(row.id);
        if (!stopped) pump();
      });
  }

  async function deliver(load: Load): Promise<void> {
    const stopRenewing = keepLease(load);
    try {
      const settlement = await carry(load);
      heard?.(load, settlement.outcome);
      await report(load, settlement);
    } finally {
      stopRenewing();
    }
  }

  /** What has happened has to be written down: as long as the store refuses, it is tried again. */
  async function report(load: Load, { outcome, counts, remotes, release, happenings }: Settlement): Promise<void> {
    for (;;) {
      try {
        const stored = await engine.settle(
          { id: load.id, claim: load.claim },
          { ...outcome, counts },
          { remotes, release, happenings },
        );
        if (!stored) log.warn({ effect: load.id }, "somebody else took the effect over; its result is dropped here");
        return;
      } catch (error) {
        log.error({ err: error, effect: load.id }, "the result of an effect could not be stored; trying again");
        if (stopped) return;
        await new Promise<void>((resolve) => clock.alarm(clock.now() + storeRestMs, resolve));
      }
    }
  }

  /** Signs of life while an attempt takes long, so that no other replica takes the effect over. Returns how to stop them. */
  function keepLease(load: Load): () => void {
    let cancel = clock.alarm(clock.now() + leaseMs / 3, renew);
    function renew(): void {
      if (givenUp) return;
      cancel = clock.alarm(clock.now() + leaseMs / 3, renew);
      const until = clock.now() + leaseMs;
      store
        .transact((tx) => extendLease(tx, { id: load.id, claim: load.claim, until }))
        .catch((error: unknown) => log.warn({ err: error, effect: load.id }, "a lease could not be renewed"));
    }
    return () => cancel();
  }

  function wakeAt(at: Instant): void {
    cancelAlarm?.();
    cancelAlarm = clock.alarm(at, () => pump());
  }

  async function emptied(): Promise<void> {
    await pumped;
    while (underway.size > 0) await Promise.all([...underway.values()].map((one) => one.ended));
  }

  function nudge(): void {
    if (!stopped) pump();
  }

  let hurried = Promise.resolve();

  // What another process left behind is found at once.
  nudge();

  return {
    nudge,
    hurry() {
      if (stopped) return;
      hurried = store
        .transact((tx) => hurryOutbox(tx, clock.now()))
        .then(nudge, (error: unknown) => log.warn({ err: error }, "what waits could not be hurried"));
    },
    async idle() {
      await hurried;
      await new Promise<void>((resolve) => {
        if (stopped) return resolve();
        idlers.push(resolve);
        nudge();
      });
    },
    async stop(limitMs) {
      stopped = true;
      cancelAlarm?.();
      const limit = Promise.withResolvers<void>();
      const cancel = clock.alarm(clock.now() + limitMs, limit.resolve);
      await Promise.race([emptied(), limit.promise]);
      cancel();
      givenUp = true;
      for (const resolve of idlers.splice(0)) resolve();
    },
  };
}
