import { expect } from "vitest";
import type { Instant } from "../../src/base/clock.ts";
import { type Actor, sitrep } from "../../src/domain/actor.ts";
import { type Entry, isRefusal } from "../../src/domain/decision.ts";
import type { Effect } from "../../src/domain/effects.ts";
import type { IncidentHappening } from "../../src/domain/events.ts";
import { decideIncident } from "../../src/domain/incident/decide.ts";
import { type Deadline, type Incident, running, type Update } from "../../src/domain/incident/state.ts";
import type { DeadlineKind } from "../../src/domain/policy.ts";
import { type Refusal, wordsOf } from "../../src/domain/refusal.ts";
import type { Terms } from "../../src/domain/terms.ts";
import type { Card } from "../../src/text/card.ts";
import { toPlain } from "../../src/text/plain.ts";
import { allTimers, someTerms } from "./terms.ts";

export const alice: Actor = { kind: "person", id: "U-alice", name: "alice" };
export const bob: Actor = { kind: "person", id: "U-bob", name: "bob" };

type Told = { at: Instant; effect: Effect };
type Words<T extends IncidentHappening["type"]> = Omit<
  Extract<IncidentHappening, { type: T }>,
  "type" | "incident" | "by"
>;

/** One incident on a table: the pure decisions alone, with time that passes when the test says so. Timers ring as the engine would ring them. */
export class Room {
  now: Instant;
  state: Incident | null = null;
  readonly timeline: Entry[] = [];
  readonly updates: Update[] = [];
  readonly told: Told[] = [];
  readonly terms: Terms;
  #events = 0;

  constructor(at: string, own: Partial<Terms> = {}) {
    this.now = Date.parse(at);
    this.terms = someTerms(own);
  }

  get incident(): Incident {
    if (!this.state) throw new Error("nothing was declared yet");
    return this.state;
  }

  /** Lets something happen now; a refusal fails the test. */
  do<T extends IncidentHappening["type"]>(type: T, words: Words<T>, by: Actor = alice): this {
    const refusal = this.#decide({ type, ...words, incident: "I1", by } as unknown as IncidentHappening);
    expect(refusal === null ? null : wordsOf(refusal)).toBeNull();
    return this;
  }

  /** Lets something happen that may be refused; null when it was not. */
  attempt<T extends IncidentHappening["type"]>(type: T, words: Words<T>, by: Actor = alice): Refusal | null {
    return this.#decide({ type, ...words, incident: "I1", by } as unknown as IncidentHappening);
  }

  /** Lets something happen that must be refused, and changes nothing. */
  refused<T extends IncidentHappening["type"]>(type: T, words: Words<T>, by: Actor = alice): Refusal {
    const before = JSON.stringify(this.state);
    const refusal = this.#decide({ type, ...words, incident: "I1", by } as unknown as IncidentHappening);
    if (refusal === null) throw new Error(`${type} was not refused`);
    expect(JSON.stringify(this.state)).toBe(before);
    return refusal;
  }

  /** Lets time pass until `until` ("12:15" of the running day, or a full time), waking every timer when it is due. */
  until(until: string): this {
    const at = until.includes("T")
      ? Date.parse(until)
      : Date.parse(`${new Date(this.now).toISOString().slice(0, 10)}T${until}Z`);
    return this.#passTo(at);
  }

  pass(minutes: number): this {
    return this.#passTo(this.now + minutes * 60_000);
  }

  /** Sleeps through without waking anything, as a stopped process does. */
  sleep(minutes: number): this {
    this.now += minutes * 60_000;
    return this;
  }

  deadline(kind: DeadlineKind): Deadline {
    const found = running(this.incident, kind) ?? this.incident.deadlines.findLast((one) => one.kind === kind);
    if (!found) throw new Error(`no ${kind} deadline`);
    return found;
  }

  /** The due time of a kind as `HH:MM`, or null when none runs. */
  due(kind: DeadlineKind): string | null {
    const found = running(this.incident, kind);
    return found ? new Date(found.dueAt).toISOString().slice(11, 16) : null;
  }

  /** Pages so far: `["03:00 U-bob"]`. */
  pages(): string[] {
    return this.told.flatMap(({ at, effect }) =>
      effect.kind === "page" ? [`${new Date(at).toISOString().slice(11, 16)} ${effect.person}`] : [],
    );
  }

  /** What stood in the reminders of a kind, as `HH:MM words`, in order. */
  reminders(kind: DeadlineKind): string[] {
    return this.told.flatMap(({ at, effect }) =>
      effect.kind === "message.renew" && effect.slot.endsWith(`/reminder/${kind}`)
        ? [`${new Date(at).toISOString().slice(11, 16)} ${effect.card.summary}`]
        : [],
    );
  }

  /** The last words that a slot shows, as plain text. */
  shows(slot: string): string | null {
    const card = this.#card(slot);
    return card && toPlain(card);
  }

  /** What the buttons read that stand in a slot. */
  buttons(slot: string): string[] {
    const blocks = this.#card(slot)?.blocks ?? [];
    return blocks.flatMap((block) => (block.type === "buttons" ? block.buttons.map(({ label }) => label) : []));
  }

  #card(slot: string): Card | null {
    const last = this.told.findLast(
      ({ effect }) => "slot" in effect && effect.slot?.endsWith(slot) && "card" in effect,
    );
    return last && "card" in last.effect ? last.effect.card : null;
  }

  #passTo(at: Instant): this {
    for (;;) {
      const due = allTimers
        .flatMap((timer) => {
          const next = this.state && timer.next(this.state, this.terms);
          return next === null || next > at ? [] : [{ kind: timer.kind, next }];
        })
        .toSorted((a, b) => a.next - b.next)[0];
      if (!due) break;
      this.now = Math.max(this.now, due.next);
      this.#decide({ type: "incident.timer", kind: due.kind, incident: "I1", by: sitrep });
    }
    this.now = at;
    return this;
  }

  #decide(happening: IncidentHappening): Refusal | null {
    this.#events += 1;
    const event = { ...happening, id: `E${this.#events}`, at: this.now };
    const outcome = decideIncident(event, { was: this.state, nextNumber: 1, timers: allTimers }, this.terms);
    if (isRefusal(outcome)) return outcome;
    this.state = { ...outcome.state, entries: outcome.state.entries + outcome.timeline.length };
    this.timeline.push(...outcome.timeline);
    this.updates.push(...outcome.updates);
    this.told.push(...outcome.effects.map((effect) => ({ at: this.now, effect })));
    return null;
  }
}
