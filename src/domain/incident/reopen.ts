import { line } from "../../text/card.ts";
import { type Decided, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { proposeUpdate, settleProposal } from "./proposal.ts";
import { type Incident, isOpen } from "./state.ts";
import { named, plain, say } from "./view.ts";

/** The fix did not hold: a resolved incident is open again, and all its clocks start anew from now. */
export function reopen(was: Incident, event: EventOf<"incident.reopen">, terms: Terms): Decided<Incident> {
  if (isOpen(was) || was.closure?.how === "merged") return refuse("not-resolved", { number: was.number });
  const { at, by, why } = event;
  const now: Incident = {
    ...was,
    stage: "INVESTIGATING",
    clocksFrom: at,
    severeSince: at,
    acknowledged: null,
    mitigated: null,
    identifiedAt: null,
    resolvedAt: null,
    closure: null,
    paged: [],
    unheard: [],
    lastUpdate: null,
    // Reopening after the fact makes it a running incident like any other.
    retrospective: false,
  };
  return decided(now, {
    timeline: [{ kind: "reopened", at, by, text: `${by.name} reopened it: ${why}` }],
    effects: [
      say(now, plain(`Reopened: ${why}`, line`${named(by)} reopened this incident: ${why}. All clocks start anew.`)),
      ...proposeUpdate(now, "It is open again; the public is owed an update.", at, terms),
    ],
  });
}

/** A false alarm. What was published has to be closed publicly first, by a RESOLVED update that says so. */
export function cancel(was: Incident, event: EventOf<"incident.cancel">): Decided<Incident> {
  if (was.published) {
    return refuse("published-is-not-cancelled", { number: was.number }, [
      { label: "Resolve", verb: "resolve", words: `#${was.number}` },
    ]);
  }
  const { at, by, why } = event;
  const now: Incident = { ...was, closure: { at, how: "cancelled", why, into: null } };
  return decided(now, {
    timeline: [{ kind: "cancelled", at, by, text: `${by.name} cancelled it: ${why}` }],
    effects: [
      say(
        now,
        plain(`Cancelled: ${why}`, line`${named(by)} cancelled this incident: ${why}. Nothing is owed any more.`),
      ),
      settleProposal(now, "Nothing is owed to the public any more."),
    ],
  });
}
