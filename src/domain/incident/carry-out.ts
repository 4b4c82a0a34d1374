import type { Actor } from "../actor.ts";
import { type Decided, isRefusal } from "../decision.ts";
import type { Event, EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { approveButton, broughtUpToDate } from "./draft.ts";
import { cancel } from "./reopen.ts";
import { resolve } from "./resolve.ts";
import type { Deed, Incident } from "./state.ts";
import { type Asking, noChange, update } from "./update.ts";

type DeedEvent = EventOf<"incident.update" | "incident.no-change" | "incident.resolve" | "incident.cancel">;

/** What publishes: done now, or, where it has to be approved, kept for that. */
export function publish(was: Incident, event: DeedEvent, terms: Terms): Decided<Incident> {
  const instead = event.type === "incident.update" && event.instead === true;
  return carryOut(was, deedOf(event), event, terms, { instead });
}

/** Publishes the draft that waits, as it reads now. */
export function approve(was: Incident, event: EventOf<"incident.approve">, terms: Terms): Decided<Incident> {
  const { draft, number } = was;
  if (!draft) return refuse("no-draft", { number });
  if (event.shown !== undefined && event.shown !== draft.shown)
    return refuse("draft-has-changed", { number }, [approveButtonOf(was)]);
  const { suggested = draft.deed.suggested, override = draft.deed.override } = event;
  const deed: Deed = { ...broughtUpToDate(draft, was, event.at), suggested, override };
  const outcome = carryOut(was, deed, event, terms, { approval: draft });
  // It is the author who publishes; the approver is named beside them.
  return isRefusal(outcome) || outcome.updates.length === 0
    ? outcome
    : { ...outcome, updates: outcome.updates.map((one) => ({ ...one, by: draft.by })) };
}

function carryOut(
  was: Incident,
  deed: Deed,
  event: Event & { by: Actor },
  terms: Terms,
  asking: Asking,
): Decided<Incident> {
  switch (deed.type) {
    case "incident.update":
      return deed.stage === "RESOLVED"
        ? resolve(was, { ...deed, deed, ...asking }, event, terms)
        : update(was, { ...deed, deed, ...asking }, event, terms);
    case "incident.no-change":
      return noChange(was, { ...deed, deed, ...asking }, event, terms);
    case "incident.resolve": {
      const audience = was.published ? ("public" as const) : ("internal" as const);
      const words = { ...(deed.rootCause ? { rootCause: deed.rootCause } : {}), audience };
      return resolve(was, { ...deed, words, deed, ...asking }, event, terms);
    }
    case "incident.cancel":
      return cancel(was, { ...deed, deed, ...asking }, event, terms);
  }
}

/** What is asked for, without who asked, when, and what it takes the place of. */
function deedOf(event: DeedEvent): Deed {
  const { incident: _incident, by: _by, id: _id, at: _at, ...asked } = event;
  if (asked.type !== "incident.update") return asked;
  const { instead: _instead, ...deed } = asked;
  return deed;
}

function approveButtonOf(incident: Incident) {
  const { label } = approveButton(incident) as { label: string };
  return { label, verb: "approve", words: `#${incident.number} ${incident.draft?.shown}` };
}
