import type { Instant } from "../../base/clock.ts";
import { type OverallStatus, worse } from "../../domain/policy.ts";
import { maintenanceNotice, type Notice, noticeOf } from "../../domain/publishing/notice.ts";
import {
  type ComponentStatus,
  componentStatuses,
  isPublic,
  overallStatus,
  publicBoard,
} from "../../domain/status/component.ts";
import type { Terms } from "../../domain/terms.ts";
import type { PublicMatters } from "../../store/read/status.ts";

/** A component that the public knows, how it is, and with what others it stands. */
export interface PageComponent extends ComponentStatus {
  /** Null = it stands by itself. */
  group: string | null;
}

/** Everything the page says, at one moment. Nothing of it is internal. */
export interface Snapshot {
  overall: OverallStatus;
  /** In the configured order. */
  components: PageComponent[];
  /** Incidents that are going on: worst first, then newest first. */
  open: Notice[];
  /** Incidents that ended, by their end, newest first. */
  past: Notice[];
  maintenance: {
    /** Running and scheduled, by their start. */
    ahead: Notice[];
    /** Completed and cancelled, by their end, newest first. */
    past: Notice[];
  };
  /** When the public last heard anything; null = never. */
  changedAt: Instant | null;
}

/** Makes the snapshot from what the store knows. What is not public is left out here once more, whatever was asked of the store. */
export function snapshotOf(found: PublicMatters, terms: Terms): Snapshot {
  // One that ended between the two questions is in both answers: it ended.
  const ended = new Set(found.past.map(({ incident }) => incident.id));
  const open = found.open.filter(({ incident }) => !ended.has(incident.id));
  const told = [...open, ...found.past].filter(({ incident }) => isPublic(incident));
  const { maintenance, byHand } = found;
  const incidents = told.map(({ incident }) => incident);
  const board = publicBoard({ incidents, windows: maintenance.ahead, byHand }, terms.components);
  const notices = told.flatMap(({ incident, updates }) => noticeOf(incident, updates, board, terms) ?? []);
  const ahead = maintenance.ahead.flatMap((one) => maintenanceNotice(one, board, terms) ?? []);
  const past = maintenance.past.flatMap((one) => maintenanceNotice(one, board, terms) ?? []);
  const changes = [...notices, ...ahead, ...past].map(({ changedAt }) => changedAt);
  return {
    overall: overallStatus(board, terms.policy),
    components: componentStatuses(board, terms.components, terms.policy).map((one) => ({
      ...one,
      group: terms.components.find(({ name }) => name === one.name)?.group ?? null,
    })),
    open: notices.filter((notice) => notice.open).toSorted(worstFirst),
    past: notices.filter((notice) => !notice.open).toSorted(lastToEnd),
    maintenance: { ahead: ahead.toSorted((a, b) => a.startedAt - b.startedAt), past: past.toSorted(lastToEnd) },
    changedAt: changes.length === 0 ? null : Math.max(...changes),
  };
}

function worstFirst(a: Notice, b: Notice): number {
  if (a.impact === b.impact) return b.publishedAt - a.publishedAt;
  return worse(a.impact, b.impact) === a.impact ? -1 : 1;
}

function lastToEnd(a: Notice, b: Notice): number {
  return (b.endedAt ?? 0) - (a.endedAt ?? 0);
}
