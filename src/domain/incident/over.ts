import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import { isQuiet } from "../alert/state.ts";
import { type Decision, decided, isRefusal } from "../decision.ts";
import type { Event } from "../events.ts";
import type { Terms } from "../terms.ts";
import { proposeResolve } from "./cleared.ts";
import { resolve } from "./resolve.ts";
import { type Incident, isOpen } from "./state.ts";

/** When the alerts have been over for long enough; null = they are not over, or that was said. */
export function overAt(incident: Incident, { alerts }: Pick<Terms, "alerts">): Instant | null {
  const { overSince } = incident.alerts;
  if (overSince === null || !isOpen(incident) || !isQuiet(incident.alerts)) return null;
  return overSince + alerts.clearAfterMs;
}

/** All alerts have been over for long enough: RESOLVED is proposed, or done where so configured. */
export function over(was: Incident, event: Event & { by: Actor }, terms: Terms): Decision<Incident> {
  const now: Incident = { ...was, alerts: { ...was.alerts, overSince: null } };
  if (terms.resolveByItself) {
    const resolved = resolve(now, { words: { audience: was.published ? "public" : "internal" } }, event, terms);
    if (!isRefusal(resolved)) return resolved;
  }
  return decided(now, { effects: [proposeResolve(now)] });
}
