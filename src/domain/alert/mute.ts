import { type Decision, decided } from "../decision.ts";
import type { EventOf } from "../events.ts";
import { isGraver, placed } from "./decide.ts";
import { withAlert } from "./group.ts";
import type { Judgement } from "./rules.ts";
import type { Alert, AlertGroup, AlertRoom } from "./state.ts";

/*
 * Alerts of components under maintenance: they are listed and counted, and declare, propose, raise and page nothing. Where
 * their group has an open incident they count there as well, so that it is not taken for over. Once the window ends, those
 * that still fire are judged anew, as if they had just begun to.
 */

/** A maintenance that is under way, as far as alerts are concerned. */
export interface Muting {
  id: string;
  number: number;
  components: readonly string[];
}

/** True for a judgement that a maintenance could mute: only then is it worth asking for one. */
export function canBeMuted({ component, outcome }: Judgement): boolean {
  return component !== null && (outcome === "declare" || outcome === "propose");
}

/** The judgement as it counts while these are under way; `told` hears why. */
export function muted(judgement: Judgement, windows: readonly Muting[], told?: (step: string) => void): Judgement {
  const { component, outcome } = judgement;
  if (component === null || !canBeMuted(judgement)) return judgement;
  const window = windows.find(({ components }) => components.includes(component));
  if (!window) return judgement;
  const { id, number } = window;
  told?.(
    `It is muted by M${number}: ${component} is under maintenance. It is listed and counted, and nobody hears of it.`,
  );
  return { ...judgement, outcome: "list", page: false, muted: { id, number, outcome } };
}

/** The maintenance that muted it is over: what the rules now make of an alert that still fires. */
export function unmuted(
  event: EventOf<"alert.rejudge">,
  { alert, group }: { alert: Alert; group: AlertGroup },
  judgement: Judgement,
  incidentOpen: boolean,
): Decision<AlertRoom> {
  if (judgement.muted) {
    const { id, number } = judgement.muted;
    return decided<AlertRoom>({ alert: { ...alert, muted: { id, number } }, group: null });
  }
  const free: Alert = { ...alert, muted: undefined };
  if (!isGraver(free, judgement)) return decided<AlertRoom>({ alert: free, group: null });
  const { severity, outcome, rule, component, page } = judgement;
  const now = {
    ...free,
    severity,
    outcome,
    rule: rule?.name ?? null,
    component: component ?? free.component,
    private: free.private || judgement.private,
  } as Alert;
  const counted = withAlert(group, alert, now, event.at);
  // Nobody could act on it before: the clocks of an incident run from now.
  const placing = { incidentOpen, page, what: alert.incident ? "worse" : "joined", detectedAt: event.at } as const;
  return placed(event, alert, now, counted, placing);
}
