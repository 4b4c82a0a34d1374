import { type AlertRoom, groupOf } from "../domain/alert/decide.ts";
import { ruleFor } from "../domain/alert/rules.ts";
import type { Alert, AlertGroup } from "../domain/alert/state.ts";
import type { Signal } from "../domain/events.ts";
import type { AlertRule } from "../domain/terms.ts";
import {
  adoptAlerts,
  loadAlerts,
  loadGroups,
  type RecordedSignal,
  recordSignals,
  saveAlerts,
  saveGroups,
} from "../store/alerts.ts";
import type { Tx } from "../store/store.ts";

/** The alerts and groups of one transaction: each is loaded once, however many signals speak of it, and saved once. */
export interface Alerts {
  /** Loads what these signals speak of, all at once. */
  expect(signals: Signal[]): Promise<void>;
  /** The alert of a signal and its group, as they stand now; null = not known. */
  of(signal: Signal): Promise<AlertRoom>;
  group(key: string): Promise<AlertGroup | null>;
  /** Keeps what was decided. */
  keep(room: AlertRoom): void;
  record(signal: RecordedSignal): void;
  save(): Promise<void>;
}

/** Opens the alerts of a transaction. */
export function openAlerts(tx: Tx, rules: AlertRule[]): Alerts {
  const alerts = new Map<string, Alert | null>();
  const groups = new Map<string, AlertGroup | null>();
  const changed = { alerts: new Set<string>(), groups: new Set<string>() };
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
  const groupKeyOf = (signal: Signal) => {
    const alert = alerts.get(signal.identity);
    return alert?.status === "firing" ? alert.group : groupOf(signal, ruleFor(signal, rules)).key;
  };
  const expect = async (signals: Signal[]) => {
    await learnAlerts(signals.map(({ identity }) => identity));
    await learnGroups(signals.map(groupKeyOf));
  };

  return {
    expect,
    async of(signal) {
      await expect([signal]);
      return { alert: alerts.get(signal.identity) ?? null, group: groups.get(groupKeyOf(signal)) ?? null };
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
      for (const { group, incident } of adopted) await adoptAlerts(tx, group, incident);
    },
  };
}
