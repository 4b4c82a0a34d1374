import { type Decided, isRefusal } from "../domain/decision.ts";
import type { MaintenanceEvent } from "../domain/events.ts";
import { decideMaintenance } from "../domain/maintenance/decide.ts";
import { owedBy } from "../domain/maintenance/on-time.ts";
import { isAhead, isRunning, type Maintenance } from "../domain/maintenance/state.ts";
import { slotOf } from "../domain/maintenance/view.ts";
import type { Board } from "../domain/status/component.ts";
import type { Terms } from "../domain/terms.ts";
import { lockNames } from "../store/locks.ts";
import {
  loadMaintenance,
  nextMaintenanceNumber,
  returnMaintenanceNumber,
  runningMaintenances,
  saveMaintenance,
} from "../store/maintenance.ts";
import { mutedCount } from "../store/muted-alerts.ts";
import type { Tx } from "../store/store.ts";
import { setTimers } from "../store/timers.ts";

/** The maintenances of one transaction. */
export interface SessionMaintenance {
  /** `board`: everything the public status rests on, as it stands in this transaction. */
  decide(event: MaintenanceEvent, board: () => Promise<Board>): Promise<Decided<Maintenance>>;
  isRunning(id: string): Promise<boolean>;
  /** Those under way as this transaction stands. */
  running(): Promise<readonly Maintenance[]>;
  /** The same windows as this transaction has them. */
  asHere<W extends { id: string }>(windows: readonly W[]): (W | Maintenance)[];
  /** True when anything was written. */
  save(): Promise<boolean>;
}

/** What their timers' subjects begin with. The whole of one is also the name that is held while it is decided on. */
export const maintenanceSubject = "maintenance/";

/** Opens the maintenances of a transaction. Nothing is asked of the store before something happens to one. */
export function openMaintenances(tx: Tx, terms: Terms): SessionMaintenance {
  const held = new Map<string, { was: Maintenance | null; now: Maintenance | null }>();

  let stored: readonly Maintenance[] | null = null;

  const load = async (id: string): Promise<Maintenance | null> => {
    const known = held.get(id);
    if (known) return known.now;
    await lockNames(tx, [slotOf({ id })]);
    const was = await loadMaintenance(tx, id, { lock: true });
    held.set(id, { was, now: was });
    return was;
  };

  const asHere: SessionMaintenance["asHere"] = (windows) => {
    const listed = new Set(windows.map(({ id }) => id));
    const fresh = [...held.values()].flatMap(({ now }) => (now && !listed.has(now.id) && isAhead(now) ? [now] : []));
    return [...windows.map((one) => held.get(one.id)?.now ?? one), ...fresh];
  };

  return {
    async decide(event, board) {
      const was = await load(event.maintenance);
      const isNew = event.type === "maintenance.schedule" && was === null;
      const nextNumber = isNew ? await nextMaintenanceNumber(tx) : 0;
      const all = await board();
      const windows = asHere(all.windows as (Board["windows"][number] & { id: string })[]);
      const others = { ...all, windows: windows.filter(({ id }) => id !== event.maintenance) };
      const muted = was && isRunning(was) ? await mutedCount(tx, was) : { alerts: 0, firing: 0 };
      const outcome = decideMaintenance(event, { was, nextNumber, others, ...muted }, terms);
      if (isRefusal(outcome)) {
        if (isNew) await returnMaintenanceNumber(tx);
        return outcome;
      }
      held.set(event.maintenance, { was: held.get(event.maintenance)?.was ?? null, now: outcome.state });
      return outcome;
    },
    async isRunning(id) {
      const known = await load(id);
      return known !== null && isRunning(known);
    },
    async running() {
      stored ??= await runningMaintenances(tx, { lock: true });
      return held.size === 0 ? stored : (asHere(stored) as Maintenance[]).filter(isRunning);
    },
    asHere,
    async save() {
      let saved = false;
      for (const { was, now } of held.values()) {
        if (!now) continue;
        if (now !== was) await saveMaintenance(tx, now);
        await setTimers(tx, slotOf(now), owedBy(now, terms));
        saved ||= now !== was;
      }
      return saved;
    },
  };
}
