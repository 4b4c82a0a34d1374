import type { Instant } from "../base/clock.ts";
import type { Policy } from "./policy.ts";

/**
 * The reminder ladder of one deadline (product.md section 2, decisions.md 11). Its rounds:
 *
 * - 0, the heads-up: `headsUpShare` through the interval, yet at most `headsUpMostMs` and at least `headsUpLeastMs`
 *   before the due time. Left out when that leaves it no later than the start of the interval, or when the deadline is
 *   first owed nearer to its due time than `headsUpLeastMs`; the ladder then begins with round 1.
 * - 1, at the due time, in the channel.
 * - 2, 3, 4, overdue: every `overdueEveryShare` of the interval (at least `overdueEveryLeastMs`) one step of reach more:
 *   the commander, the secondary, the announcement.
 * - 5 and later stay at the announcement for as long as the deadline is unmet: two intervals after round 4, then every
 *   four, so that an incident left behind does not nag through the night and yet is never forgotten.
 *
 * Nothing here is set or cancelled: the step that is next follows from the deadline alone, and a deadline that is met
 * has none.
 */
export interface Step {
  round: number;
  at: Instant;
  phase: "heads-up" | "due" | "overdue";
  reach: Reach;
}

/** How far a reminder reaches; each reach includes those before it. */
export const reaches = ["channel", "commander", "secondary", "announcement"] as const;
export type Reach = (typeof reaches)[number];

/** What the ladder needs to know of a deadline. */
export interface Owed {
  startedAt: Instant;
  dueAt: Instant;
  /**
   * Since when anybody could know of it, where that is later than `startedAt`: a declaration long after detection, or a
   * raise of the severity. A due time before it counts as reached then, so that the reach still grows step by step.
   */
  owedSince?: Instant | undefined;
}

/** A deadline on its way up the ladder. `round` is the next round to speak; nothing is said before `snoozedUntil`. */
export interface Reminded extends Owed {
  round: number;
  snoozedUntil?: Instant | null | undefined;
}

/** Bounds the reminders of a policy that asks for none between two of them. */
const leastSpacingMs = 60_000;

const dueRound = 1;
/** The first round that reaches the announcement; from here on the distance grows. */
const announcedRound = reaches.length;

/** One round of the ladder. Where there is no heads-up, round 0 is round 1. */
export function stepAt(deadline: Owed, round: number, policy: Policy): Step {
  if (round < dueRound) {
    const at = headsUpAt(deadline, policy);
    if (at !== null) return { round: 0, at, phase: "heads-up", reach: "channel" };
  }
  const counted = Math.max(round, dueRound);
  return {
    round: counted,
    at: reachedAt(deadline) + spacingsUntil(counted) * spacingMs(deadline, policy),
    phase: counted === dueRound ? "due" : "overdue",
    reach: reaches[Math.min(counted, announcedRound) - 1] ?? "announcement",
  };
}

/**
 * The step to wait for. While it is snoozed, that is one step at the end of the snooze: the last one that falls into it,
 * or the ladder's own next step when none does.
 */
export function nextStep(deadline: Reminded, policy: Policy): Step {
  const next = stepAt(deadline, deadline.round, policy);
  const quiet = deadline.snoozedUntil ?? next.at;
  return quiet > next.at ? { ...lastBy(deadline, next, quiet, policy), at: quiet } : next;
}

/**
 * The one step to speak at `at`, or null when it is too early for any. When several have come since, as after a
 * downtime, it is the last of them; the rounds passed over are never made up for. What was spoken is remembered as
 * `round: step.round + 1`; how late it is, {@link lateMs} tells.
 */
export function stepNow(deadline: Reminded, at: Instant, policy: Policy): Step | null {
  const next = nextStep(deadline, policy);
  return at < next.at ? null : lastBy(deadline, next, at, policy);
}

/** How long the due time has passed, in ms; 0 before it. */
export function lateMs(deadline: Pick<Owed, "dueAt">, at: Instant): number {
  return Math.max(0, at - deadline.dueAt);
}

/** The last step that has come by `at`; `first`, when none has after it. */
function lastBy(deadline: Owed, first: Step, at: Instant, policy: Policy): Step {
  const spacings = (at - reachedAt(deadline)) / spacingMs(deadline, policy);
  const round = spacings < 0 ? 0 : lastRoundBy(spacings);
  return round > first.round ? stepAt(deadline, round, policy) : first;
}

function headsUpAt({ startedAt, dueAt, owedSince = startedAt }: Owed, { reminders }: Policy): Instant | null {
  const { headsUpShare, headsUpMostMs, headsUpLeastMs } = reminders;
  const share = Math.round((dueAt - startedAt) * (1 - headsUpShare));
  const at = dueAt - Math.max(headsUpLeastMs, Math.min(headsUpMostMs, share));
  if (at <= startedAt) return null;
  const heard = Math.max(at, owedSince);
  return heard < dueAt && dueAt - heard >= headsUpLeastMs ? heard : null;
}

function reachedAt({ dueAt, owedSince = dueAt }: Owed): Instant {
  return Math.max(dueAt, owedSince);
}

function spacingMs({ startedAt, dueAt }: Owed, { reminders }: Policy): number {
  const share = Math.round((dueAt - startedAt) * reminders.overdueEveryShare);
  return Math.max(leastSpacingMs, reminders.overdueEveryLeastMs, share);
}

/** How many spacings after the due time a round comes: 0, 1, 2, 3, then 5, 9, 13 and so on. */
function spacingsUntil(round: number): number {
  if (round <= announcedRound) return round - dueRound;
  return announcedRound - dueRound + 2 + 4 * (round - announcedRound - 1);
}

/** The other way round: the last round that comes no more than this many spacings after the due time. */
function lastRoundBy(spacings: number): number {
  const announced = announcedRound - dueRound;
  if (spacings < announced + 2) return Math.min(announcedRound, Math.floor(spacings) + dueRound);
  return announcedRound + 1 + Math.floor((spacings - announced - 2) / 4);
}
