import type { Instant } from "../base/clock.ts";
import { groupApart, isFresh } from "../domain/alert/group.ts";
import { canBeMuted, type Muting, muted } from "../domain/alert/mute.ts";
import { mayRegroup, regrouped } from "../domain/alert/regroup.ts";
import { type Judgement, judge, type RuleTerms, talliesFor } from "../domain/alert/rules.ts";
import { type Alert, type AlertGroup, type AlertRoom, isHeld, isOfTrouble } from "../domain/alert/state.ts";
import type { Tally } from "../domain/alert/tally.ts";
import type { Signal } from "../domain/events.ts";
import { adoptAlerts, countNoise, loadAlerts, loadGroups, saveAlerts, saveGroups } from "../store/alerts.ts";
import { saveMuted } from "../store/muted-alerts.ts";
import { loadTallies, saveTallies } from "../store/rule-state.ts";
import { type RecordedSignal, recordSignals } from "../store/signals.ts";
import type { Tx } from "../store/store.ts";
import { putTimers, setTimers } from "../store/timers.ts";

/** The alerts and groups of one transaction: each is loaded once, however many signals speak of it, and saved once. */
export interface Alerts {
  /** Loads what these signals speak of, all at once. */
  expect(signals: Signal[]): Promise<void>;
  /** What the rules make of a signal, and its alert and group as they stand now (null = not known). What was counted is kept. `told` hears how the rules came to it. */
  of(signal: Signal, told?: (step: string) => void): Promise<Place>;
  /** What the rules make now of an alert that was counted when it came. */
  anew(signal: Signal): Promise<Judgement>;
  /** Those that were muted in this transaction, by the maintenance. */
  mutedHere(maintenance: string): string[];
  group(key: string): Promise<AlertGroup | null>;
  /** These alerts as they stand now; unknown ones are left out. */
  named(identities: string[]): Promise<Alert[]>;
  /** Keeps what was decided. */
  keep(room: AlertRoom): void;
  /** The timer of the group's card was heard: it is set anew, if it is owed still. */
  heard(group: string): void;
  record(signal: RecordedSignal): void;
  /** Writes everything that was kept. True when timers were set. */
  save(): Promise<boolean>;
}

/** The alert of a signal, and the group it counts in, or would be put into. `left` = the group it was in until now. */
type Place = AlertRoom & { judgement: Judgement; left?: AlertGroup | undefined };

/** Tells what is under way as maintenance in this transaction. */
export type WindowsNow = () => Promise<readonly Muting[]>;

/** Opens the alerts of a transaction; `at` is the one time of all of it. `windows` is asked for what could be muted alone. */
export function openAlerts(tx: Tx, terms: RuleTerms, at: Instant, windows: WindowsNow): Alerts {
  const alerts = new Map<string, Alert | null>();
  const groups = new Map<string, AlertGroup | null>();
  const tallies = new Map<string, Tally>();
  const asked = new Set<string>();
  const changed = { alerts: new Set<string>(), groups: new Set<string>(), tallies: new Set<string>() };
  const adopted = new Map<string, { group: string; incident: string; since: Instant }>();
  const checks = new Set<Instant>();
  const cards = new Set<string>();
  const noise: { rule: string; alerts: number }[] = [];
  const hushed = new Map<string, Alert>();
  const recorded: RecordedSignal[] = [];

  const learnGroups = async (keys: string[]) => {
    const unknown = [...new Set(keys)].filter((key) => !groups.has(key)).sort();
    if (unknown.length === 0) return;
    const found = await loadGroups(tx, unknown, { lock: true });
    for (const key of unknown) groups.set(key, found.get(key) ?? null);
    // What was merged goes where it was merged into.
    await learnGroups([...found.values()].flatMap(({ into }) => into ?? []));
  };
  const follow = (key: string, windowMs: number): string => {
    const into = groups.get(key)?.into;
    const target = into ? groups.get(into) : null;
    return target && isFresh(target, windowMs, at) && target.into === null ? target.key : key;
  };
  const learnAlerts = async (identities: string[]) => {
    const unknown = [...new Set(identities)].filter((identity) => !alerts.has(identity)).sort();
    if (unknown.length === 0) return;
    const found = await loadAlerts(tx, unknown, { lock: true });
    for (const identity of unknown) {
      const alert = found.get(identity) ?? null;
      alerts.set(identity, alert && adoptedInto(alert));
    }
  };
  const learnTallies = async (keys: string[]) => {
    const unknown = [...new Set(keys)].filter((key) => !asked.has(key)).sort();
    if (unknown.length === 0) return;
    const found = await loadTallies(tx, unknown, { lock: true });
    for (const key of unknown) asked.add(key);
    for (const [key, tally] of found) tallies.set(key, tally);
  };
  const judged = (signal: Signal, told?: (step: string) => void): Judgement => {
    const alert = alerts.get(signal.identity);
    return judge({ signal, at, firing: isOn(alert) }, tallies, terms, told);
  };
  const inWindow = async (judgement: Judgement, told?: (step: string) => void): Promise<Judgement> =>
    canBeMuted(judgement) ? muted(judgement, await windows(), told) : judgement;
  /** The groups that must be known to tell where a signal belongs. */
  const groupKeysOf = (signal: Signal, judgement?: Judgement): string[] => {
    const alert = alerts.get(signal.identity);
    // A storm is made of repeats, and whatever the rules say, these stay in their group.
    if (alert && isHeld(alert))
      return judgement && mayRegroup(alert, signal, judgement) ? [alert.group, judgement.group.key] : [alert.group];
    const usual = groupApart({ signal, at })?.key ?? (judgement ?? judged(signal)).group.key;
    return alert?.apart ? [alert.group, usual] : [usual];
  };
  const heldPlace = (alert: Alert, signal: Signal, judgement: Judgement): Place => {
    const group = groups.get(alert.group) ?? null;
    if (!group || group.incident !== null || !mayRegroup(alert, signal, judgement)) return { alert, group, judgement };
    const key = follow(judgement.group.key, judgement.windowMs);
    if (key === group.key) return { alert, group, judgement };
    return { ...regrouped(alert, group, groups.get(key) ?? null, judgement, at), judgement };
  };
  const placeOf = (signal: Signal, judgement: Judgement): Place => {
    const alert = alerts.get(signal.identity) ?? null;
    if (alert && isHeld(alert)) return heldPlace(alert, signal, judgement);
    const own = alert?.apart ? groups.get(alert.group) : null;
    if (own && isFresh(own, judgement.windowMs, at)) return { alert, group: own, judgement };
    const usual = groupApart({ signal, at }) ?? judgement.group;
    const group = groups.get(follow(usual.key, judgement.windowMs)) ?? null;
    // It was taken out of its group in a trouble that is over.
    const known = alert?.apart ? { ...alert, apart: false } : alert;
    return { alert: known, group, judgement: usual === judgement.group ? judgement : { ...judgement, group: usual } };
  };
  const adoptedInto = (alert: Alert): Alert => {
    const into = adopted.get(alert.group);
    if (!into || alert.incident !== null || !isOfTrouble(alert, into.since)) return alert;
    const now = { ...alert, incident: into.incident };
    changed.alerts.add(alert.identity);
    return now;
  };
  const adopt = (group: AlertGroup, incident: string) => {
    adopted.set(group.key, { group: group.key, incident, since: group.since });
    for (const [identity, alert] of alerts) if (alert?.group === group.key) alerts.set(identity, adoptedInto(alert));
  };
  const expect = async (signals: Signal[]) => {
    await learnAlerts(signals.map(({ identity }) => identity));
    await learnTallies(signals.flatMap((signal) => talliesFor(signal, terms)));
    await learnGroups(signals.flatMap((signal) => groupKeysOf(signal)));
  };

  return {
    expect,
    async of(signal, told) {
      // What was expected is there already, as in a storm.
      if (!alerts.has(signal.identity)) await learnAlerts([signal.identity]);
      const keys = talliesFor(signal, terms);
      if (keys.some((key) => !asked.has(key))) await learnTallies(keys);
      const judgement = judged(signal, told);
      for (const [key, tally] of judgement.counted) {
        tallies.set(key, tally);
        changed.tallies.add(key);
      }
      const own = groupKeysOf(signal, judgement);
      if (own.some((key) => !groups.has(key))) await learnGroups(own);
      return placeOf(signal, await inWindow(judgement, told));
    },
    async anew(signal) {
      await learnTallies(talliesFor(signal, terms));
      return inWindow(judge({ signal, at, firing: true, again: true }, tallies, terms));
    },
    mutedHere: (maintenance) =>
      [...hushed.values()].filter(({ muted: by }) => by?.id === maintenance).map(({ identity }) => identity),
    async group(key) {
      await learnGroups([key]);
      return groups.get(key) ?? null;
    },
    async named(identities) {
      await learnAlerts(identities);
      return identities.flatMap((identity) => alerts.get(identity) ?? []);
    },
    keep({ alert, group, noise: heard }) {
      if (alert) {
        if (alert.checkAt !== null && alert.checkAt !== alerts.get(alert.identity)?.checkAt)
          checks.add(Math.ceil(alert.checkAt / checkEveryMs) * checkEveryMs);
        if (alert.muted && alert.muted.id !== alerts.get(alert.identity)?.muted?.id) hushed.set(alert.identity, alert);
        alerts.set(alert.identity, alert);
        changed.alerts.add(alert.identity);
      }
      if (heard) noise.push(heard);
      const before = group && groups.get(group.key);
      if (!group || group === before) return;
      groups.set(group.key, group);
      changed.groups.add(group.key);
      if (group.card?.owedAt !== before?.card?.owedAt) cards.add(group.key);
      if (group.incident && group.incident !== before?.incident) adopt(group, group.incident);
    },
    heard: (group) => cards.add(group),
    record: (signal) => recorded.push(signal),
    async save() {
      await recordSignals(tx, recorded);
      await saveMuted(tx, [...hushed.values()]);
      await saveAlerts(
        tx,
        [...changed.alerts].flatMap((identity) => alerts.get(identity) ?? []),
      );
      await saveGroups(
        tx,
        [...changed.groups].flatMap((key) => groups.get(key) ?? []),
      );
      await saveTallies(
        tx,
        [...changed.tallies].flatMap((key) => {
          const tally = tallies.get(key);
          return tally ? [{ key, tally }] : [];
        }),
      );
      for (const { group, incident, since } of adopted.values()) await adoptAlerts(tx, group, incident, since);
      for (const one of noise) await countNoise(tx, { ...one, at });
      for (const key of [...cards].sort()) {
        const owedAt = groups.get(key)?.card?.owedAt ?? null;
        await setTimers(tx, `${cardSubject}${key}`, owedAt === null ? [] : [{ kind: "alert-card", dueAt: owedAt }]);
      }
      await putTimers(
        tx,
        [...checks]
          .sort((a, b) => a - b)
          .map((dueAt) => ({ subject: `${checkSubject}${dueAt}`, kind: "alert-check", dueAt })),
      );
      return cards.size + checks.size > 0;
    },
  };
}

/**
 * How finely time is told for alerts that it may change, ms. All that falls due within one such step shares a timer, so that
 * a storm sets one and not ten thousand, and no two transactions ever wait for each other over it.
 */
const checkEveryMs = 60_000;
/** The subjects of the timers of alerts: a step of time, and a group. */
export const checkSubject = "alerts/";
/** The same name is held by whoever decides on the group (store/alerts.ts). */
export const cardSubject = "alert-group/";

function isOn(alert: Alert | null | undefined): alert is Alert {
  return alert !== null && alert !== undefined && alert.status !== "resolved";
}
