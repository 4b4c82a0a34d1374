import { sitrep } from "../domain/actor.ts";
import { decideSignal } from "../domain/alert/decide.ts";
import { type Fate, fateOf } from "../domain/alert/fate.ts";
import type { Judgement } from "../domain/alert/rules.ts";
import type { Alert } from "../domain/alert/state.ts";
import type { EventOf, Signal } from "../domain/events.ts";
import { isOpen } from "../domain/incident/state.ts";
import { loadIncident } from "../store/incidents.ts";
import { runningMaintenances } from "../store/maintenance.ts";
import { openAlerts } from "./alert-room.ts";
import type { EngineParts } from "./parts.ts";

/** What would become of a signal if it came in now. */
export interface Foreseen {
  signal: Signal;
  /** How the rules came to their judgement, in words. */
  steps: string[];
  judgement: Judgement;
  fate: Fate;
  /** Its alert as it stands; null = it is not known. */
  alert: Alert | null;
  /** The number of the incident that it would join; null = none that there is. */
  incident: number | null;
}

/** Decides on signals as if they came in now, one after the other, and keeps nothing of it. */
export async function foresee(
  { store, terms, clock }: Pick<EngineParts, "store" | "terms" | "clock">,
  signals: Signal[],
): Promise<Foreseen[]> {
  return store.transact(async (tx) => {
    const at = clock.now();
    const alerts = openAlerts(tx, terms, at, () => runningMaintenances(tx));
    const begun = new Set<string>();
    const foreseen: Foreseen[] = [];
    await alerts.expect(signals);
    for (const [index, signal] of signals.entries()) {
      const event: EventOf<"alert.signal"> = { type: "alert.signal", id: `foreseen-${index}`, at, by: sitrep, signal };
      const steps: string[] = [];
      const { judgement, alert, group, left } = await alerts.of(signal, (step) => steps.push(step));
      if (left) alerts.keep({ alert: null, group: left });
      const incident = group?.incident ? await loadIncident(tx, group.incident) : null;
      const incidentOpen = incident ? isOpen(incident) : begun.has(group?.incident ?? "");
      const decision = decideSignal(event, { alert, group, incidentOpen }, judgement, terms);
      alerts.keep(decision.state);
      const fate = fateOf({ at, before: alert, judgement, decision });
      if (fate.what === "declared") begun.add(event.id);
      const joins = decision.state.alert?.incident === incident?.id;
      foreseen.push({ signal, steps, judgement, fate, alert, incident: joins ? (incident?.number ?? null) : null });
    }
    return foreseen;
  });
}
