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
import { type SharedTrouble, troublesOf, workOf } from "./troubles.ts";

/** A component that the public knows, how it is, and with what others it stands. */
export interface PageComponent extends ComponentStatus {
  /** Null = it stands by itself. */
  group: string | null;
  /** How long its answers take, ms; absent where nothing measures it. */
  responseMs?: { p50: number; p95: number } | undefined;
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
    /** Running ones, then scheduled ones by their start. */
    ahead: Notice[];
    /** Completed and cancelled, by their end, newest first. */
    past: Notice[];
  };
  /** What happened to components within the time that the page reaches back, and since when anything is known of them. */
  record: { since: Instant; troubles: SharedTrouble[] };
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
  const shown = [...notices, ...ahead, ...past];
  const changes = shown.map(({ changedAt }) => changedAt);
  const ids = new Set(shown.map(({ id }) => id));
  // What has no page of its own has left no trace in the record either.
  const troubles = [
    ...told.flatMap(({ incident, updates }) => troublesOf(incident, updates.filter(isForAll), terms)),
    ...[...maintenance.ahead, ...maintenance.past].flatMap((one) => workOf(one, terms)),
  ].filter(({ notice }) => ids.has(notice));
  return {
    overall: overallStatus(board, terms.policy),
    components: componentStatuses(board, terms.components, terms.policy).map((one) => ({
      ...one,
      group: terms.components.find(({ name }) => name === one.name)?.group ?? null,
    })),
    open: notices.filter((notice) => notice.open).toSorted(worstFirst),
    past: notices.filter((notice) => !notice.open).toSorted(lastToEnd),
    maintenance: { ahead: ahead.toSorted(runningFirst), past: past.toSorted(lastToEnd) },
    record: { since: Math.min(found.since, ...troubles.map(({ from }) => from)), troubles },
    changedAt: changes.length === 0 ? null : Math.max(...changes),
  };
}

/** All that has a page of its own, in no order. */
export function noticesOf({ open, past, maintenance }: Snapshot): Notice[] {
  return [...open, ...past, ...maintenance.ahead, ...maintenance.past];
}

function isForAll({ audience }: { audience: "public" | "internal" }): boolean {
  return audience === "public";
}

function worstFirst(a: Notice, b: Notice): number {
  if (a.impact === b.impact) return b.publishedAt - a.publishedAt;
  return worse(a.impact, b.impact) === a.impact ? -1 : 1;
}

function runningFirst(a: Notice, b: Notice): number {
  const later = (notice: Notice) => (notice.stage === "IN_PROGRESS" ? 0 : 1);
  return later(a) - later(b) || a.startedAt - b.startedAt;
}

function lastToEnd(a: Notice, b: Notice): number {
  return (b.endedAt ?? 0) - (a.endedAt ?? 0);
}
