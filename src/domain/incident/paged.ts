import { type Line, line } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import { type Effect, pageSlot } from "../effects.ts";
import { pageCard } from "../timer.ts";
import { type Incident, isOpen } from "./state.ts";
import { headline, named, plain, standing } from "./view.ts";

/** The incident without those whose pages are closed by now: no way to its channel is owed to them any more. */
export function withoutSettled(was: Incident | null, now: Incident): Incident {
  if (!was || now.pagedBlind === undefined || !isSettled(was, now)) return now;
  const { pagedBlind: _, ...rest } = now;
  return rest;
}

function isSettled(was: Incident, now: Incident): boolean {
  const waited = isOpen(was) && !was.acknowledged && was.paged.length > 0;
  return waited && (!isOpen(now) || now.acknowledged !== null);
}

/**
 * The channel is there: each page that went out before says where it is, in place. Slack notifies nobody of an edit, and
 * whoever opens the message later finds the way.
 */
export function leadIn(now: Incident, paged: NonNullable<Incident["pagedBlind"]>): Effect[] {
  if (!isOpen(now)) return [];
  return paged.map(({ person, why, handsOn }): Effect => {
    return { kind: "page.amend", incident: now.id, person, card: pageCard(now, why, handsOn) };
  });
}

/** The slot of the one message that says who was paged. */
export const pagedSlot = "paged";

/**
 * Closes what paging left standing, once somebody has it or it is over: the message in the channel, and each page. Who
 * reads it an hour later sees at a glance that there is nothing to do.
 */
export function settlePages(was: Incident | null, now: Incident): Effect[] {
  if (!was || !isSettled(was, now)) return [];
  const how: Line = now.acknowledged
    ? line`${named(now.acknowledged.by)} acknowledged at ${utcClock(now.acknowledged.at)}.`
    : `It is ${standing(now).toLowerCase()}.`;
  const text = now.acknowledged ? `${now.acknowledged.by.name} acknowledged` : `It is ${standing(now).toLowerCase()}`;
  const slot = `${now.id}/${pagedSlot}`;
  return [
    {
      kind: "message.settle",
      to: { incident: now.id },
      slot,
      lane: slot,
      card: plain(text, line`${how} Nobody else is paged.`),
    },
    ...was.called.map((person): Effect => {
      const page = pageSlot(now.id, person);
      const card = plain(`${headline(now)}: ${text}`, line`${headline(now)}: ${how}`);
      return { kind: "message.settle", to: { person }, slot: page, lane: page, card };
    }),
  ];
}
