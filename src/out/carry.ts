import type { Clock } from "../base/clock.ts";
import { crashPoint } from "../base/crash.ts";
import type { Log } from "../base/log.ts";
import { sitrep } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import { backOffMs } from "./back-off.ts";
import type { AnyCarrier, Attempt, Claimed, Kind } from "./carrier.ts";
import { described } from "./describe.ts";
import { type Delivery, later } from "./outcome.ts";

/** A claimed row with what the outbox knows of it beside the effect. */
export interface Load extends Claimed {
  incident: string | null;
  slot: string | null;
}

/** What the engine is to store of an attempt. A `later` always says when. */
export interface Settlement {
  outcome: Delivery;
  /** True when the attempt counts: the next wait is longer. Being told when to come back does not count. */
  counts: boolean;
  remotes: { slot: string; ref: unknown }[];
  release: string | undefined;
  happenings: Happening[];
}

export interface CarrySettings {
  carriers: readonly AnyCarrier[];
  clock: Clock;
  log: Log;
  random: () => number;
  /** How it stands with an effect that another one speaks of: it waits, is being sent, or neither. */
  standing: (of: { kind: string; slot: string }) => Promise<"waiting" | "under-way" | "over">;
  /** True when something newer for the slot of this one waits behind it. */
  isOutdated: (load: Load) => Promise<boolean>;
  /** False only to show what happens without: a chaos run has to fail then. */
  askBeforeRepeat: boolean;
}

/** How long a message waits for what it speaks of to be sent, before it looks again, ms. */
const lookAgainMs = 2_000;

/** After so many failed tries of a page somebody else is told; about seven seconds of them. */
const pageTriesUntilTold = 3;

/**
 * Makes one attempt at an effect, and turns what came of it into what is stored. Never throws: whatever a carrier throws
 * means that nobody knows whether it took effect.
 */
export function openCarry({
  carriers,
  clock,
  log,
  random,
  askBeforeRepeat,
  isOutdated,
  standing,
}: CarrySettings): (load: Load) => Promise<Settlement> {
  const carrierOf = new Map<Kind, AnyCarrier>(
    carriers.flatMap((carrier) => carrier.kinds.map((kind) => [kind, carrier] as const)),
  );

  return async function carry(load) {
    const attempt = await attemptAt(load);
    if (attempt.delivery.outcome === "delivered") crashPoint("after-send");
    return settlementOf(load, attempt);
  };

  async function attemptAt(load: Load): Promise<Attempt> {
    const carrier = carrierOf.get(load.effect.kind);
    if (!carrier) return { delivery: later(`nothing here carries ${load.effect.kind}`, { doubtful: false }) };
    try {
      if (load.doubtful && askBeforeRepeat) {
        const found = await carrier.find(load);
        if (found) return stillDoubtful(found);
        if (await isOutdated(load)) return { delivery: { outcome: "superseded" } };
      }
      // After that question: what stands may not be forgotten because it has to wait, or is not true any more.
      const idle = await notNow(load);
      if (idle) return { delivery: idle };
      return await carrier.attempt(load);
    } catch (error) {
      log.error({ err: error, effect: load.id, kind: load.effect.kind }, "a carrier failed");
      return { delivery: later("an unexpected error; see the log", { doubtful: true }) };
    }
  }

  /** A message about something that does not go through is not shown once it has; while that is being sent, it waits to see. */
  async function notNow({ effect }: Load): Promise<Delivery | null> {
    if (effect.kind !== "message.show" || !effect.onlyWhile) return null;
    const stands = await standing(effect.onlyWhile);
    if (stands === "over") return { outcome: "superseded" };
    return stands === "waiting"
      ? null
      : later("what it speaks of is being sent", { doubtful: false, at: clock.now() + lookAgainMs });
  }

  function settlementOf(load: Load, attempt: Attempt): Settlement {
    const { delivery } = attempt;
    const counts = delivery.outcome === "later" && (attempt.counts ?? delivery.at === undefined);
    const isPage = load.effect.kind === "page";
    const outcome =
      counts && delivery.at === undefined
        ? { ...delivery, at: clock.now() + backOffMs(load.attempts + 1, random(), isPage) }
        : delivery;
    tell(load, outcome);
    return {
      outcome,
      counts,
      remotes: [...(attempt.remote ? [attempt.remote] : []), ...(attempt.remotes ?? [])],
      release: attempt.release,
      happenings: [...(attempt.happenings ?? []), ...failureOf(load, attempt, counts), ...arrivalOf(load, attempt)],
    };
  }

  function tell({ id, effect, incident }: Load, outcome: Delivery): void {
    const facts = { effect: id, kind: effect.kind, incident };
    if (outcome.outcome === "delivered") log.debug(facts, "effect delivered");
    else if (outcome.outcome === "superseded") log.debug(facts, "effect superseded");
    else if (outcome.outcome === "later") log.info({ ...facts, why: outcome.why, at: outcome.at }, "effect put off");
    else log.error({ ...facts, why: outcome.why }, "effect cannot be delivered");
  }
}

/** Slack could not be asked, so nothing has become clearer. */
function stillDoubtful(found: Attempt): Attempt {
  return found.delivery.outcome === "later" ? { ...found, delivery: { ...found.delivery, doubtful: true } } : found;
}

/** What is told about a failure: once for what is given up, and once for a page that is still tried after some tries. */
function failureOf(load: Load, { delivery, untold }: Attempt, counts: boolean): Happening[] {
  if (load.incident === null || untold) return [];
  if (delivery.outcome === "delivered" || delivery.outcome === "superseded") return [];
  const stillTried = counts && load.effect.kind === "page" && load.attempts + 1 === pageTriesUntilTold;
  if (delivery.outcome === "later" && !stillTried) return [];
  const error = delivery.outcome === "never" ? delivery.why : `${delivery.why}; Sitrep keeps trying`;
  return [
    {
      type: "incident.effect-failed",
      incident: load.incident,
      by: sitrep,
      effect: described(load.effect),
      error,
      retry: String(load.id),
      ...(load.effect.kind === "page" ? { page: { person: load.effect.person, tried: stillTried } } : {}),
    },
  ];
}

/** What was told of a page that did not go through has to be taken back once it has. */
function arrivalOf({ effect, attempts }: Load, { delivery }: Attempt): Happening[] {
  if (effect.kind !== "page" || delivery.outcome !== "delivered" || attempts < pageTriesUntilTold) return [];
  return [{ type: "incident.page-arrived", incident: effect.incident, by: sitrep, person: effect.person }];
}
