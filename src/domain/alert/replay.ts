import type { Instant } from "../../base/clock.ts";
import type { Actor } from "../actor.ts";
import type { EventOf, Signal } from "../events.ts";
import type { Terms } from "../terms.ts";
import { decideSignal } from "./decide.ts";
import { type Fate, fateOf } from "./fate.ts";
import { groupApart, isFresh } from "./group.ts";
import { mayRegroup, regrouped } from "./regroup.ts";
import { judge, type RuleTerms } from "./rules.ts";
import { decideCheck } from "./silence.ts";
import type { Alert, AlertGroup, AlertRoom } from "./state.ts";
import type { Tally } from "./tally.ts";

/** A signal as it came in once. */
export interface Recorded {
  id: string;
  at: Instant;
  signal: Signal;
}

export type ReplayTerms = RuleTerms & Pick<Terms, "alerts">;

/** A world that holds nothing but alerts: what came in is decided in it as it would be outside. */
export interface World {
  /** Takes one signal; they must come in their order. Says what has become of it, and of which group it is now. */
  take(recorded: Recorded): Fate & { group: string | null };
}

const replayed: Actor = { kind: "alert", id: "replay", name: "replay" };
/** How many signals pass until what is worth nothing any more is forgotten. */
const sweepEvery = 10_000;

/**
 * Opens an empty world under some rules. It uses the very decisions of the program; people are not in it: nobody answers a
 * proposal, moves an alert or resolves an incident, so an incident is taken as over when all of its group is and the window
 * has passed.
 */
export function openWorld(terms: ReplayTerms): World {
  const alerts = new Map<string, Alert>();
  const groups = new Map<string, AlertGroup>();
  const members = new Map<string, Set<string>>();
  const tallies = new Map<string, Tally>();
  let nextCheck = Number.POSITIVE_INFINITY;
  let taken = 0;

  const keep = ({ alert, group }: AlertRoom) => {
    if (alert) {
      const before = alerts.get(alert.identity);
      if (before && before.group !== alert.group) members.get(before.group)?.delete(alert.identity);
      alerts.set(alert.identity, alert);
      members.set(alert.group, (members.get(alert.group) ?? new Set()).add(alert.identity));
      if (alert.checkAt !== null) nextCheck = Math.min(nextCheck, alert.checkAt);
    }
    if (!group) return;
    const before = groups.get(group.key);
    groups.set(group.key, group);
    if (group.incident && group.incident !== before?.incident) adopt(group.key, group.incident);
  };
  /** An incident takes what fires in its group and belongs to none. */
  const adopt = (key: string, incident: string) => {
    for (const identity of members.get(key) ?? []) {
      const alert = alerts.get(identity);
      if (alert && alert.status !== "resolved" && !alert.incident) alerts.set(identity, { ...alert, incident });
    }
  };
  /** What time alone has made of alerts until now. */
  const check = (now: Instant) => {
    while (nextCheck <= now) {
      const at = nextCheck;
      nextCheck = Number.POSITIVE_INFINITY;
      for (const alert of alerts.values()) {
        if (alert.checkAt === null) continue;
        const group = groups.get(alert.group);
        if (alert.checkAt <= at && group) keep(decideCheck(alert, group, { at, by: replayed }, terms).state);
        const { checkAt = null } = alerts.get(alert.identity) ?? alert;
        if (checkAt !== null && checkAt > at) nextCheck = Math.min(nextCheck, checkAt);
      }
    }
  };
  const forget = (now: Instant) => {
    for (const [key, { until }] of tallies) if (until < now) tallies.delete(key);
  };

  return {
    take({ id, at, signal }) {
      check(at);
      taken += 1;
      if (taken % sweepEvery === 0) forget(at);
      const alert = alerts.get(signal.identity) ?? null;
      const isOn = alert !== null && alert.status !== "resolved";
      const judgement = judge({ signal, at, firing: isOn }, tallies, terms);
      for (const [key, tally] of judgement.counted) tallies.set(key, tally);
      const event: EventOf<"alert.signal"> = { type: "alert.signal", id, at, by: replayed, signal };
      const apart = groupApart(event);
      const ruled = apart ? { ...judgement, group: apart } : judgement;
      const own = isOn ? (groups.get(alert.group) ?? null) : null;
      const goes = isOn && own?.incident === null && mayRegroup(alert, signal, ruled) && own.key !== ruled.group.key;
      const moved = goes ? regrouped(alert, own, groups.get(ruled.group.key) ?? null, ruled, at) : null;
      if (moved) groups.set(moved.left.key, moved.left);
      const group = moved?.group ?? (isOn ? own : (groups.get(ruled.group.key) ?? null));
      const incidentOpen = group?.incident != null && isFresh(group, terms.alertWindowMs, at);
      const decision = decideSignal(event, { alert: moved?.alert ?? alert, group, incidentOpen }, ruled, terms);
      const fate = fateOf({ at, before: alert, judgement: ruled, decision });
      keep(decision.state);
      return { ...fate, group: decision.state.group?.key ?? null };
    },
  };
}
