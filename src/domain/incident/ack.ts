import { utcMinute } from "../../text/instant.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import type { Incident } from "./state.ts";

/** Somebody has it: the ack clock stops, and nobody further is paged. The second one is told who was first. */
export function acknowledge(was: Incident, event: EventOf<"incident.ack">, terms: Terms): Decided<Incident> {
  if (was.acknowledged) {
    return refuse("already-acknowledged", { by: was.acknowledged.by.name, at: utcMinute(was.acknowledged.at) });
  }
  const { at, by, answered } = event;
  // A pager tells late at times; what counts is when the person did it.
  const when = Math.min(at, Math.max(was.detectedAt, answered?.at ?? at));
  const pager = answered && terms.paging.pagers.find(({ name }) => name === answered.pager);
  const where = pager ? ` in ${pager.shown}` : "";
  return decided(
    { ...was, acknowledged: { at: when, by } },
    { timeline: [{ kind: "acknowledged", at: when, by, text: `${by.name} acknowledged${where}` }] },
  );
}
