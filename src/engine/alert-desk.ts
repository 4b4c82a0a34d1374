import type { Instant } from "../base/clock.ts";
import { sitrep } from "../domain/actor.ts";
import { decideSignal, isGraver } from "../domain/alert/decide.ts";
import { decideDetach, decideMerge, decideMove, type Hold, type Moved } from "../domain/alert/move.ts";
import { unmuted } from "../domain/alert/mute.ts";
import { decideCard, decideProposal } from "../domain/alert/proposal.ts";
import { departed } from "../domain/alert/regroup.ts";
import { decideCheck, decideLeftOut } from "../domain/alert/silence.ts";
import {
  type Alert,
  type AlertGroup,
  type AlertRoom,
  alertMark,
  isHeld,
  isOfTrouble,
  isQuiet,
} from "../domain/alert/state.ts";
import { tell } from "../domain/alert/told.ts";
import { type Decision, isRefusal } from "../domain/decision.ts";
import type { Effect } from "../domain/effects.ts";
import type { AlertDeed, AlertHappening, Event, EventOf, Happening, Signal } from "../domain/events.ts";
import { heldBy } from "../domain/incident/held.ts";
import { type Incident, isOpen } from "../domain/incident/state.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Terms } from "../domain/terms.ts";
import { alertsByMark, alertsToCheck, firingOfSender, groupKeys, identitiesOfGroup } from "../store/alerts.ts";
import { incidentByNumber } from "../store/incidents.ts";
import { mutedBy } from "../store/muted-alerts.ts";
import { lastFiring } from "../store/read/recorded.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";
import { openAlerts, type WindowsNow } from "./alert-room.ts";

/** What came of something that happened to alerts. */
export interface AlertOutcome {
  effects: { effect: Effect; incident: string | null }[];
  followUps: Happening[];
}

/** All that is decided about alerts in one transaction. */
export interface AlertDesk {
  /** Loads all at once what these signals speak of. */
  expect(signals: Signal[]): Promise<void>;
  decide(event: Event<AlertHappening>): Promise<AlertOutcome | Refusal>;
  /** True when timers were set. */
  save(): Promise<boolean>;
}

interface Parts {
  tx: Tx;
  terms: Terms;
  at: Instant;
  /** An incident as it stands in this transaction. */
  incident(id: string): Promise<Incident | null>;
  /** The maintenance that is under way in this transaction. */
  windows: WindowsNow;
}

/** The most alerts that one waking looks at: bounds how long it holds the store. */
const mostChecked = 200;
/** How many alerts and groups are looked at to tell which is meant. */
const mostMeant = 5;

/** True for what this desk decides on. */
export function isAboutAlerts(event: Event): event is Event<AlertHappening> {
  return event.type.startsWith("alert.");
}

/** Opens the desk on a transaction. */
export function openAlertDesk({ tx, terms, at, incident: incidentOf, windows }: Parts): AlertDesk {
  const alerts = openAlerts(tx, terms, at, windows);
  const rights = { permissions: terms.permissions, held: heldBy("respond", terms) };

  const isOpenNow = async (id: string | null) => {
    const incident = id === null ? null : await incidentOf(id);
    return incident !== null && isOpen(incident);
  };

  const keep = (...decisions: Decision<AlertRoom>[]): AlertOutcome => {
    for (const { state } of decisions) alerts.keep(state);
    return {
      effects: decisions.flatMap(({ state, effects }) =>
        effects.map((effect) => ({ effect, incident: state.group?.incident ?? null })),
      ),
      followUps: decisions.flatMap(({ followUps }) => followUps),
    };
  };

  /** The group's incident is over, and alerts of it fire on: they are the group's own again, before a new one takes them. */
  const release = async (group: AlertGroup): Promise<{ group: AlertGroup; followUps: Happening[] }> => {
    const free = { ...group, incident: null };
    const followUps: Happening[] = [];
    const held = isQuiet(group) ? [] : await alerts.named(await identitiesOfGroup(tx, group));
    for (const alert of held) {
      if (alert.incident !== group.incident || alert.group !== group.key || !isHeld(alert)) continue;
      const now = { ...alert, incident: null };
      alerts.keep({ alert: now, group: null });
      followUps.push(...tell(alert, now, { what: "calm", by: sitrep }));
    }
    alerts.keep({ alert: null, group: free });
    return { group: free, followUps };
  };

  const onSignal = async (event: EventOf<"alert.signal">): Promise<AlertOutcome> => {
    alerts.record({ id: event.id, signal: event.signal, receivedAt: at });
    const { judgement, left, ...found } = await alerts.of(event.signal);
    const leaving = left ? [departed(left, at)] : [];
    const incidentOpen = await isOpenNow(found.group?.incident ?? null);
    const begins = !found.alert || found.alert.status === "resolved" || isGraver(found.alert, judgement);
    if (!found.group?.incident || incidentOpen || !begins || event.signal.status !== "firing")
      return keep(...leaving, decideSignal(event, { ...found, incidentOpen }, judgement, terms));
    const { group, followUps } = await release(found.group);
    const alert = found.alert && { ...found.alert, incident: isHeld(found.alert) ? null : found.alert.incident };
    const outcome = keep(...leaving, decideSignal(event, { alert, group, incidentOpen }, judgement, terms));
    return { ...outcome, followUps: [...followUps, ...outcome.followUps] };
  };

  const onCheck = async (event: EventOf<"alert.check">): Promise<AlertOutcome> => {
    const due = await alertsToCheck(tx, at, mostChecked);
    // What is left over has its turn in a moment, in a transaction of its own.
    const rest = due.length === mostChecked ? [{ kind: "alert-check", dueAt: at + 1 }] : [];
    await setTimers(tx, event.timer, rest);
    const outcomes: AlertOutcome[] = [];
    for (const alert of await alerts.named(due.toSorted())) {
      if (alert.checkAt === null || alert.checkAt > at) continue;
      const group = await alerts.group(alert.group);
      if (group) outcomes.push(keep(decideCheck(alert, group, event, terms)));
    }
    return together(outcomes);
  };

  /** A window is over: each alert that it muted and that still fires is judged anew, in an event of its own. */
  const onUnmute = async ({ maintenance, by }: EventOf<"alert.unmute">): Promise<AlertOutcome> => {
    const identities = new Set([...(await mutedBy(tx, maintenance)), ...alerts.mutedHere(maintenance)]);
    const firing = (await alerts.named([...identities].sort())).filter(
      (alert) => alert.muted?.id === maintenance && alert.status !== "resolved",
    );
    const followUps = firing.map(({ identity }): Happening => ({ type: "alert.rejudge", identity, maintenance, by }));
    return { effects: [], followUps };
  };

  const onRejudge = async (event: EventOf<"alert.rejudge">): Promise<AlertOutcome> => {
    const [alert] = await alerts.named([event.identity]);
    const known = alert && (await alerts.group(alert.group));
    if (!alert || !known || alert.muted?.id !== event.maintenance) return { effects: [], followUps: [] };
    const recorded = await lastFiring(tx, event.identity);
    const judgement = await alerts.anew(recorded?.signal ?? asSignal(alert));
    const incidentOpen = await isOpenNow(known.incident);
    const gone = known.incident !== null && !incidentOpen && !judgement.muted;
    const { group, followUps } = gone ? await release(known) : { group: known, followUps: [] };
    const [now = alert] = await alerts.named([event.identity]);
    const outcome = keep(unmuted(event, { alert: now, group }, judgement, incidentOpen));
    return { ...outcome, followUps: [...followUps, ...outcome.followUps] };
  };

  const onCutShort = async (event: EventOf<"alert.cut-short">): Promise<AlertOutcome> => {
    const outcomes: AlertOutcome[] = [];
    const named = await alerts.named(event.identities);
    const groups = [...new Set(named.map(({ group }) => group))];
    const firing = await firingOfSender(tx, { ...event, groups });
    for (const alert of await alerts.named(firing)) {
      const group = await alerts.group(alert.group);
      if (group && alert.senderGroup === event.groupKey) outcomes.push(keep(decideLeftOut(alert, group, event, terms)));
    }
    return together(outcomes);
  };

  /** What a person takes hold of. An alert goes by its mark, a group by its key; the first characters of either are enough. */
  const hold = async (given: string): Promise<Hold | Refusal> => {
    const said = given.trim().toLowerCase().replace(/^#/, "");
    const mark = /^a([0-9a-z]{3,})$/.exec(said)?.[1];
    const key = /^(?:g([0-9a-f]{4,16})|[0-9a-f]{16})$/.exec(said)?.[1] ?? (said.length === 16 ? said : undefined);
    const found = mark ? await alertsByMark(tx, mark, mostMeant) : [];
    const groups = key ? await groupKeys(tx, key, mostMeant) : [];
    const on = found.filter(({ status }) => status !== "resolved");
    const [alert] = on.length === 1 ? on : found.length === 1 ? found : [];
    if (alert && groups.length === 0) {
      const [now = alert] = await alerts.named([alert.identity]);
      const group = await alerts.group(now.group);
      if (group) return { group, alerts: [now], whole: false };
    }
    const [only] = groups;
    if (only && groups.length === 1 && found.length === 0) {
      const group = await alerts.group(only);
      if (group) return wholeGroup(group);
    }
    if (found.length + groups.length === 0)
      return refuse("not-found", { what: `alert or alert group ${said.slice(0, 20)}` });
    // Without titles: one of them may be nobody's business.
    const names = [
      ...found.map((one) => `${alertMark(one)}${one.mark.slice(6, 10)}`),
      ...groups.map((one) => `g${one}`),
    ];
    return refuse("several-alerts", { given: said, found: names });
  };

  const wholeGroup = async (group: AlertGroup): Promise<Hold> => {
    const named = await alerts.named(await identitiesOfGroup(tx, group));
    const own = named.filter(
      (one) =>
        one.group === group.key &&
        (isOfTrouble(one, group.since) || (one.incident !== null && one.incident === group.incident)),
    );
    return { group, alerts: own, whole: true };
  };

  const incidentsOf = async (...holds: Hold[]): Promise<Incident[]> => {
    const ids = new Set(holds.flatMap((one) => [one.group.incident, ...one.alerts.map(({ incident }) => incident)]));
    const found: Incident[] = [];
    for (const id of [...ids].sort()) {
      const incident = id === null ? null : await incidentOf(id);
      if (incident) found.push(incident);
    }
    return found;
  };

  const decideDeed = async (event: Event<AlertDeed>): Promise<Moved | Refusal> => {
    const first = await hold(event.what);
    if (isRefusal(first)) return first;
    if (event.type === "alert.merge") {
      const second = await hold(event.into);
      if (isRefusal(second)) return second;
      const [one, other] = [await wholeGroup(first.group), await wholeGroup(second.group)];
      const incidents = await incidentsOf(one, other);
      const open = (id: string | null) => incidents.some((incident) => incident.id === id && isOpen(incident));
      return decideMerge(one, other, { incidents, open }, event, rights);
    }
    const from = (await incidentsOf(first)).filter(({ id }) => first.alerts.some((alert) => alert.incident === id));
    if (event.type === "alert.detach") return decideDetach(first, from, event, rights);
    const listed = await incidentByNumber(tx, event.to);
    const to = listed && (await incidentOf(listed.id));
    if (!to) return refuse("not-found", { what: `incident #${event.to}` });
    return decideMove(first, to, from, event, rights);
  };

  const onDeed = async (event: Event<AlertDeed>): Promise<AlertOutcome | Refusal> => {
    const moved = await decideDeed(event);
    if (isRefusal(moved)) return moved;
    for (const group of moved.groups) alerts.keep({ alert: null, group });
    for (const alert of moved.alerts) alerts.keep({ alert, group: null });
    return { effects: moved.effects.map((effect) => ({ effect, incident: null })), followUps: moved.followUps };
  };

  return {
    expect: alerts.expect,
    save: alerts.save,
    async decide(event) {
      switch (event.type) {
        case "alert.signal":
          return onSignal(event);
        case "alert.proposal": {
          const outcome = decideProposal(event, await alerts.group(event.group));
          return isRefusal(outcome) ? outcome : keep(outcome);
        }
        case "alert.check":
          return onCheck(event);
        case "alert.cut-short":
          return onCutShort(event);
        case "alert.unmute":
          return onUnmute(event);
        case "alert.rejudge":
          return onRejudge(event);
        case "alert.card": {
          const group = await alerts.group(event.group);
          alerts.heard(event.group);
          if (!group) return { effects: [], followUps: [] };
          const shown = decideCard(group, at);
          alerts.keep({ alert: null, group: shown.group });
          return {
            effects: shown.effects.map((effect) => ({ effect, incident: shown.group.incident })),
            followUps: [],
          };
        }
        default:
          return onDeed(event);
      }
    },
  };
}

/** What an alert was told with, as far as it is kept: its own message is too old to be recorded still. */
function asSignal(alert: Alert): Signal {
  const { source, identity, title, description, labels, senderGroup, startedAt, runbookUrl, links } = alert;
  const said = {
    source,
    identity,
    status: "firing",
    title,
    description,
    labels,
    startedAt,
    runbookUrl,
    links,
  } as const;
  return { ...said, severityHint: null, groupKey: senderGroup };
}

function together(outcomes: AlertOutcome[]): AlertOutcome {
  return {
    effects: outcomes.flatMap(({ effects }) => effects),
    followUps: outcomes.flatMap(({ followUps }) => followUps),
  };
}
