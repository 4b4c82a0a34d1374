import type { Instant } from "../base/clock.ts";
import { type Card, type Line, line } from "../text/card.ts";
import { inWords, utcMinute } from "../text/instant.ts";
import type { Effect } from "./effects.ts";
import type { Deadline, Incident } from "./incident/state.ts";
import { headline, note, plain } from "./incident/view.ts";
import type { DeadlineKind } from "./policy.ts";
import { lateMs } from "./reminder.ts";
import type { Terms } from "./terms.ts";

/*
 * The last reach of a reminder: one message for each incident in the announcement channel, which says all that is late there,
 * and is edited as things come and go.
 */

/** From this round on a deadline's reminder stands in the announcement channel too. */
const announcedAfter = 4;

const slotOf = (incident: Incident) => `${incident.id}/overdue`;

const isAnnounced = (deadline: Deadline) => deadline.round > announcedAfter;

/** What an incident is called in the announcement channel, where a private one has no title. */
export function calledOutside(incident: Incident): string {
  return incident.private ? `#${incident.number} (private)` : headline(incident);
}

/** Says what of the incident is late by now, with the way to talk. */
export function announceOverdue(incident: Incident, at: Instant, terms: Terms): Effect {
  const slot = slotOf(incident);
  const late = incident.deadlines
    .filter((deadline) => deadline.state === "running" && isAnnounced(deadline))
    .map((deadline) => `${nameOf(deadline.kind).toLowerCase()} by ${inWords(lateMs(deadline, at))}`);
  const call: Line = terms.links.call
    ? line` ${{ link: "Join the war room", url: terms.links.call }}.`
    : " A huddle in its channel gets everybody on one call.";
  const what = calledOutside(incident);
  const card = plain(`${what} is late: ${late.join(", ")}`, line`⏰ ${what} is late: ${late.join(", ")}.${call}`);
  return { kind: "message.show", to: { announcement: true }, card, slot, lane: slot, urgency: "reminder" };
}

/** Brings the announcement in line once one of its deadlines has ended: what is late still, or how the last ones ended. */
export function settleOverdue(ended: Deadline[], now: Incident, at: Instant, terms: Terms): Effect[] {
  const announced = ended.filter(isAnnounced);
  if (announced.length === 0) return [];
  const isLate = now.deadlines.some((deadline) => deadline.state === "running" && isAnnounced(deadline));
  if (isLate) return [announceOverdue(now, at, terms)];
  const slot = slotOf(now);
  const card = outside(
    now,
    announced.map((deadline) => `${nameOf(deadline.kind)}: ${outcomeOf(deadline)}`).join(" · "),
  );
  return [{ kind: "message.settle", to: { announcement: true }, slot, lane: slot, card }];
}

/** A line about an incident where others than its people read it. */
export function outside({ number }: Incident, text: string): Card {
  return { summary: `#${number} · ${text}`, blocks: [note(`#${number} · ${text}`)] };
}

const names: Record<DeadlineKind, string> = {
  ack: "Acknowledgement",
  "first-update": "First update",
  "next-update": "Next update",
  mitigation: "Mitigation",
  resolution: "Resolution",
  identified: "Cause identified",
  "post-mortem": "Post-mortem",
  "action-item": "Action item",
};

/** A deadline kind as people read it. */
export function nameOf(kind: DeadlineKind): string {
  return names[kind];
}

/** How a deadline ended, or that it runs, in a few words. */
export function outcomeOf(deadline: Deadline): string {
  if (deadline.state === "kept") return `kept at ${utcMinute(deadline.metAt ?? deadline.dueAt)}`;
  if (deadline.state === "late")
    return `late by ${inWords((deadline.metAt ?? deadline.dueAt) - deadline.dueAt)}, at ${utcMinute(deadline.metAt ?? deadline.dueAt)}`;
  if (deadline.state === "running") return `due by ${utcMinute(deadline.dueAt)}`;
  return deadline.state === "missed" ? `missed; it was due ${utcMinute(deadline.dueAt)}` : "no longer owed";
}
