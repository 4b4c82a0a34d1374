import { type Line, line } from "../../text/card.ts";
import type { Actor } from "../actor.ts";
import { type Decided, decided, isRefusal } from "../decision.ts";
import type { Event, EventOf } from "../events.ts";
import { may } from "../permissions.ts";
import { refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { publishesAtOnce } from "./draft.ts";
import { heldBy } from "./held.ts";
import { proposeUpdate, settleProposal } from "./proposal.ts";
import { type Deed, type Incident, isOpen, type Passing } from "./state.ts";
import { type Asking, post } from "./update.ts";
import { named, plain, say } from "./view.ts";

/** What the public reads of a reopening, beside the account it knows already. */
const againInWords = "This incident had been closed. It is open again, and we are looking into it.";

/**
 * The fix did not hold: a resolved incident is open again, and all its clocks start anew from now. What was published is
 * public again at once, in the words the public knows; where those do not do any more, an update is proposed.
 */
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
    // What was being done about it ended with it.
    account: { ...was.account, action: null, progress: null, eta: null, rootCause: null },
    // Reopening after the fact makes it a running incident like any other.
    retrospective: false,
  };
  const again = was.published ? postedAgain(now, event, terms) : null;
  const proposed = again ? [] : proposeUpdate(now, "It is open again; the public is owed an update.", at, terms);
  return decided(again?.state ?? now, {
    timeline: [{ kind: "reopened", at, by, text: `${by.name} reopened it: ${why}` }, ...(again?.timeline ?? [])],
    updates: again?.updates ?? [],
    effects: [
      say(now, plain(`Reopened: ${why}`, line`${named(by)} reopened this incident: ${why}. All clocks start anew.`)),
      ...(again?.effects ?? []),
      ...proposed,
    ],
  });
}

function postedAgain(now: Incident, event: EventOf<"incident.reopen">, terms: Terms) {
  if (!publishesAtOnce(event.by, now, terms)) return null;
  const outcome = post(now, { stage: "INVESTIGATING", words: { text: againInWords } }, event, terms);
  return isRefusal(outcome) ? null : outcome;
}

/** How a false alarm ends. */
interface Cancelling extends Passing, Asking {
  why: string;
  text?: string | undefined;
  deed: Deed;
}

/** A false alarm. What was published is closed publicly, by an update that says so; what never was ends without the public hearing of it. */
export function cancel(
  was: Incident,
  asked: Cancelling,
  event: Event & { by: Actor },
  terms: Terms,
): Decided<Incident> {
  const said = was.published ? closed(was, asked, event, terms) : null;
  if (said && (isRefusal(said) || said.updates.length === 0)) return said;
  const { at, by } = event;
  const { why } = asked;
  const now: Incident = { ...(said?.state ?? was), closure: { at, how: "cancelled", why, into: null } };
  const rest: Line = said ? "The public was told that it was none." : "Nothing is owed any more.";
  return decided(now, {
    timeline: [...(said?.timeline ?? []), { kind: "cancelled", at, by, text: `${by.name} cancelled it: ${why}` }],
    updates: said?.updates ?? [],
    effects: [
      ...(said?.effects ?? [settleProposal(now, "Nothing is owed to the public any more.")]),
      say(now, plain(`Cancelled: ${why}`, line`${named(by)} cancelled this incident: ${why}. ${rest}`)),
    ],
  });
}

function closed(was: Incident, { text, ...asked }: Cancelling, event: Event & { by: Actor }, terms: Terms) {
  if (!terms.approver && !may(event.by, "publish", was, terms.permissions))
    return refuse("not-allowed", { permission: "publish", held: heldBy("publish", terms) });
  const words = { text, audience: "public" as const };
  return post(was, { ...asked, stage: "RESOLVED", words, falseAlarm: true }, event, terms);
}
