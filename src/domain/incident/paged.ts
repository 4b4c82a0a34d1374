import { type Line, line } from "../../text/card.ts";
import { utcClock } from "../../text/instant.ts";
import { type Effect, pageSlot } from "../effects.ts";
import { type Incident, isOpen } from "./state.ts";
import { headline, named, plain, standing } from "./view.ts";

/** The slot of the one message that says who was paged. */
export const pagedSlot = "paged";

/**
 * Closes what paging left standing, once somebody has it or it is over: the message in the channel, and each page. Who
 * reads it an hour later sees at a glance that there is nothing to do.
 */
export function settlePages(was: Incident | null, now: Incident): Effect[] {
  const waited = was !== null && isOpen(was) && !was.acknowledged && was.paged.length > 0;
  if (!waited || (isOpen(now) && !now.acknowledged)) return [];
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
