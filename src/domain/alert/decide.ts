import type { Instant } from "../../base/clock.ts";
import { type Decision, decided } from "../decision.ts";
import type { Effect } from "../effects.ts";
import type { EventOf, Happening } from "../events.ts";
import { rank } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { begun, ended, isLateFiring, isLateResolve, refreshed } from "./episode.ts";
import { emptyGroup, isFresh, touched, withAlert } from "./group.ts";
import type { AlertNews } from "./news.ts";
import { declaration, withCard, withDeclared } from "./proposal.ts";
import type { Judgement } from "./rules.ts";
import { type Alert, type AlertGroup, type AlertRoom, isOfTrouble } from "./state.ts";
import { tell } from "./told.ts";

/**
 * What the engine looked up for a signal: its alert, and the group that alert counts in, or else the group it would be put
 * into. `incidentOpen` says whether the group's incident still is.
 */
export interface Found extends AlertRoom {
  incidentOpen: boolean;
}

type Signalled = EventOf<"alert.signal">;
type LifeTerms = Pick<Terms, "alerts">;

/**
 * Decides what one signal of a sender means. By the alert's own state it is a new episode, a repeat, or a resolution
 * (decisions.md 1 to 5):
 *
 * - A new episode joins the open incident of its group. Where there is none, its rule declares one, proposes one, or
 *   merely lists the alert.
 * - A repeat refreshes and counts; nobody hears of it, unless its rule now finds it graver.
 * - A resolution tells the incident. One without a firing is kept and listed, and nothing else.
 * - What its sender made before what is known already changes nothing (alert sources 1.4).
 */
export function decideSignal(
  event: Signalled,
  found: Found,
  judgement: Judgement,
  terms: LifeTerms,
): Decision<AlertRoom> {
  const { signal, at } = event;
  const { alert } = found;
  const on = alert !== null && alert.status !== "resolved";
  const dropped = judgement.outcome === "drop" || judgement.outcome === "mark";
  // One that is listed already must be able to end, also when the rules have changed since.
  if (dropped && !on) return nothing;
  if (alert === null && signal.onlyIfKnown) return nothing;
  if (signal.status === "resolved") return resolved(event, found, judgement, terms);
  if (on) return repeated(event, alert, found, judgement, terms);
  if (alert && isLateFiring(alert, signal, at)) return nothing;
  return fired(event, found, judgement, terms);
}

const nothing: Decision<AlertRoom> = decided<AlertRoom>({ alert: null, group: null });

function fired(event: Signalled, found: Found, judgement: Judgement, { alerts }: LifeTerms): Decision<AlertRoom> {
  const { at } = event;
  const before = found.alert;
  const fresh = found.group !== null && isFresh(found.group, judgement.windowMs, at);
  const group = fresh && found.group ? found.group : { ...emptyGroup(found.group ?? judgement.group, at), into: null };
  const known = before !== null && before.group === group.key && isOfTrouble(before, group.since);
  const alert = { ...begun(event, before, judgement, alerts), group: group.key };
  const flaps = alert.flapping && before?.flapping !== true;
  const what = flaps ? "flapping" : known && before.incident === group.incident ? "again" : "joined";
  const counted = withAlert(group, known ? before : null, alert, at);
  return placed(event, before, alert, counted, { incidentOpen: found.incidentOpen, page: judgement.page, what });
}

interface Placing {
  incidentOpen: boolean;
  page: boolean;
  what: AlertNews["what"];
  /** From when the clocks of what comes of it run; absent = from when it began. */
  detectedAt?: Instant;
}

/** Gives an alert its place: the open incident of its group, else what its rule makes of it. */
export function placed(
  event: Pick<Signalled, "id" | "at" | "by">,
  before: Alert | null,
  alert: Alert,
  group: AlertGroup,
  { incidentOpen, page, what, detectedAt = alert.firstAt }: Placing,
): Decision<AlertRoom> {
  const { by, at } = event;
  const { severity, component, runbookUrl, title, outcome } = alert;
  if (group.incident && incidentOpen) {
    const joined = { ...alert, incident: group.incident };
    return settled(joined, group, at, tell(before, joined, { what, by, page }));
  }
  const alone = { ...alert, incident: null };
  const left = tell(before, alone, { what, by });
  if (outcome === "declare" && severity) {
    const origin = { severity, title, component, runbookUrl, detectedAt, page, private: alert.private };
    const declared = withDeclared(group, event.id);
    return decided<AlertRoom>(
      { alert: { ...alert, incident: event.id }, group: declared.group },
      { followUps: [...left, declaration(event.id, group, origin, by)], effects: declared.effects },
    );
  }
  const owner = { ...group, incident: null };
  if (outcome !== "propose" || !severity) return settled(alone, owner, at, left);
  return settled(alone, proposed(owner, alone, at, detectedAt), at, left);
}

/** The group with its proposal. One that stands gets no second; it only becomes graver. One that was dismissed stays so. */
function proposed(group: AlertGroup, alert: Alert, at: Instant, detectedAt: Instant): AlertGroup {
  const { proposal } = group;
  const { title, rule, component, runbookUrl, private: hidden } = alert;
  const severity = alert.severity ?? "SEV4";
  if (proposal?.state === "dismissed") return group;
  if (proposal?.state === "open")
    return rank(severity) < rank(proposal.severity) ? { ...group, proposal: { ...proposal, severity } } : group;
  const origin = { severity, title, rule, component, runbookUrl, detectedAt, private: hidden };
  return { ...group, card: null, proposal: { ...origin, state: "open", at } };
}

function repeated(
  event: Signalled,
  alert: Alert,
  found: Found,
  judgement: Judgement,
  { alerts }: LifeTerms,
): Decision<AlertRoom> {
  const { signal, at, by } = event;
  const group = found.group ?? emptyGroup({ key: alert.group, about: judgement.group.about }, at);
  const heard = refreshed(alert, signal, at, alerts);
  const now = mutedNow(heard, judgement);
  if (isGraver(alert, judgement)) {
    const { severity, outcome, rule, component, page } = judgement;
    const hidden = now.private || judgement.private;
    const made = {
      muted: undefined,
      severity,
      outcome,
      rule: rule?.name ?? null,
      component: component ?? now.component,
      private: hidden,
    };
    const worse = { ...now, ...made } as Alert;
    const counted = withAlert(group, alert, worse, at);
    return placed(event, alert, worse, counted, { incidentOpen: found.incidentOpen, page, what: "worse" });
  }
  const followUps: Happening[] = [];
  if (now.status !== alert.status) followUps.push(...tell(alert, now, { what: "heard-again", by }));
  const taken = now.acknowledged;
  if (taken && taken.at !== alert.acknowledged?.at)
    followUps.push(...tell(now, now, { what: "acknowledged", by, detail: taken.by ?? undefined }));
  if (!taken && alert.acknowledged) followUps.push(...tell(now, now, { what: "given-back", by }));
  if (now.status === alert.status) return decided<AlertRoom>({ alert: now, group: touched(group, at) }, { followUps });
  return settled(now, withAlert(group, alert, now, at), at, followUps);
}

/** An alert of which more would have been made, but for a maintenance: it is judged anew once that is over. */
function mutedNow(alert: Alert, judgement: Judgement): Alert {
  const { muted } = judgement;
  if (!muted || alert.muted?.id === muted.id || !isGraver(alert, { ...judgement, outcome: muted.outcome }))
    return alert;
  return { ...alert, muted: { id: muted.id, number: muted.number } };
}

/** True when the rules make more of an alert than they did. */
export function isGraver(alert: Alert, { outcome, severity }: Judgement): boolean {
  if (alert.test || alert.unread !== null || severity === null) return false;
  if (outcome !== "declare" && outcome !== "propose") return false;
  const more = weights[outcome] - weights[alert.outcome];
  return more > 0 || (more === 0 && (alert.severity === null || rank(severity) < rank(alert.severity)));
}

const weights = { list: 0, propose: 1, declare: 2 };

function resolved(event: Signalled, found: Found, judgement: Judgement, { alerts }: LifeTerms): Decision<AlertRoom> {
  const { signal, at, by } = event;
  const { alert } = found;
  if (alert === null) {
    const listed = ended(begun(event, null, judgement, alerts), at, alerts);
    return decided<AlertRoom>({
      alert: { ...listed, began: [], flapping: false, checkAt: null },
      group: found.group ?? emptyGroup(judgement.group, at),
    });
  }
  if (isLateResolve(alert, signal)) return nothing;
  const heard = refreshed(alert, signal, at, alerts);
  if (alert.status === "resolved")
    return decided<AlertRoom>({ alert: { ...heard, resolvedBySilence: false }, group: null });
  const now = ended(heard, at, alerts);
  const group = found.group ?? emptyGroup({ key: alert.group, about: judgement.group.about }, at);
  return settled(now, withAlert(group, alert, now, at), at, tell(alert, now, { what: "resolved", by }));
}

/** The decision with the group's card in line with it. */
export function settled(
  alert: Alert | null,
  group: AlertGroup,
  at: number,
  followUps: Happening[],
  effects: Effect[] = [],
): Decision<AlertRoom> {
  const shown = withCard(group, at);
  return decided<AlertRoom>({ alert, group: shown.group }, { followUps, effects: [...effects, ...shown.effects] });
}
