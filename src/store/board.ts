import { z } from "zod";
import type { Incident } from "../domain/incident/state.ts";
import type { Maintenance } from "../domain/maintenance/state.ts";
import { type OverallStatus, overallStatuses } from "../domain/policy.ts";
import { type Board, overallStatus, publicBoard, type StatusByHand } from "../domain/status/component.ts";
import type { Terms } from "../domain/terms.ts";
import { openPublicIncidents } from "./incidents.ts";
import { maintenancesAhead } from "./maintenance.ts";
import { readSetting, saveSetting } from "./settings.ts";
import type { Tx } from "./store.ts";

/** A board with everything that is known of what is on it. */
export interface LoadedBoard extends Board {
  incidents: Incident[];
  windows: Maintenance[];
}

const key = "status-by-hand";

const schema: z.ZodType<StatusByHand[]> = z.array(
  z.object({
    component: z.string(),
    status: z.enum(overallStatuses),
    why: z.string(),
    by: z.string(),
    at: z.number(),
  }),
);

/** The components whose status a person has set. */
export async function statusesByHand(tx: Tx): Promise<StatusByHand[]> {
  return (await readSetting(tx, key, schema)) ?? [];
}

export async function saveStatusesByHand(tx: Tx, all: StatusByHand[]): Promise<void> {
  await saveSetting(tx, key, all);
}

/** Everything that the public status is a function of, as it stands now. */
export async function loadBoard(tx: Tx): Promise<LoadedBoard> {
  return {
    incidents: await openPublicIncidents(tx),
    windows: await maintenancesAhead(tx),
    byHand: await statusesByHand(tx),
  };
}

/** What the public reads of the service as a whole now. */
export async function overallNow(tx: Tx, { components, policy }: Terms): Promise<OverallStatus> {
  return overallStatus(publicBoard(await loadBoard(tx), components), policy);
}
