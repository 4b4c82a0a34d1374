import { crashPoint } from "../base/crash.ts";
import type { Actor } from "../domain/actor.ts";
import { cutShort } from "../domain/alert/silence.ts";
import type { Happening, PagerNews, Signal } from "../domain/events.ts";
import { type EffectResult, finishEffect } from "../store/claims.ts";
import { type Arrival, decideInbox, recordInbox } from "../store/inbox.ts";
import { releaseAwaiting } from "../store/outbox.ts";
import { openRedeliveries } from "../store/redeliveries.ts";
import { saveRemote } from "../store/remote.ts";
import { type Foreseen, foresee } from "./foresee.ts";
import type { Outcome } from "./outcome.ts";
import type { EngineParts } from "./parts.ts";
import { openSession, type Session } from "./session.ts";
import { openTimers, type Timers } from "./timers.ts";
import { openTogether } from "./together.ts";

/** How a happening is handed in. */
export interface Handing {
  /** What tells a redelivery: the sender's own id of this delivery. The same key twice is one decision. */
  key?: string | undefined;
  /** Makes what is answered; stored with the decision, so that a redelivery gets the same answer. */
  answer?: ((outcome: Outcome) => unknown) | undefined;
  /** Which door it came through, for the audit log. */
  door?: string | undefined;
}

/** One body of a sender: all of its signals are taken, or none. */
export interface Intake {
  source: string;
  /** Tells a redelivery: the sender's own delivery id, or a hash of the body. */
  key: string;
  /** How long `key` tells one, ms (decisions.md 1). */
  keyHoldsMs: number;
  /** Whose turn it is: messages of one lane wait for each other, and lanes take turns. Absent = that of its source. */
  lane?: string | undefined;
  signals: Signal[];
  /** What the body tells of our own pages. */
  news?: readonly PagerNews[] | undefined;
}

/** What follows from a delivery's result, stored with it. */
export interface FollowUp {
  remotes?: { slot: string; ref: unknown }[] | undefined;
  release?: string | undefined;
  happenings?: Happening[] | undefined;
}

/** The one door to all state. */
export interface Engine {
  /** Decides and stores. Resolves after the commit. A refusal changes nothing. */
  handle(happening: Happening, handing?: Handing): Promise<Outcome>;
  /** Takes a sender's signals. Resolves after the commit: `seen` is a redelivery, which changed nothing. */
  intake(intake: Intake): Promise<"taken" | "seen">;
  /** What would become of these signals if they came in now. Changes nothing. */
  foresee(signals: Signal[]): Promise<Foreseen[]>;
  /** Reports how a delivery ended, with what follows. False: the claim had passed to somebody else, and nothing was stored. */
  settle(row: { id: number; claim: number }, result: EffectResult, followUp?: FollowUp): Promise<boolean>;
  /** Called after every commit of anything beside alerts that were merely heard of. */
  afterCommit(listener: () => void): void;
  timers: Timers;
  /** Resolves when nothing is being decided and no timer is due. */
  idle(): Promise<void>;
  /** Takes nothing more in, and finishes what is under way. */
  stop(): Promise<void>;
}

/** What Sitrep does by itself all the time: the audit log says what somebody asked for. */
const unasked = new Set<Happening["type"]>([
  "rota.read",
  "rota.look",
  "call.timer",
  "subscription.failed",
  "series.look",
]);

/** What the audit log calls it. Going against the guard is a deed of its own, whatever it goes along with. */
function actionOf(happening: Happening): string {
  return "override" in happening && happening.override ? `${happening.type} (override)` : happening.type;
}

/** One thing to do in a transaction that others share. What it will need is named beforehand, so that it is asked for once for all. */
interface Work {
  arrival?: Arrival;
  signals?: Signal[];
  /** True for what Sitrep does by itself: nobody waits for its answer, so a power cut there shows nothing. */
  unasked?: boolean;
  run(session: Session, seen: boolean): Promise<unknown>;
}

/**
 * Opens the engine. Whatever arrives within one turn of the event loop shares one transaction (group commit) and is
 * answered after it; where one of them breaks, each is done again on its own, so that it harms nobody else. What people do,
 * what time does and how deliveries ended goes before what senders tell.
 */
export function openEngine(parts: EngineParts): Engine {
  const { store, clock, ids, log } = parts;
  const listeners: (() => void)[] = [];
  const redeliveries = openRedeliveries();
  const together = openTogether(async (works: Work[]) => {
    // What senders tell is nearly always a repeat, after which nobody has anything to do.
    let matters = works.some(({ arrival }) => !arrival);
    const isAsked = works.some(({ unasked }) => !unasked);
    const results = await store.transact(async (tx) => {
      const session = openSession(tx, parts);
      const repeated = await redeliveries.among(
        tx,
        works.flatMap(({ arrival }) => arrival ?? []),
        clock.now(),
      );
      await session.expect(works.flatMap(({ signals = [] }) => signals));
      const done: unknown[] = [];
      for (const { arrival, run } of works) done.push(await run(session, arrival ? repeated.shift() === true : false));
      if (await session.save()) matters = true;
      if (isAsked) crashPoint("before-commit");
      return done;
    });
    redeliveries.committed();
    if (isAsked) crashPoint("after-commit");
    if (matters) for (const listener of listeners) listener();
    return results;
  });
  const inSession = <T>(run: (session: Session) => Promise<T>, isUnasked = false) =>
    together.add({ run, unasked: isUnasked }, { urgent: true }) as Promise<T>;
  const timers = openTimers({ store, clock, log, inSession });
  listeners.push(() => timers.nudge());

  return {
    timers,
    handle: (happening, handing = {}) =>
      inSession(async (session): Promise<Outcome> => {
        const { key, answer, door } = handing;
        if (key !== undefined) {
          const seen = await recordInbox(session.tx, {
            key,
            source: door ?? "engine",
            body: null,
            receivedAt: clock.now(),
          });
          if (seen !== null && seen.state !== "received") return { kind: "seen", answer: seen.answer };
        }
        const outcome = await session.handle(happening);
        if (!unasked.has(happening.type)) {
          session.audit({
            id: ids(),
            actor: happening.by,
            action: actionOf(happening),
            outcome,
            door: door ?? happening.by.kind,
          });
        }
        if (key !== undefined) await decideInbox(session.tx, key, answer?.(outcome) ?? null);
        return outcome;
      }, unasked.has(happening.type)),
    intake: ({ source, key, keyHoldsMs, lane = source, signals, news = [] }) => {
      const work: Work = {
        arrival: { key, source, withinMs: keyHoldsMs },
        signals,
        async run(session, seen) {
          if (seen) return "seen";
          const by: Actor = { kind: "alert", id: source, name: source };
          for (const signal of signals) await session.handle({ type: "alert.signal", signal, by });
          for (const cut of cutShort(signals)) await session.handle({ type: "alert.cut-short", ...cut, by });
          for (const one of news) await session.handle(one);
          return "taken";
        },
      };
      // What a pager tells of our pages is a person's deed, like a command.
      const place = { urgent: news.length > 0, lane, weight: 1 + signals.length };
      return together.add(work, place) as Promise<"taken" | "seen">;
    },
    foresee: (signals) => foresee(parts, signals),
    settle: (row, result, followUp = {}) =>
      inSession(async (session) => {
        if (!(await finishEffect(session.tx, row, result, clock.now()))) return false;
        for (const { slot, ref } of followUp.remotes ?? []) await saveRemote(session.tx, slot, ref);
        for (const happening of followUp.happenings ?? []) await session.handle(happening);
        if (followUp.release !== undefined) await releaseAwaiting(session.tx, followUp.release);
        return true;
      }),
    afterCommit: (listener) => listeners.push(listener),
    async idle() {
      await together.idle();
      await timers.idle();
    },
    async stop() {
      timers.stop();
      await together.idle();
    },
  };
}
