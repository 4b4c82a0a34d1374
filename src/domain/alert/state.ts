import { createHash } from "node:crypto";
import type { Instant } from "../../base/clock.ts";
import type { Severity } from "../policy.ts";
import type { Digest } from "./digest.ts";

/**
 * One alert of a sender, by its own identity.
 *
 * - **firing**: the sender says so. Entered by a firing; a repeat refreshes it.
 * - **unknown**: it fired, and its sender, which repeats what fires, has gone silent or has left it out. A repeat makes it
 *   firing again; the resolve resolves it.
 * - **resolved**: the sender says so, or its long silence was taken for it. A firing opens the next episode.
 *
 * Beside that it may **flap**: it began so many episodes within so short a time that nobody is told of each any more. That
 * ends when it has neither begun nor ended for that time.
 */
export interface Alert {
  id: string;
  identity: string;
  /** Made from the identity: people type its first characters (`alertMark`). */
  mark: string;
  source: string;
  status: "firing" | "unknown" | "resolved";
  title: string;
  description: string | null;
  severity: Severity | null;
  component: string | null;
  labels: Record<string, string>;
  group: string;
  /** The sender's own grouping, if it has one. */
  senderGroup: string | null;
  /** How often the sender told us of this episode. */
  count: number;
  firstAt: Instant;
  lastAt: Instant;
  resolvedAt: Instant | null;
  /** The id of the incident it belongs to. */
  incident: string | null;
  runbookUrl: string | null;
  links: { title: string; url: string }[];
  /** The rule that decided what became of it, and what that was. */
  rule: string | null;
  outcome: "declare" | "propose" | "list";
  /** The sender says that a person took it. */
  acknowledged: { by: string | null; at: Instant } | null;
  /** When the episode began, as the sender says; tells a late firing (alert sources 1.4). */
  startedAt: Instant | null;
  /** When the sender made the last message that was acted on. */
  eventAt: Instant | null;
  /** When its last episodes began, oldest first: only as many as it takes to tell whether it flaps. */
  began: Instant[];
  flapping: boolean;
  /** When it last began or ended. */
  turnedAt: Instant;
  /** After how long a silence it is unknown, ms; null = its silence means nothing. */
  staleAfterMs: number | null;
  /** When it is looked at next, because time alone may change it. Not after that moment, and not much before. */
  checkAt: Instant | null;
  /** It was not its sender that resolved it: it had not been heard of for so long. */
  resolvedBySilence: boolean;
  /** A person took it out of its group; `group` is one of its own. */
  apart: boolean;
  /** Its rule says that it concerns security: what it is about is shown to nobody outside its incident. */
  private: boolean;
  /** It comes from the sender's test button. */
  test: boolean;
  /** Why what came could not be read as an alert; null = it could. */
  unread: string | null;
  /** The maintenance that kept it from being more than listed; absent = none did. */
  muted?: { id: string; number: number } | undefined;
}

/** How many alerts stand how. One that flaps counts as that beside its status. */
export interface AlertCounts {
  firing: number;
  unknown: number;
  flapping: number;
}

/** What an alert adds to the counts of its group and its incident. */
export function countsOf(alert: Pick<Alert, "status" | "flapping"> | null): AlertCounts {
  return {
    firing: alert?.status === "firing" ? 1 : 0,
    unknown: alert?.status === "unknown" ? 1 : 0,
    flapping: alert?.flapping ? 1 : 0,
  };
}

/** The counts after what was counted as `before` has become `after`. */
export function recounted(counts: AlertCounts, before: AlertCounts, after: AlertCounts): AlertCounts {
  return {
    firing: Math.max(0, counts.firing + after.firing - before.firing),
    unknown: Math.max(0, counts.unknown + after.unknown - before.unknown),
    flapping: Math.max(0, counts.flapping + after.flapping - before.flapping),
  };
}

/** True when nothing of it fires, is unknown or flaps: it may be over. */
export function isQuiet({ firing, unknown, flapping }: AlertCounts): boolean {
  return firing === 0 && unknown === 0 && flapping === 0;
}

/** True for an alert that still counts for something: its group and its incident are decided. */
export function isHeld(alert: Alert): boolean {
  return alert.status !== "resolved" || alert.flapping;
}

/** True for an alert that is part of the trouble that began then: it counts for something, or came and went since. */
export function isOfTrouble(alert: Alert, since: Instant): boolean {
  return isHeld(alert) || (alert.began.length > 0 && alert.turnedAt >= since);
}

/**
 * Alerts that are one trouble. A group without incident or proposal is merely listed; it gets a proposal or an incident by
 * rule, and keeps it while alerts keep coming within the window (decisions.md 5).
 */
export interface AlertGroup extends AlertCounts {
  /** Short and made of letters and digits, so that a button can carry it. */
  key: string;
  /** What its alerts have in common, in words. */
  about: string;
  incident: string | null;
  proposal: {
    severity: Severity;
    title: string;
    /** The rule that proposes it: what is said to be no incident is counted as its noise. */
    rule: string | null;
    /** What the first alert of it said: it becomes the incident's, as if the rule had declared it. */
    component: string | null;
    runbookUrl: string | null;
    detectedAt: Instant;
    private: boolean;
    state: "open" | "declared" | "dismissed" | "withdrawn";
    at: Instant;
  } | null;
  /** When its trouble began: what was before that is not counted in it. */
  since: Instant;
  /** How many alerts it had since then. */
  total: number;
  lastAt: Instant;
  /** A person merged it into this one: what belongs here goes there. */
  into: string | null;
  digest: Digest;
  /** It holds what could not be read of one endpoint: why, of the last one. Null = it holds alerts. */
  unread: string | null;
  /** When its card was last shown, and when the newer one is owed; cards are not shown more often than people can read. */
  card: { shownAt: Instant; owedAt: Instant | null } | null;
}

/** What an alert decision changes. What is null stays as it was, or is nothing that is kept. */
export interface AlertRoom {
  alert: Alert | null;
  group: AlertGroup | null;
  /** A person said that what this rule brought was no incident: one group, of so many alerts. */
  noise?: { rule: string; alerts: number } | undefined;
}

/** How much of a mark people are shown; more of it is taken, where that much names several. */
const shownCharacters = 6;
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** What an alert is called by people: `a` and letters and digits, which leave out those that look alike. */
export function alertMark(alert: Pick<Alert, "mark">): string {
  return `a${alert.mark.slice(0, shownCharacters)}`;
}

/** The mark of an identity. Two identities hardly ever share the characters that are shown. */
export function markOf(identity: string): string {
  const digest = createHash("sha256").update(identity).digest();
  let mark = "";
  for (const byte of digest.subarray(0, 12)) mark += alphabet[byte & 31];
  return mark;
}
