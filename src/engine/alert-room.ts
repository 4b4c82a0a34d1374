import type { Instant } from "../base/clock.ts";
import type { AlertRoom } from "../domain/alert/decide.ts";
import { type Judgement, judge, type RuleTerms, talliesFor } from "../domain/alert/rules.ts";
import type { Alert, AlertGroup } from "../domain/alert/state.ts";
import type { Tally } from "../domain/alert/tally.ts";
import type { Signal } from "../domain/events.ts";
import {
  adoptAlerts,
  loadAlerts,
  loadGroups,
  type RecordedSignal,
  recordSignals,
  saveAlerts,
  saveGroups,
} from "../store/alerts.ts";
import { loadTallies, saveTallies } from "../store/rule-state.ts";
import type { Tx } from "../store/store.ts";

/** The alerts and groups of one transaction: each is loaded once, however many signals speak of it, and saved once. */
export interface Alerts {
  /** Loads what these signals speak of, all at once. */
  expect(signals: Signal[]): Promise<void>;
  /** What the rules make of a signal, and its alert and group as they stand now (null = not known). What was counted is kept. */
  of(signal: Signal): Promise<AlertRoom & { judgement: Judgement }>;
  group(key: string): Promise<AlertGroup | null>;
  /** Keeps what was decided. */
  keep(room: AlertRoom): void;
  record(signal: RecordedSignal): void;
  save(): Promise<void>;
}

/** Opens the alerts of a transaction; `at` is the one time of all of it. */
export function openAlerts(tx: Tx, terms: RuleTerms, at: Instant): Alerts {
  const alerts = new Map<string, Alert | null>();
  const groups = new Map<string, AlertGroup | null>();
  const tallies = new Map<string, Tally>();
  const asked = new Set<string>();
  const changed = { alerts: new Set<string>(), groups: new Set<string>(), tallies: new Set<string>() };
  const adopted: { group: string; incident: string }[] = [];
  const recorded: RecordedSignal[] = [];

  const learnGroups = async (keys: string[]) => {
    const unknown = [...new Set(keys)].filter((key) => !groups.has(key)).sort();
    if (unknown.length === 0) return;
    const found = await loadGroups(tx, unknown, { lock: true });
    for (const key of unknown) groups.set(key, found.get(key) ?? null);
  };
  const learnAlerts = async (identities: string[]) => {
    const unknown = [...new Set(identities)].filter((identity) => !alerts.has(identity)).sort();
    if (unknown.length === 0) return;
    const found = await loadAlerts(tx, unknown, { lock: true });
    for (const identity of unknown) alerts.set(identity, found.get(identity) ?? null);
  };
  const learnTallies = async (keys: string[]) => {
    const unknown = [...new Set(keys)].filter((key) => !asked.has(key)).sort();
    if (unknown.length === 0) return;
    const found = await loadTallies(tx, unknown, { lock: true });
    for (const key of unknown) asked.add(key);
    for (const [key, tally] of found) tallies.set(key, tally);
  };
  const judged = (signal: Signal): Judgement => {
    const alert = alerts.get(signal.identity);
    return judge({ signal, at, firing: isOn(alert) }, tallies, terms);
  };
  const groupKeyOf = (signal: Signal, judgement: Judgement) => {
    const alert = alerts.get(signal.identity);
    return isOn(alert) ? alert.group : judgement.group.key;
  };
  const expect = async (signals: Signal[]) => {
    await learnAlerts(signals.map(({ identity }) => identity));
    await learnTallies(signals.flatMap((signal) => talliesFor(signal, terms)));
    await learnGroups(signals.map((signal) => groupKeyOf(signal, judged(signal))));
  };

  return {
    expect,
    async of(signal) {
      await learnAlerts([signal.identity]);
      await learnTallies(talliesFor(signal, terms));
      const judgement = judged(signal);
      for (const [key, tally] of judgement.counted) {
        tallies.set(key, tally);
        changed.tallies.add(key);
      }
      const key = groupKeyOf(signal, judgement);
      await learnGroups([key]);
      return { alert: alerts.get(signal.identity) ?? null, group: groups.get(key) ?? null, judgement };
    },
    async group(key) {
      await learnGroups([key]);
      return groups.get(key) ?? null;
    },
    keep({ alert, group }) {
      if (alert) {
        alerts.set(alert.identity, alert);
        changed.alerts.add(alert.identity);
      }
      if (group) {
        const before = groups.get(group.key);
        if (group.incident && group.incident !== before?.incident)
          adopted.push({ group: group.key, incident: group.incident });
        if (group === before) return;
        groups.set(group.key, group);
        changed.groups.add(group.key);
      }
    },
    record: (signal) => recorded.push(signal),
    async save() {
      await recordSignals(tx, recorded);
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
      for (const { group, incident } of adopted) await adoptAlerts(tx, group, incident);
    },
  };
}

function isOn(alert: Alert | null | undefined): alert is Alert {
  return alert !== null && alert !== undefined && alert.status !== "resolved";
}
