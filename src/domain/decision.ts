import type { Instant } from "../base/clock.ts";
import type { Actor } from "./actor.ts";
import type { Effect } from "./effects.ts";
import type { Happening } from "./events.ts";
import type { Update } from "./incident/state.ts";
import type { Refusal } from "./refusal.ts";

/** Something worth remembering about an incident: one sentence in the past tense. `at` is when it happened, which may be before it was written down. */
export interface Entry {
  kind: EntryKind;
  at: Instant;
  text: string;
  by: Actor;
  /** Set on a correction: the entry it speaks of is read with this text and time from now on, or not at all. The original is kept. */
  corrects?: { entry: number; hide: boolean; text: string | null; at: Instant | null };
}

export type EntryKind =
  | "declared"
  | "acknowledged"
  | "stage"
  | "update"
  | "severity"
  | "mitigated"
  | "resolved"
  | "reopened"
  | "cancelled"
  | "role"
  | "note"
  | "command"
  | "alert"
  | "page"
  | "reminder"
  | "snooze"
  | "cadence"
  | "channel"
  | "postmortem"
  | "provider"
  | "override"
  | "correction"
  | "failure";

/**
 * What a room decided: its new state and everything that follows from it. The engine stores all of it in one
 * transaction, or none. `followUps` are events for other rooms, handled in that same transaction.
 */
export interface Decision<State> {
  state: State;
  timeline: Entry[];
  updates: Update[];
  /** Published texts that others take the place of; what they were is kept. */
  corrections: Pick<Update, "id" | "text">[];
  effects: Effect[];
  followUps: Happening[];
}

export type Decided<State> = Decision<State> | Refusal;

/** A decision; what is not named is empty. */
export function decided<State>(state: State, rest: Partial<Omit<Decision<State>, "state">> = {}): Decision<State> {
  return { timeline: [], updates: [], corrections: [], effects: [], followUps: [], ...rest, state };
}

/** True when the room said no. */
export function isRefusal(outcome: object): outcome is Refusal {
  return "refused" in outcome;
}
