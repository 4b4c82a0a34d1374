import { type Incident, isOpen, type Update } from "../../domain/incident/state.ts";
import type { Maintenance } from "../../domain/maintenance/state.ts";
import { type OverallStatus, overallOf, worse } from "../../domain/policy.ts";
import { publicId, publicNames, wasNone } from "../../domain/publishing/notice.ts";
import { impactOf } from "../../domain/status/component.ts";
import type { Trouble } from "../../domain/status/uptime.ts";
import type { Terms } from "../../domain/terms.ts";

/** A trouble, and the public names of the components that had it. */
export interface SharedTrouble extends Trouble {
  components: string[];
}

/**
 * What an incident did to its components, as the public was told of it: from the first signal on what the first update said,
 * from each update on what that one said, until it ended. One that turned out to be none did nothing. `updates` are its public ones, oldest first.
 */
export function troublesOf(incident: Incident, updates: readonly Update[], terms: Terms): SharedTrouble[] {
  if (wasNone(incident)) return [];
  const open = isOpen(incident);
  const end = open ? null : (incident.resolvedAt ?? incident.closure?.at ?? updates.at(-1)?.postedAt ?? null);
  return updates.flatMap((update, index) => {
    const first = index === 0;
    const next = updates[index + 1];
    // An update that resolves ends the trouble; when it is the only one, it is all that was ever said of it.
    if (update.stage === "RESOLVED" && !first) return [];
    const now = open && !next;
    const from = first ? incident.detectedAt : update.postedAt;
    const to = earlier(next?.postedAt ?? null, end);
    const status = now ? (impactOf(incident, terms.policy) ?? "operational") : saidBy(update, incident, terms);
    const components = publicNames(now ? incident.components : update.components, terms);
    return status === "operational" || (to !== null && to <= from)
      ? []
      : [{ status, from, to, notice: publicId(incident.id), components }];
  });
}

/** The work of a maintenance that began. */
export function workOf({ id, startedAt, endedAt, components }: Maintenance, terms: Terms): SharedTrouble[] {
  if (startedAt === null) return [];
  const names = publicNames(components, terms);
  return [{ status: "maintenance", from: startedAt, to: endedAt, notice: publicId(id), components: names }];
}

/** A status set by hand lapses when the severity changes, so it belongs to the updates of the severity that it stands beside. */
function saidBy({ severity }: Update, incident: Incident, { policy }: Terms): OverallStatus {
  const implied = overallOf(policy, severity) ?? "operational";
  const byHand = severity === incident.severity ? incident.overallByHand?.status : undefined;
  return byHand === undefined ? implied : worse(implied, byHand);
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
