import { line } from "../../text/card.ts";
import { utcClock, utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Incident } from "./state.ts";
import { named, plain } from "./view.ts";

/** The slot of the one message that says who was paged. */
export const pagedSlot = "paged";

/** Somebody has it: the ack clock stops, and nobody further is paged. The second one is told who was first. */
export function acknowledge(was: Incident, event: EventOf<"incident.ack">): Decided<Incident> {
  if (was.acknowledged) {
    return refuse("already-acknowledged", { by: was.acknowledged.by.name, at: utcMinute(was.acknowledged.at) });
  }
  const { at, by } = event;
  const text = `${by.name} acknowledged`;
  const slot = `${was.id}/${pagedSlot}`;
  const card = plain(text, line`${named(by)} acknowledged at ${utcClock(at)}. Nobody else is paged.`);
  return decided(
    { ...was, acknowledged: { at, by } },
    {
      timeline: [{ kind: "acknowledged", at, by, text }],
      effects: [{ kind: "message.settle", to: { incident: was.id }, slot, lane: slot, card }],
    },
  );
}
