import type { Maintenance, MaintenanceEntry } from "./state.ts";

/** The most that is remembered of one maintenance: it is decided on a few times, and never by machines. */
const mostEntries = 200;

/** The maintenance with what became of it written down. */
export function remembered(maintenance: Maintenance, entry: MaintenanceEntry): Maintenance {
  return { ...maintenance, history: [...(maintenance.history ?? []), entry].slice(-mostEntries) };
}
