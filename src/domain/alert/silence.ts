import type { Instant } from "../../base/clock.ts";
import { utcMinute } from "../../text/instant.ts";
import type { Actor } from "../actor.ts";
import { type Decision, decided } from "../decision.ts";
import type { Happening, Signal } from "../events.ts";
import type { Terms } from "../terms.ts";
import { settled } from "./decide.ts";
import { checkOf, ended, staleAt } from "./episode.ts";
import { withAlert } from "./group.ts";
import type { Alert, AlertGroup, AlertRoom } from "./state.ts";
import { tell } from "./told.ts";

/**
 * Decides what time alone makes of an alert: one that was not heard of for too long is unknown, or is taken as over where so
 * configured; one that flapped and has been quiet for long enough does so no more. One that is looked at too early is looked
 * at again when it is time.
 */
export function decideCheck(
  alert: Alert,
  group: AlertGroup,
  { at, by }: { at: Instant; by: Actor },
  { alerts }: Pick<Terms, "alerts">,
): Decision<AlertRoom> {
  const stale = staleAt(alert);
  const silent = stale !== null && at >= stale;
  const calm = alert.flapping && at >= alert.turnedAt + alerts.flapping.withinMs;
  if (!silent && !calm)
    return decided<AlertRoom>({ alert: { ...alert, checkAt: checkOf(alert, alerts) }, group: null });

  const followUps: Happening[] = [];
  let now = alert;
  if (calm) {
    now = { ...now, flapping: false, began: now.began.slice(-1) };
    followUps.push(...tell(alert, now, { what: "calm", by }));
  }
  if (silent) {
    const before = now;
    const over = alert.test || alert.unread !== null || alerts.unknown === "close";
    now = over ? ended(now, at, alerts, true) : { ...now, status: "unknown" };
    const detail = utcMinute(alert.lastAt);
    followUps.push(...tell(before, now, { what: over ? "closed" : "unknown", by, detail }));
  }
  now = { ...now, checkAt: checkOf(now, alerts) };
  return settled(now, withAlert(group, alert, now, at), at, followUps);
}

/** The sender left an alert out of the message that ended its group: nobody will ever hear how it stands. */
export function decideLeftOut(
  alert: Alert,
  group: AlertGroup,
  { at, by }: { at: Instant; by: Actor },
  { alerts }: Pick<Terms, "alerts">,
): Decision<AlertRoom> {
  if (alert.status !== "firing") return decided<AlertRoom>({ alert: null, group: null });
  const lost: Alert = { ...alert, status: "unknown" };
  const now: Alert = { ...lost, checkAt: checkOf(lost, alerts) };
  return settled(now, withAlert(group, alert, now, at), at, tell(alert, now, { what: "left-out", by }));
}

/** A group of a sender whose message said that it is over, and that alerts of it were left out. */
export interface CutShort {
  source: string;
  groupKey: string;
  /** The alerts of it that were named. */
  identities: string[];
}

/** The groups that one message of a sender ended without naming all of their alerts. */
export function cutShort(signals: Signal[]): CutShort[] {
  if (!signals.some(({ truncated = 0 }) => truncated > 0)) return [];
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    if (signal.groupKey !== null) groups.set(signal.groupKey, [...(groups.get(signal.groupKey) ?? []), signal]);
  }
  return [...groups].flatMap(([groupKey, named]) => {
    const isOver =
      named.every(({ status }) => status === "resolved") && named.some(({ truncated = 0 }) => truncated > 0);
    const [first] = named;
    return isOver && first
      ? [{ source: first.source, groupKey, identities: named.map(({ identity }) => identity) }]
      : [];
  });
}
