import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { PageTarget } from "../page-target.ts";

/*
 * Calls: pages that are about no incident. A person calls somebody, or Sitrep calls nobody to see whether the pagers work.
 */

/** One pager of a call, and what it made of it. */
export interface CallAsked {
  pager: string;
  shown: string;
  key: string;
  people: string[];
  said: "asked" | "accepted" | "late" | "refused" | "given-up";
  /** Why it was not taken; empty otherwise. */
  words: string;
  at: Instant;
}

/** A page that is about no incident. */
export interface Call {
  /** Counts all calls, from 1. */
  number: number;
  kind: "page" | "test";
  at: Instant;
  by: Actor;
  target: PageTarget;
  people: string[];
  message: string;
  asked: CallAsked[];
  acknowledged: { at: Instant; by: Actor } | null;
}

/** The calls that are remembered, oldest first, and when the pagers were last tried by themselves. */
export interface Calls {
  count: number;
  calls: Call[];
  /** From when the schedule of the tests counts: the last one, or when it was first looked at. */
  testedAt: Instant | null;
}

/** So many are remembered: long enough for an answer to any of them. */
export const mostCalls = 50;
