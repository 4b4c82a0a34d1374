import type { Instant } from "../base/clock.ts";
import type { Policy, Severity } from "./policy.ts";
import { stepAt } from "./reminder.ts";

/** Who is on call, as Slack user ids. Static for now: the same people at any time. */
export interface Rota {
  primary: string | null;
  secondary: string | null;
  /** Everyone to page when neither answered. */
  escalation: string[];
}

/** Who is on call at a moment. */
export function onCallAt(rota: Rota, _at: Instant): Rota {
  return rota;
}

/** A rung of the paging ladder: whom to page, when, and the reason as a clause for the page and the timeline. */
export interface Rung {
  at: Instant;
  who: "primary" | "secondary" | "list";
  why: string;
}

/** What the paging ladder needs to know of an incident. */
export interface Alarm {
  /** From when the ack clock counts: detection, or the reopening. */
  clocksFrom: Instant;
  /** Since when there is anything to page for at this severity: the declaration, the reopening or the raise. */
  since: Instant;
  /** When the acknowledgement is due; null when none is promised. */
  ackDueAt: Instant | null;
}

/**
 * The pages an incident sends for as long as nobody acknowledges it, in order (product.md section 1, decisions.md 11).
 *
 * - `always` (SEV1): the primary at once, at any hour.
 * - `business-hours` (SEV2): the primary at once within them. Outside them it waits in the queue, and pages the primary
 *   after `queueEscalateShare` of the ack target, or when business hours begin, whichever is first.
 * - `queue` (SEV3, SEV4): no page to begin with; it stands in the chat.
 * - An acknowledgement that is missed pages the secondary at its due time, and one overdue step later the whole list.
 *   For a `queue` severity these two wait for business hours: what did not wake anybody at first does not do so later.
 *
 * Nothing is paged before `since`; what should have been is paged then.
 */
export function pagingAt(policy: Policy, severity: Severity, { clocksFrom, since, ackDueAt }: Alarm): Rung[] {
  const { paging } = policy.severities[severity];
  const { calendar } = policy;
  const rungs: Rung[] = [];

  if (paging === "always") rungs.push({ at: since, who: "primary", why: `a ${severity} pages at any hour` });
  if (paging === "business-hours" && calendar.contains(since)) {
    rungs.push({ at: since, who: "primary", why: `a ${severity} pages in business hours` });
  }
  if (paging === "business-hours" && !calendar.contains(since)) {
    const opens = calendar.nextOpen(since);
    const patience =
      ackDueAt === null ? opens : clocksFrom + Math.round((ackDueAt - clocksFrom) * policy.queueEscalateShare);
    rungs.push(
      patience < opens
        ? { at: Math.max(since, patience), who: "primary", why: "not acknowledged from the queue in time" }
        : { at: opens, who: "primary", why: "business hours began and it is not acknowledged" },
    );
  }
  if (ackDueAt === null) return rungs;

  const owed = { startedAt: clocksFrom, dueAt: ackDueAt, owedSince: since };
  const awake = (at: Instant) => (paging === "queue" ? calendar.nextOpen(at) : at);
  const missed = awake(stepAt(owed, 1, policy).at);
  const spacing = stepAt(owed, 2, policy).at - stepAt(owed, 1, policy).at;
  rungs.push(
    { at: missed, who: "secondary", why: "the acknowledgement is overdue" },
    {
      at: awake(missed + spacing),
      who: "list",
      why: "the acknowledgement is overdue and the secondary has not answered",
    },
  );
  return rungs;
}

/**
 * The people of a rung. A place that nobody holds passes to whoever comes after it, so that a page goes to nobody only
 * when the rota names nobody at all.
 */
export function peopleOf(rota: Rota, who: Rung["who"]): string[] {
  const { primary, secondary } = rota;
  const list = [...new Set(rota.escalation)];
  const both = [...new Set([primary, secondary].filter((person) => person !== null))];
  if (who === "list") return list.length > 0 ? list : both;
  const first = who === "primary" ? (primary ?? secondary) : secondary;
  if (first !== null) return [first];
  return list.length > 0 ? list : both;
}
