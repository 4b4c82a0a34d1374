import { type Decided, decided, isRefusal } from "../decision.ts";
import type { MaintenanceEvent } from "../events.ts";
import { heldOutside } from "../incident/held.ts";
import { may } from "../permissions.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Terms } from "../terms.ts";
import { cancel, caused, complete, extend, move, start } from "./change.ts";
import { onTime } from "./on-time.ts";
import { answerFor, providerSaid, sentOut } from "./providers.ts";
import { schedule } from "./schedule.ts";
import { isAhead, type Maintenance } from "./state.ts";
import { cardEffects, nameOf, standingOf, turned } from "./view.ts";
import { isTold, type Others } from "./wording.ts";

/** What the decision of a maintenance event is handed beside the event: its state, and what only the engine knows. */
export interface MaintenanceRoom {
  was: Maintenance | null;
  /** The number a new one gets. */
  nextNumber: number;
  /** What else the public status is made of. */
  others: Others;
  /** How many alerts that it muted still fire. */
  firing: number;
  /** How many it muted in all. */
  alerts?: number | undefined;
}

/**
 * Decides everything that happens to a maintenance: it is scheduled, it starts and completes by itself or by a person, it is
 * moved, extended, called off. Then, for all alike: the public and the providers are told, and its card follows.
 */
export function decideMaintenance(event: MaintenanceEvent, room: MaintenanceRoom, terms: Terms): Decided<Maintenance> {
  const { was } = room;
  const no = refusedAtTheDoor(event, was, terms);
  if (no) return no;
  const outcome = run(event, room, terms);
  if (isRefusal(outcome)) return outcome;
  if (outcome.state === was) return outcome;

  const isNews = outcome.state.updates.length !== (was?.updates.length ?? 0);
  const sent = isNews ? sentOut(outcome.state, event.at, terms) : { state: outcome.state, effects: [] };
  const ended = was !== null && isAhead(was) && !isAhead(sent.state);
  const now = {
    ...sent.state,
    ...(ended ? { alertsMuted: room.alerts ?? 0 } : {}),
    version: sent.state.version + 1,
  };
  return decided(now, {
    ...outcome,
    effects: [...outcome.effects, ...cardEffects(was, now, terms), ...turned(was, now, room.firing), ...sent.effects],
    followUps: [
      ...outcome.followUps,
      ...(ended ? [{ type: "alert.unmute", maintenance: now.id, by: event.by } as const] : []),
    ],
  });
}

function run(
  event: MaintenanceEvent,
  { was, nextNumber, others }: MaintenanceRoom,
  terms: Terms,
): Decided<Maintenance> {
  if (!was)
    return event.type === "maintenance.schedule"
      ? schedule(event, nextNumber, others, terms)
      : refuse("not-found", { what: "such maintenance" });
  switch (event.type) {
    case "maintenance.schedule":
      // The same plan handed in again finds its maintenance, and changes nothing.
      return decided(was);
    case "maintenance.start":
      return start(was, event, others, terms);
    case "maintenance.extend":
      return extend(was, event, others, terms);
    case "maintenance.move":
      return move(was, event, others, terms);
    case "maintenance.complete":
      return complete(was, event, others, terms);
    case "maintenance.cancel":
      return cancel(was, event, others, terms);
    case "maintenance.caused":
      return caused(was, event);
    case "maintenance.provider-said":
      return providerSaid(was, event, terms);
    case "maintenance.provider-answer":
      return answerFor(was, event, terms);
    case "maintenance.timer":
      return onTime(was, event, others, terms);
  }
}

/** What is still taken once it is over. */
const takenWhenOver = new Set<MaintenanceEvent["type"]>([
  "maintenance.schedule",
  "maintenance.caused",
  "maintenance.provider-said",
  "maintenance.provider-answer",
  "maintenance.timer",
]);

/** What tells the public nothing new. */
const aside = new Set<MaintenanceEvent["type"]>(["maintenance.caused", "maintenance.provider-answer"]);

function refusedAtTheDoor(event: MaintenanceEvent, was: Maintenance | null, terms: Terms): Refusal | null {
  const components = event.type === "maintenance.schedule" ? event.plan.components : (was?.components ?? []);
  // Whoever announces, publishes; what is internal is work like any other.
  const permission = isTold({ components }, terms) && !aside.has(event.type) ? "publish" : "respond";
  if (!may(event.by, permission, null, terms.permissions))
    return refuse("not-allowed", { permission, held: heldOutside(permission, terms) });
  return was && !isAhead(was) && !takenWhenOver.has(event.type)
    ? refuse("maintenance-is-over", { name: nameOf(was), how: standingOf(was) })
    : null;
}
