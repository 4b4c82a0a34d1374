import type { Instant } from "../base/clock.ts";
import type { Actor } from "../domain/actor.ts";
import { type Decided, isRefusal } from "../domain/decision.ts";
import type { RotaEvent } from "../domain/events.ts";
import { briefOn } from "../domain/rota/brief.ts";
import { decideRota } from "../domain/rota/decide.ts";
import { changesHands, handOver, lookBackMs, rotaOwes } from "../domain/rota/duty.ts";
import type { HandOver, RotaRoom } from "../domain/rota/hand-over.ts";
import type { Rota } from "../domain/rota.ts";
import type { Terms } from "../domain/terms.ts";
import { openIncidents } from "../store/incidents.ts";
import { lockNames } from "../store/locks.ts";
import { addOverrides, clearOverrides, filledIn, lastHandOver, saveHandOver, saveScheduleCopy } from "../store/rota.ts";
import { nextCount, uncount } from "../store/settings.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";
import { watchSince } from "../store/watch.ts";

/** The rota of one transaction. */
export interface SessionRota {
  /** The rota as decisions see it: with the overrides that hold and the copies of schedules, those of other replicas included. */
  now(): Promise<Rota>;
  /** Decides on the rota, and hands the duty over if it thereby passes to somebody else. */
  decide(event: RotaEvent): Promise<Decided<RotaRoom>>;
  save(): Promise<void>;
}

/** The subject of the rota's timers, and the name that is held while it is decided on. */
const subject = "rota";
const counter = "rota-override";
/** The most open incidents that a hand-over names. */
const mostIncidents = 20;

/** Opens the rota of a transaction. Nothing is asked of the store before somebody wants to know. */
export function openRota(tx: Tx, terms: Terms, at: Instant): SessionRota {
  let known: Rota | null = null;
  let room: { was: RotaRoom; now: RotaRoom } | null = null;
  const handOvers = new Map<string, HandOver>();
  const cleared: { id: string; by: Actor }[] = [];

  const load = async () => {
    if (room) return room.now;
    await lockNames(tx, [subject]);
    const was = { rota: await filledIn(tx, terms.rota, at - lookBackMs), last: await lastHandOver(tx) };
    room = { was, now: was };
    return was;
  };

  const brief = async (since: Instant) => briefOn(await openIncidents(tx, mostIncidents), await watchSince(tx, since));

  const keep = (now: RotaRoom, by: Actor) => {
    const { was } = room ?? { was: now };
    const before = room?.now ?? now;
    const kept = new Set(now.rota.overrides?.map(({ id }) => id));
    for (const { id } of before.rota.overrides ?? []) if (!kept.has(id)) cleared.push({ id, by });
    if (now.last && now.last !== before.last) handOvers.set(now.last.id, now.last);
    room = { was, now };
  };

  return {
    async now() {
      known ??= room ? null : await filledIn(tx, terms.rota, at);
      return room?.now.rota ?? known ?? terms.rota;
    },
    async decide(event) {
      const before = await load();
      const counts = event.type === "rota.override" || event.type === "rota.swap";
      const number = counts ? await nextCount(tx, counter) : 0;
      const outcome = decideRota(event, before, number, terms);
      if (isRefusal(outcome)) {
        if (counts) await uncount(tx, counter);
        return outcome;
      }
      keep(outcome.state, event.by);
      if (!changesHands(outcome.state, at)) return outcome;
      const over = handOver(outcome.state, event, await brief(outcome.state.last?.at ?? at));
      keep(over.state, event.by);
      return { ...outcome, state: over.state, effects: [...outcome.effects, ...over.effects] };
    },
    async save() {
      if (!room) return;
      const { was, now } = room;
      const old = new Set(was.rota.overrides?.map(({ id }) => id));
      const fresh = (now.rota.overrides ?? []).filter(({ id }) => !old.has(id));
      await addOverrides(tx, fresh);
      for (const { id, by } of cleared) await clearOverrides(tx, [id], by, at);
      for (const { name, copy } of now.rota.schedules ?? []) {
        if (copy && copy !== was.rota.schedules?.find((one) => one.name === name)?.copy)
          await saveScheduleCopy(tx, name, copy, at);
      }
      for (const one of handOvers.values()) await saveHandOver(tx, one);
      await setTimers(tx, subject, rotaOwes(now, at));
    },
  };
}
