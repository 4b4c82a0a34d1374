import { createHash } from "node:crypto";
import type { Instant } from "../../base/clock.ts";
import type { AlertRule } from "../terms.ts";

/*
 * What rules have counted. A tally is made of moments and how much fell on each; it does not depend on the order in which they
 * came, is never larger than its rule needs, and is worth nothing after `until`.
 */

/** What was counted under one key. */
export interface Tally {
  /** When, and how much; oldest first, each moment once. */
  moments: [at: Instant, amount: number][];
  /** From then on it can be forgotten. */
  until: Instant;
}

/** Tallies by their keys, as far as they are known. */
export type RuleState = ReadonlyMap<string, Tally>;

/** The key of what a rule counts about one thing. */
export function tallyKey(rule: AlertRule, about: string): string {
  return short(rule.rate ? "rate" : "count", `${rule.name}\n${about}`);
}

/** The key of an event that rules look for. */
export function eventKey(event: string): string {
  return short("event", event.trim().toLowerCase());
}

function short(kind: string, text: string): string {
  return `${kind}/${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

/** A failure at a moment, beside those before. With `once`, a second one of the same moment is the same failure told again. */
export function withFailure(
  was: Tally | undefined,
  failure: { at: Instant; amount: number; once: boolean },
  { atLeast, withinMs }: NonNullable<AlertRule["count"]>,
): Tally {
  const moments = added(was, failure);
  const newest = moments.at(-1)?.[0] ?? failure.at;
  return {
    moments: moments.filter(([at]) => at >= newest - withinMs).slice(-atLeast),
    until: newest + withinMs,
  };
}

/** How many there were within the time before the newest. */
export function failuresIn({ moments }: Tally): number {
  return moments.reduce((sum, [, amount]) => sum + amount, 0);
}

/** A message at a moment, beside those before: counted by stretches of `perMs`. */
export function withMessage(
  was: Tally | undefined,
  message: { at: Instant; amount: number },
  rate: NonNullable<AlertRule["rate"]>,
): Tally {
  const { perMs } = rate;
  const moments = added(was, { ...message, at: message.at - (message.at % perMs), once: false });
  return { moments: moments.slice(-stretches(rate)), until: (moments.at(-1)?.[0] ?? message.at) + rate.forMs + perMs };
}

/** How many stretches in a row, the newest last, had more than the rate allows; as many as `of` means sustained. */
export function sustainedIn(
  { moments }: Tally,
  rate: NonNullable<AlertRule["rate"]>,
): { stretches: number; of: number } {
  let sustained = 0;
  let next = moments.at(-1)?.[0] ?? 0;
  for (const [at, amount] of moments.toReversed()) {
    if (at !== next || amount <= rate.above) break;
    sustained += 1;
    next -= rate.perMs;
  }
  return { stretches: sustained, of: stretches(rate) };
}

function stretches({ forMs, perMs }: NonNullable<AlertRule["rate"]>): number {
  return Math.max(1, Math.ceil(forMs / perMs));
}

/** How long an event is remembered that no rule asks for by now: rules may be changed. */
const eventKeptMs = 24 * 60 * 60_000;

/** An event that was seen, the newest time only. */
export function withEvent(was: Tally | undefined, at: Instant): Tally {
  const newest = Math.max(at, was?.moments.at(-1)?.[0] ?? at);
  return { moments: [[newest, 1]], until: newest + eventKeptMs };
}

/** When an event was seen last, if that is at most `withinMs` before; otherwise null. */
export function seenWithin(tally: Tally | undefined, withinMs: number, at: Instant): Instant | null {
  const seen = tally?.moments.at(-1)?.[0];
  return seen !== undefined && at - seen <= withinMs ? seen : null;
}

function added(was: Tally | undefined, { at, amount, once }: { at: Instant; amount: number; once: boolean }) {
  const amounts = new Map(was?.moments);
  const before = amounts.get(at);
  amounts.set(at, once ? Math.max(before ?? 0, amount) : (before ?? 0) + amount);
  return [...amounts].sort(([a], [b]) => a - b);
}
