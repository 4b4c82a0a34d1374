import { type Card, type Line, line, person } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { RotaEvent, RotaEventOf } from "../events.ts";
import { heldBy } from "../incident/held.ts";
import { named } from "../incident/view.ts";
import { may } from "../permissions.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { heldAt, rotates } from "../rota.ts";
import type { Terms } from "../terms.ts";
import { remind, rotaTimers, standingOf, take } from "./duty.ts";
import type { RotaRoom } from "./hand-over.ts";
import type { Override } from "./override.ts";
import { isSame, spansOf } from "./spans.ts";
import { swappedBy } from "./swap.ts";

/**
 * Decides what happens to the rota. `nextNumber` is that of a new override. Whether the duty thereby passes to somebody else is
 * looked at afterwards (hand-over.ts), whatever it was that happened.
 */
export function decideRota(event: RotaEvent, given: RotaRoom, nextNumber: number, terms: Terms): Decided<RotaRoom> {
  const room = begun(event, given);
  switch (event.type) {
    case "rota.override":
      return refusedTo(event, terms) ?? override(event, room, nextNumber);
    case "rota.swap":
      return refusedTo(event, terms) ?? swap(event, room, nextNumber, terms);
    case "rota.clear":
      return refusedTo(event, terms) ?? clear(event, room);
    case "rota.take":
      return haveIt(event, room);
    case "rota.read": {
      const schedules = room.rota.schedules?.map((one) =>
        one.name === event.schedule ? { ...one, copy: event.copy } : one,
      );
      return decided({ ...room, rota: { ...room.rota, schedules } });
    }
    case "rota.timer":
      if (event.kind === rotaTimers.reminder && room.last) {
        const { last, effects } = remind(room.last);
        return decided({ ...room, last }, { effects });
      }
      return decided(room);
    case "rota.look":
      return decided(room);
  }
}

/**
 * With a place to count from. A rota that never moves has none until it first does; and when the configuration of one was
 * changed, the operator knows that.
 */
function begun({ type, id, at }: RotaEvent, room: RotaRoom): RotaRoom {
  const { rota, last } = room;
  const standing = standingOf(rota, id, at);
  if (last === null) return type === "rota.look" && !rotates(rota) ? room : { ...room, last: standing };
  return !rotates(rota) && last.plan !== standing.plan ? { ...room, last: standing } : room;
}

function refusedTo({ by }: RotaEvent, terms: Terms): Refusal | null {
  return may(by, "respond", null, terms.permissions)
    ? null
    : refuse("not-allowed", { permission: "respond", held: heldBy("respond", terms) });
}

function override(event: RotaEventOf<"rota.override">, room: RotaRoom, number: number): Decided<RotaRoom> {
  const { role, person: who, until, at, by } = event;
  const from = Math.max(at, event.from ?? at);
  if (until <= at) return refuse("in-the-past", { field: "until" });
  if (until <= from) return refuse("ends-before-it-begins", { field: "until" });
  const spans = spansOf(room.rota, role, from, until);
  if (spans.every(({ people }) => isSame(people, [who]))) return refuse("already-on-call", { person: who, role });
  const one: Override = { id: event.id, number, role, person: who, from, until, by, madeAt: at };
  const text = line`${named(by)} made ${person(who)} ${role} on call ${when(one)}, whatever the rota says (override ${number}).`;
  return decided(withOverrides(room, [one]), { effects: [announce("The on-call rota was overridden", text)] });
}

function swap(event: RotaEventOf<"rota.swap">, room: RotaRoom, number: number, terms: Terms): Decided<RotaRoom> {
  const both = swappedBy(event, room.rota, number, terms.rota.zone ?? terms.policy.calendar.settings.zone);
  if ("refused" in both) return both;
  const halves = both.map((one) => line`${person(one.person)} is ${one.role} ${when(one)}`);
  const [first = "", second = ""] = halves;
  const text = line`${named(event.by)} swapped two shifts: ${first}; ${second} (override ${number}).`;
  return decided(withOverrides(room, both), { effects: [announce("Two on-call shifts were swapped", text)] });
}

function clear({ number, by, at }: RotaEventOf<"rota.clear">, room: RotaRoom): Decided<RotaRoom> {
  const { overrides = [] } = room.rota;
  const gone = overrides.filter((one) => one.number === number && one.until > at);
  if (gone.length === 0) return refuse("no-such-override", { number });
  const kept = overrides.filter((one) => !gone.includes(one));
  const who = gone.map((one) => line`${person(one.person)} as ${one.role} ${when(one)}`);
  const text = line`${named(by)} took back override ${number}: ${who.reduce<Line>((all, one, index) => (index === 0 ? one : line`${all}; ${one}`), "")}.`;
  return decided(
    { ...room, rota: { ...room.rota, overrides: kept } },
    { effects: [announce("An override of the on-call rota was taken back", text)] },
  );
}

/** Whoever comes says that they have it; so may the secondary, in their place. */
function haveIt({ handOver, by, at }: RotaEventOf<"rota.take">, room: RotaRoom): Decided<RotaRoom> {
  const { last, rota } = room;
  if (last === null || last.id !== handOver || last.brief === null) return refuse("hand-over-is-past", {});
  if (last.taken) return refuse("hand-over-taken", { by: last.taken.by.name, at: utcMinute(last.taken.at) });
  const entitled = [...last.comes, ...heldAt(rota, "secondary", at).people];
  if (by.kind === "person" && !entitled.includes(by.id)) return refuse("not-yours-to-take", { people: entitled });
  const taken = take(last, by, at);
  return decided({ ...room, last: taken.last }, { effects: taken.effects });
}

function withOverrides(room: RotaRoom, added: Override[]): RotaRoom {
  return { ...room, rota: { ...room.rota, overrides: [...(room.rota.overrides ?? []), ...added] } };
}

function when({ from, until }: Override): string {
  return `from ${utcMinute(from)} until ${utcMinute(until)}`;
}

/** Said once in the announcement channel. */
function announce(summary: string, text: Line): Effect {
  const card: Card = { summary, blocks: [{ type: "text", line: line`📆 ${text}` }] };
  return { kind: "message.show", to: { announcement: true }, card, slot: null, lane: "rota", urgency: "rest" };
}
