import type { Instant } from "../../base/clock.ts";
import { type Decision, decided } from "../decision.ts";
import type { Signal } from "../events.ts";
import { isGraver } from "./decide.ts";
import { emptyGroup, isFresh, withAlert, withoutAlert } from "./group.ts";
import { closedAs, titleOf, withCard } from "./proposal.ts";
import type { Judgement } from "./rules.ts";
import { type Alert, type AlertGroup, type AlertRoom, isQuiet } from "./state.ts";

/*
 * A rule that counts lets alerts pass until it has counted enough, and the rules after it put them into groups of their own.
 * When such an alert is told of again, the rule decides on it as well: then it belongs to that rule's group, and to the
 * incident that is open there, instead of opening another one beside it.
 */

/** True when a rule now makes more of an alert that belongs to nothing yet: it goes where that rule groups. */
export function mayRegroup(alert: Alert, signal: Signal, judgement: Judgement): boolean {
  return (
    alert.status !== "resolved" &&
    signal.status === "firing" &&
    alert.incident === null &&
    !alert.apart &&
    isGraver(alert, judgement)
  );
}

/** The alert in the other group, that group with it, and the one that it leaves. */
export function regrouped(
  alert: Alert,
  own: AlertGroup,
  into: AlertGroup | null,
  { group, windowMs }: Judgement,
  at: Instant,
): { alert: Alert; group: AlertGroup; left: AlertGroup } {
  const fresh = into !== null && isFresh(into, windowMs, at) ? into : emptyGroup(into ?? group, at);
  const moved = { ...alert, group: fresh.key };
  return { alert: moved, group: withAlert(fresh, null, moved, at), left: withoutAlert(own, alert) };
}

/** The group that it left, with its message in line: one without alerts proposes nothing any more. */
export function departed(left: AlertGroup, at: Instant): Decision<AlertRoom> {
  const { group, effects } = isQuiet(left)
    ? closedAs(left, "withdrawn", `Counted with others now: ${titleOf(left)}.`)
    : withCard(left, at);
  return decided<AlertRoom>({ alert: null, group }, { effects });
}
