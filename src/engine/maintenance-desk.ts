import type { Instant } from "../base/clock.ts";
import { sitrep } from "../domain/actor.ts";
import { isRefusal } from "../domain/decision.ts";
import type { Effect } from "../domain/effects.ts";
import type { ComponentByHand, Event, Happening, MaintenanceEvent, SeriesLook } from "../domain/events.ts";
import type { Incident } from "../domain/incident/state.ts";
import { leftOutOf } from "../domain/maintenance/left-out.ts";
import { meets, newlyTouched, starts } from "../domain/maintenance/meets.ts";
import { isRunning, type Maintenance } from "../domain/maintenance/state.ts";
import { type Refusal, refuse, wordsOf } from "../domain/refusal.ts";
import type { Terms } from "../domain/terms.ts";
import { loadBoard } from "../store/board.ts";
import { openIncidents } from "../store/incidents.ts";
import { maintenanceIdOf } from "../store/maintenance.ts";
import type { Tx } from "../store/store.ts";
import { openComponents } from "./component-room.ts";
import { openMaintenances } from "./maintenance-room.ts";
import type { Outcome } from "./outcome.ts";
import { openSeries, type Recurring } from "./series-room.ts";

type Planned = MaintenanceEvent | Event<SeriesLook> | Event<ComponentByHand>;

/** What came of it. */
export interface PlannedOutcome {
  effects: Effect[];
  followUps: Happening[];
  maintenance?: Maintenance;
}

/** All that is decided in one transaction about maintenance, recurring windows, and components that are set by hand. */
export interface MaintenanceDesk {
  decide(event: Planned): Promise<PlannedOutcome | Refusal>;
  /** What an incident hears of maintenance on components that are new to it. */
  met(was: Incident | null, now: Incident): Promise<{ effects: Effect[]; followUps: Happening[] }>;
  /** What is under way in this transaction. */
  running(): Promise<readonly Maintenance[]>;
  save(): Promise<void>;
}

interface Parts {
  tx: Tx;
  terms: Terms;
  at: Instant;
  ids: () => string;
  recurring: Recurring | undefined;
  /** An incident as it stands in this transaction. */
  newest(incident: Incident): Incident;
  handle(happening: Happening): Promise<Outcome>;
}

/** The most open incidents that hear of a maintenance that starts. */
const mostIncidents = 100;

/** True for what this desk decides on. */
export function isPlanned(event: Event): event is Planned {
  return event.type.startsWith("maintenance.") || event.type === "series.look" || event.type === "component.by-hand";
}

/** Opens the desk on a transaction. */
export function openMaintenanceDesk({ tx, terms, at, ids, recurring, newest, handle }: Parts): MaintenanceDesk {
  const maintenances = openMaintenances(tx, terms);
  const components = openComponents(tx, terms);
  const series = openSeries(tx, terms, at, recurring);

  const boardNow = async () => {
    const board = await loadBoard(tx);
    return { ...board, incidents: board.incidents.map(newest), windows: maintenances.asHere(board.windows) };
  };

  const onMaintenance = async (given: MaintenanceEvent): Promise<PlannedOutcome | Refusal> => {
    const number = /^M(\d+)$/i.exec(given.maintenance)?.[1];
    const id = number === undefined ? given.maintenance : await maintenanceIdOf(tx, Number(number));
    if (id === null) return refuse("not-found", { what: `maintenance M${number}` });
    const event: MaintenanceEvent = { ...given, maintenance: id };
    const wasRunning = await maintenances.isRunning(event.maintenance);
    const outcome = await maintenances.decide(event, boardNow);
    if (isRefusal(outcome)) return outcome;
    const { state: maintenance, effects, followUps } = outcome;
    if (wasRunning || !isRunning(maintenance)) return { maintenance, effects, followUps };
    const open = (await openIncidents(tx, mostIncidents)).map(newest);
    const heard = starts(maintenance, open);
    return { maintenance, effects: [...effects, ...heard.effects], followUps: [...followUps, ...heard.followUps] };
  };

  /** Announces what recurs and is due for it. What cannot be announced is said, so that nobody counts on it. */
  const onSeries = async (): Promise<PlannedOutcome> => {
    const { plans, leftOut } = await series.look();
    const untold = leftOut.map((one) => ({ ...one, why: null as string | null }));
    for (const plan of plans) {
      const outcome = await handle({ type: "maintenance.schedule", maintenance: ids(), plan, by: sitrep });
      const own = terms.maintenance.recurring.find(({ name }) => name === plan.series);
      if (outcome.kind === "refused" && own)
        untold.push({ recurring: own, window: plan.window, why: wordsOf(outcome.refusal) });
    }
    return { effects: untold.map((one) => leftOutOf(one, at)), followUps: [] };
  };

  return {
    async decide(event) {
      if (event.type === "series.look") return onSeries();
      if (event.type !== "component.by-hand") return onMaintenance(event);
      const outcome = await components.decide(event);
      return isRefusal(outcome) ? outcome : { effects: outcome.effects, followUps: outcome.followUps };
    },
    async met(was, now) {
      const touched = newlyTouched(was, now);
      return touched.length === 0 ? { effects: [], followUps: [] } : meets(now, touched, await maintenances.running());
    },
    running: maintenances.running,
    async save() {
      await maintenances.save();
      await components.save();
      await series.save();
    },
  };
}
