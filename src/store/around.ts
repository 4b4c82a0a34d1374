import type { Incident } from "../domain/incident/state.ts";
import type { Surroundings } from "../domain/publishing/surroundings.ts";
import { componentStatuses, isPublic, overallStatus, publicBoard } from "../domain/status/component.ts";
import type { Terms } from "../domain/terms.ts";
import { loadBoard } from "./board.ts";
import type { Tx } from "./store.ts";
import { lastPublicUpdate } from "./updates.ts";

/**
 * What is so around an incident: what all but it makes of the public status, and what the public was last told of it. `newer`
 * gives an incident that a transaction has changed and not saved yet.
 */
export async function aroundIncident(
  tx: Tx,
  { id, published }: Pick<Incident, "id" | "published">,
  terms: Terms,
  newer: (incident: Incident) => Incident = (one) => one,
): Promise<Required<Pick<Terms, "elsewhere" | "around">>> {
  const whole = await loadBoard(tx);
  const incidents = whole.incidents.filter((one) => one.id !== id).map(newer);
  const board = publicBoard({ ...whole, incidents }, terms.components);
  const last = published ? await lastPublicUpdate(tx, id) : null;
  const around: Surroundings = {
    components: componentStatuses(board, terms.components, terms.policy),
    notices: incidents.filter(isPublic).length + board.windows.length,
    told: last && { text: last.text, at: last.postedAt },
    subscribers: await activeSubscribers(tx),
  };
  return { elsewhere: overallStatus(board, terms.policy), around };
}

/** How many are told of what is published; of some components alone, where they asked for that. */
async function activeSubscribers(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom("subscriber")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("state", "=", "active")
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
