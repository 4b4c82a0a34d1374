import { type Card, line } from "../../text/card.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Effect } from "../effects.ts";
import type { Incident } from "./state.ts";
import { note, plain } from "./view.ts";

/*
 * The one message that says whether alerts of the incident still fire: it comes when the last one is resolved, with the
 * button that resolves the incident too, and is closed when one fires again or the incident ends.
 */

const slotOf = (incident: Incident) => `${incident.id}/alerts-cleared`;

/** All alerts of it are resolved: asks whether it is over. */
export function proposeResolve(incident: Incident): Effect {
  const slot = slotOf(incident);
  const count = incident.alerts.total;
  const text = count === 1 ? "The alert is resolved." : `All ${count} alerts are resolved.`;
  const card = plain(text, line`${text} Is the incident resolved too?`, [
    { label: "Resolve", verb: "resolve", words: `#${incident.number}`, style: "primary" },
  ]);
  return { kind: "message.renew", to: { incident: incident.id }, card, slot, lane: slot, urgency: "reminder" };
}

/** One fires again: the question does not stand any more. */
export function firingAgain(incident: Incident, title: string): Effect {
  return settled(incident, `Firing again: ${title}`);
}

/** The incident has ended. */
export function settleCleared(incident: Incident): Effect {
  return settled(incident, `Resolved ${utcMinute(incident.resolvedAt ?? incident.declaredAt)}.`);
}

function settled(incident: Incident, text: string): Effect {
  const slot = slotOf(incident);
  const card: Card = { summary: text, blocks: [note(text)] };
  return { kind: "message.settle", to: { incident: incident.id }, slot, lane: slot, card };
}
