import type { Instant } from "../base/clock.ts";
import type { Effect } from "../domain/effects.ts";
import type { Happening } from "../domain/events.ts";
import type { Delivery } from "./outcome.ts";

export type Kind = Effect["kind"];
export type EffectOf<K extends Kind> = Extract<Effect, { kind: K }>;

/** An effect that was handed to this process alone, until its lease ends. */
export interface ClaimedEffect<E extends Effect> {
  id: number;
  /** Grows with each claim: a result that comes after the lease has ended, and the row went to somebody else, is dropped. */
  claim: number;
  /** The effect's own identity. It travels to the destination where that can keep it, so that it can be asked for it. */
  key: string;
  effect: E;
  /** When the decision was made: nothing of this effect can be older. */
  createdAt: Instant;
  /** How often it was tried and put off. */
  attempts: number;
  /** An earlier attempt may have taken effect. */
  doubtful: boolean;
}

/** A claimed effect of some kinds. */
export type Claimed<K extends Kind = Kind> = ClaimedEffect<EffectOf<K>>;

/** How an attempt ended, and what follows from it. All of it is stored in one transaction. */
export interface Attempt {
  delivery: Delivery;
  /** Where the slot's thing stands from now on. */
  remote?: { slot: string; ref: unknown } | undefined;
  /** The same for several slots. */
  remotes?: { slot: string; ref: unknown }[] | undefined;
  /** The incident whose channel exists now: what waited for it may go. */
  release?: string | undefined;
  happenings?: Happening[] | undefined;
  /** False for a `later` that is no failed try, true for one that is; absent = one that says when it may go on is none. */
  counts?: boolean | undefined;
  /** True when a failure must not be told as one more message, because that would fail the same way. It is logged. */
  untold?: boolean | undefined;
}

/**
 * Carries effects of some kinds to where they belong: one claimed effect, one attempt, no retries of its own. Waiting,
 * repeating, ordering and reporting belong to delivery.
 */
export interface Carrier<K extends Kind> {
  kinds: readonly K[];
  attempt(row: Claimed<K>): Promise<Attempt>;
  /**
   * Asked before an attempt whose forerunner may have taken effect: is it there? null = it is not, or it does no harm to
   * make the attempt again.
   */
  find(row: Claimed<K>): Promise<Attempt | null>;
}

/** A carrier, as delivery keeps it: handed only rows of its own kinds. */
export interface AnyCarrier {
  kinds: readonly Kind[];
  attempt(row: Claimed): Promise<Attempt>;
  find(row: Claimed): Promise<Attempt | null>;
}

/** A carrier. One without `find` repeats safely: the same attempt twice is the same state of the world once. */
export function defineCarrier<K extends Kind>(
  carrier: Omit<Carrier<K>, "find"> & { find?: (row: Claimed<K>) => Promise<Attempt | null> },
): Carrier<K> {
  return { find: async () => null, ...carrier };
}
