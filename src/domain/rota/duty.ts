import { createHash } from "node:crypto";
import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { Effect } from "../effects.ts";
import type { RotaEvent } from "../events.ts";
import { heldAt, onCallAt, type Rota } from "../rota.ts";
import type { Brief, HandOver, RotaRoom } from "./hand-over.ts";
import { handOverCard, reminderCard } from "./hand-over-card.ts";
import { changeAfter, isSame, spansOf } from "./spans.ts";

/*
 * The duty passes from hand to hand. What stands is the last hand-over: whenever the rota then names somebody else as primary,
 * by the clock, by a person or by a schedule elsewhere, there is a new one, and it is said once. Who comes has half an hour to
 * say "I have it"; then they are reminded, once, and alone.
 */

/** How long whoever comes has to say that they have it, ms. */
const takeWithinMs = 30 * 60_000;
/** How far ahead the next hand-over is looked for; where there is none by then, it is looked for again. Ms. */
const lookAheadMs = 60 * 24 * 60 * 60_000;
/** How far back a hand-over that was slept through is looked for, ms: an ended override is loaded for that long. */
export const lookBackMs = 8 * 24 * 60 * 60_000;

/** Where the duty stands, without anybody being told. */
export function standingOf(rota: Rota, id: string, at: Instant): HandOver {
  const comes = heldAt(rota, "primary", at).people;
  return { id, dueAt: at, at, goes: [], comes, brief: null, taken: null, reminded: false, plan: planOf(rota) };
}

/** True when somebody else than before is primary now. */
export function changesHands({ rota, last }: RotaRoom, at: Instant): boolean {
  return last !== null && !isSame(last.comes, heldAt(rota, "primary", at).people);
}

/** Hands over, and says so. To be called when it {@link changesHands}. */
export function handOver(room: RotaRoom, event: RotaEvent, brief: Brief): { state: RotaRoom; effects: Effect[] } {
  const { rota, last } = room;
  const { at } = event;
  const standing = standingOf(rota, event.id, at);
  const now: HandOver = { ...standing, goes: last?.comes ?? [], dueAt: dueOf(room, at), brief };
  const { secondary } = onCallAt(rota, at);
  return {
    state: { ...room, last: now },
    effects: [
      ...(last ? endOf(last, now) : []),
      show(now, handOverCard({ ...now, brief }, secondary, untilOf(rota, at))),
    ],
  };
}

/** When the duty passed: at the last change of the rota, unless a person changed the rota itself just now. */
function dueOf({ rota, last }: RotaRoom, at: Instant): Instant {
  if (!last || last.plan !== planOf(rota)) return at;
  const since = Math.max(last.at, at - lookBackMs);
  const span = spansOf(rota, "primary", since, at + 1).at(-1);
  return span && span.from > since ? span.from : at;
}

/** Closes the message of a hand-over that another one follows. */
function endOf(last: HandOver, now: HandOver): Effect[] {
  if (last.brief === null || last.taken !== null) return [];
  const card = handOverCard({ ...last, brief: last.brief, over: now.at }, null, null);
  return [
    { kind: "message.settle", to: { announcement: true }, slot: slotOf(last), lane: slotOf(last), card },
    ...quiet(last, "It has passed on."),
  ];
}

/** Somebody has it. */
export function take(last: HandOver, by: Actor, at: Instant): { last: HandOver; effects: Effect[] } {
  const now = { ...last, taken: { at, by } };
  const { brief } = now;
  if (brief === null) return { last: now, effects: [] };
  return {
    last: now,
    effects: [show(now, handOverCard({ ...now, brief }, null, null)), ...quiet(last, "Somebody has it.")],
  };
}

/** Reminds those who come, if there is anything to remind of. */
export function remind(last: HandOver): { last: HandOver; effects: Effect[] } {
  if (takeDueAt(last) === null) return { last, effects: [] };
  const effects = last.comes.map((one): Effect => {
    const slot = personalSlot(last, one);
    return {
      kind: "message.show",
      to: { person: one },
      card: reminderCard(last),
      slot,
      lane: slot,
      urgency: "reminder",
    };
  });
  return { last: { ...last, reminded: true }, effects };
}

function takeDueAt({ at, brief, comes, taken, reminded }: HandOver): Instant | null {
  return brief === null || comes.length === 0 || taken || reminded ? null : at + takeWithinMs;
}

function quiet(last: HandOver, words: string): Effect[] {
  if (!last.reminded) return [];
  return last.comes.map((one): Effect => {
    const slot = personalSlot(last, one);
    const card = { summary: words, blocks: [{ type: "text" as const, line: words }] };
    return { kind: "message.settle", to: { person: one }, slot, lane: slot, card };
  });
}

function show(now: HandOver, card: ReturnType<typeof handOverCard>): Effect {
  const slot = slotOf(now);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

const slotOf = ({ id }: HandOver) => `rota/hand-over/${id}`;
const personalSlot = (last: HandOver, person: string) => `${slotOf(last)}/${person}`;

function untilOf(rota: Rota, at: Instant): Instant | null {
  return changeAfter(rota, "primary", at, lookAheadMs);
}

/** The kinds of timer of the subject `rota`. */
export const rotaTimers = { next: "hand-over", reminder: "hand-over-reminder" } as const;

/** What the rota owes: the next hand-over, and the reminder of the last one. */
export function rotaOwes({ rota, last }: RotaRoom, at: Instant): { kind: string; dueAt: Instant }[] {
  const { layers = [], schedules = [], overrides = [] } = rota;
  const moves = layers.length + schedules.length + overrides.filter(({ until }) => until > at).length > 0;
  const remindAt = last && takeDueAt(last);
  return [
    ...(moves ? [{ kind: rotaTimers.next, dueAt: untilOf(rota, at) ?? at + lookAheadMs }] : []),
    ...(remindAt === null ? [] : [{ kind: rotaTimers.reminder, dueAt: remindAt }]),
  ];
}

/** What the configuration says, as a short text that differs when that does. */
function planOf({ primary, secondary, escalation, layers = [], schedules = [] }: Rota): string {
  const names = schedules.map(({ name, roles }) => [name, roles]);
  return createHash("sha256")
    .update(JSON.stringify([primary, secondary, escalation, layers, names]))
    .digest("hex")
    .slice(0, 16);
}
