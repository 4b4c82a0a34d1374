import type { Incident } from "../../domain/incident/state.ts";
import { maintenanceNotice, type Notice, noticeOf } from "../../domain/publishing/notice.ts";
import type { Subject } from "../../domain/publishing/providers.ts";
import { type ComponentStatus, componentStatuses, publicBoard } from "../../domain/status/component.ts";
import type { Terms } from "../../domain/terms.ts";
import { loadBoard } from "../board.ts";
import { loadIncident } from "../incidents.ts";
import { loadMaintenance } from "../maintenance.ts";
import type { Tx } from "../store.ts";
import { updatesOf } from "../updates.ts";

/** What the public reads of a subject now; null = nothing, or no more. */
export async function readNotice(tx: Tx, subject: Subject, terms: Terms): Promise<Notice | null> {
  const [room, id = ""] = subject.split("/");
  const board = publicBoard(await loadBoard(tx), terms.components);
  if (room === "maintenance") {
    const maintenance = await loadMaintenance(tx, id);
    return maintenance && maintenanceNotice(maintenance, board, terms);
  }
  const incident: Incident | null = await loadIncident(tx, id);
  return incident && noticeOf(incident, await updatesOf(tx, id), board, terms);
}

/** How every component that is not internal is now. */
export async function readComponentStatuses(
  tx: Tx,
  terms: Pick<Terms, "components" | "policy">,
): Promise<ComponentStatus[]> {
  return componentStatuses(publicBoard(await loadBoard(tx), terms.components), terms.components, terms.policy);
}
