import { type Decided, decided, isRefusal } from "../decision.ts";
import type { Event, IncidentHappening } from "../events.ts";
import { may, type Permission } from "../permissions.ts";
import { syncsOf } from "../publishing/sync.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { settleReminders, type Timer } from "../timer.ts";
import { acknowledge } from "./ack.ts";
import { alertsChanged } from "./alerts.ts";
import { assign } from "./assign.ts";
import { setCadence, snooze } from "./cadence.ts";
import { approve, publish } from "./carry-out.ts";
import { channelChanged, channelOpened, postmortemDrafted } from "./channel.ts";
import { correct } from "./correct.ts";
import { keepLedger } from "./deadlines.ts";
import { declare } from "./declare.ts";
import { discard, withoutDraft } from "./draft.ts";
import { heldBy } from "./held.ts";
import { mitigate } from "./mitigated.ts";
import { amend, ran, takeNote } from "./note.ts";
import { callIn } from "./page.ts";
import { settlePages, withoutSettled } from "./paged.ts";
import { keepPages, pagerSaid, pagerTold } from "./pages-in-step.ts";
import { answerFor, providerSaid, waitingFor } from "./providers.ts";
import { reclassify } from "./reclassify.ts";
import { reopen } from "./reopen.ts";
import { type Incident, isOpen, type Update } from "./state.ts";
import { effectFailed, pageArrived } from "./undelivered.ts";
import { shown, standing } from "./view.ts";

/** What the decision of an incident event is handed beside the event: its state, and what only the engine knows. */
export interface Room {
  was: Incident | null;
  /** The number a new incident gets. */
  nextNumber: number;
  timers: readonly Timer[];
  /** What was posted of it, oldest first, where the event speaks of that. */
  updates?: readonly Update[] | undefined;
}

type IncidentEvent = Event<IncidentHappening>;

/**
 * Decides everything that happens to an incident. Checks rights and that it is not over, runs the verb, and then, for all
 * verbs alike: brings the ledger of promises up to date, closes reminders of what was done, and shows what has changed.
 */
export function decideIncident(event: IncidentEvent, room: Room, terms: Terms): Decided<Incident> {
  const no = refusedAtTheDoor(event, room.was, terms);
  if (no) return no;
  const outcome = run(event, room, terms);
  if (isRefusal(outcome)) return outcome;

  const { state: undrafted, effects: draftOver } = withoutDraft(outcome.state);
  const ledger = keepLedger(undrafted, room.was, event.at, terms);
  const { state, effects: toPagers } = keepPages(room.was, ledger, event, terms);
  const sent = syncsOf(room.was, state, outcome.updates, outcome.corrections, terms);
  const waiting = waitingFor(state, sent, event.at, terms);
  const now = { ...withoutSettled(room.was, waiting.state), version: state.version + 1 };
  return decided(now, {
    ...outcome,
    effects: [
      ...outcome.effects,
      ...draftOver,
      ...settleReminders(room.was, now, event.at, terms),
      ...settlePages(room.was, now),
      ...toPagers,
      ...shown(room.was, now, terms),
      ...sent,
      ...waiting.effects,
    ],
  });
}

function run(event: IncidentEvent, { was, nextNumber, timers, updates = [] }: Room, terms: Terms): Decided<Incident> {
  if (!was) {
    return event.type === "incident.declare"
      ? declare(event, nextNumber, terms)
      : refuse("not-found", { what: "such incident" });
  }
  switch (event.type) {
    case "incident.declare":
      // The same declaration handed in again finds its incident, and changes nothing.
      return decided(was);
    case "incident.ack":
      return acknowledge(was, event, terms);
    case "incident.update":
    case "incident.no-change":
    case "incident.resolve":
    case "incident.cancel":
      return publish(was, event, terms);
    case "incident.approve":
      return approve(was, event, terms);
    case "incident.discard":
      return discard(was, event);
    case "incident.correct":
      return correct(was, event, updates, terms);
    case "incident.reclassify":
      return reclassify(was, event, terms);
    case "incident.mitigated":
      return mitigate(was, event, terms);
    case "incident.reopen":
      return reopen(was, event, terms);
    case "incident.assign":
      return assign(was, event);
    case "incident.note":
      return takeNote(was, event);
    case "incident.ran":
      return ran(was, event);
    case "incident.amend":
      return amend(was, event);
    case "incident.set-cadence":
      return setCadence(was, event);
    case "incident.snooze":
      return snooze(was, event);
    case "incident.alerts":
      return alertsChanged(was, event, terms);
    case "incident.channel-opened":
      return channelOpened(was, event, terms);
    case "incident.channel-changed":
      return channelChanged(was, event, terms);
    case "incident.effect-failed":
      return effectFailed(was, event);
    case "incident.page-arrived":
      return pageArrived(was, event);
    case "incident.page":
      return callIn(was, event, terms);
    case "incident.pager-said":
      return pagerSaid(was, event, terms);
    case "incident.pager-told":
      return pagerTold(was, event, terms);
    case "incident.provider-said":
      return providerSaid(was, event, terms);
    case "incident.provider-answer":
      return answerFor(was, event, terms);
    case "incident.postmortem-drafted":
      return postmortemDrafted(was, event);
    case "incident.timer":
      return timers.find((timer) => timer.kind === event.kind)?.wake(was, event, terms) ?? decided(was);
  }
}

/** What is still taken once an incident is over: what is remembered, what comes back from outside, and the way back. */
const takenWhenOver = new Set<IncidentHappening["type"]>([
  "incident.reopen",
  "incident.note",
  "incident.ran",
  "incident.amend",
  "incident.correct",
  "incident.assign",
  "incident.alerts",
  "incident.channel-opened",
  "incident.channel-changed",
  "incident.effect-failed",
  "incident.page-arrived",
  "incident.pager-said",
  "incident.pager-told",
  "incident.provider-said",
  "incident.provider-answer",
  "incident.postmortem-drafted",
  "incident.timer",
]);

function refusedAtTheDoor(event: IncidentEvent, was: Incident | null, terms: Terms): Refusal | null {
  const permission = permissionFor(event, terms);
  if (!may(event.by, permission, was, terms.permissions)) {
    return refuse("not-allowed", { permission, held: heldBy(permission, terms) });
  }
  if (was && !isOpen(was) && !takenWhenOver.has(event.type)) {
    return refuse("already-over", { number: was.number, how: standing(was).toLowerCase() }, [
      { label: "Reopen", verb: "reopen", words: `#${was.number}` },
    ]);
  }
  return null;
}

/** The one right that each happening takes. Where updates are approved, writing one takes no more than to respond. */
export function permissionFor(event: IncidentHappening, terms: Pick<Terms, "approver">): Permission {
  switch (event.type) {
    case "incident.declare":
      return "declare";
    case "incident.update":
      return event.words.audience === "internal" || terms.approver ? "respond" : "publish";
    case "incident.no-change":
    case "incident.resolve":
      return terms.approver ? "respond" : "publish";
    case "incident.correct":
      return "publish";
    case "incident.approve":
      return "approve";
    default:
      return "respond";
  }
}
