import type { Instant } from "../../base/clock.ts";
import { type Incident, isOpen, type Stage, type Update } from "../incident/state.ts";
import { isAhead, type Maintenance, type MaintenanceStage, type Window } from "../maintenance/state.ts";
import type { OverallStatus, Severity } from "../policy.ts";
import {
  type Board,
  type ComponentStatus,
  componentStatuses,
  impactOf,
  isPublic,
  overallStatus,
} from "../status/component.ts";
import type { Terms } from "../terms.ts";

/*
 * What the public reads, and nothing else: the page, every provider, the feeds and the subscribers are made from notices.
 * Nothing in a notice is internal: its title is the heading of its newest update, never an incident's own.
 */

/** An incident or a maintenance as the public meets it. */
export interface Notice {
  /** Twelve letters and digits. Says nothing about how many there are, and cannot be guessed. Our key at every provider. */
  id: string;
  kind: "incident" | "maintenance";
  title: string;
  open: boolean;
  stage: Stage | MaintenanceStage;
  /** Null for a maintenance. */
  severity: Severity | null;
  /** What it alone makes, or made, of the service's status. */
  impact: OverallStatus;
  /** The status of the service as a whole, now. */
  overall: OverallStatus;
  /** Its components by their public names: what all that is going on makes of each now, and what this notice alone does. */
  components: { name: string; status: OverallStatus; impact: OverallStatus }[];
  startedAt: Instant;
  /** When the public first heard of it. */
  publishedAt: Instant;
  changedAt: Instant;
  endedAt: Instant | null;
  /** The planned time of a maintenance; null for an incident. */
  window: Window | null;
  nextUpdateBy: Instant | null;
  /** Oldest first, never empty. */
  updates: NoticeUpdate[];
}

/** One thing the public was told. */
export interface NoticeUpdate {
  id: string;
  stage: Stage | MaintenanceStage;
  /** As it stands now, word for word; and the same in two: its first line, and what follows. */
  text: string;
  heading: string;
  words: string;
  postedAt: Instant;
  /** When its text was last corrected; null = it stands as it was posted. */
  correctedAt: Instant | null;
  components: string[];
  overall: OverallStatus;
}

/** The notice of an incident, or null while nothing of it is public. `updates` are all of it, oldest first. */
export function noticeOf(incident: Incident, updates: Update[], board: Board, terms: Terms): Notice | null {
  if (!isPublic(incident)) return null;
  const told = updates.filter(({ audience }) => audience === "public");
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return null;
  const open = isOpen(incident);
  const impact = wasNone(incident) ? "operational" : (impactOf(incident, terms.policy) ?? "operational");
  return {
    id: publicId(incident.id),
    kind: "incident",
    title: titleIn(headingOf(last.text)),
    open,
    stage: open ? last.stage : "RESOLVED",
    severity: incident.severity,
    impact,
    overall: overallStatus(board, terms.policy),
    components: componentsOf(incident.components, open ? impact : "operational", board, terms),
    startedAt: incident.detectedAt,
    publishedAt: first.postedAt,
    changedAt: Math.max(...told.map(({ postedAt, correctedAt }) => correctedAt ?? postedAt)),
    endedAt: open ? null : (incident.resolvedAt ?? incident.closure?.at ?? last.postedAt),
    window: null,
    nextUpdateBy: open ? last.nextUpdateBy : null,
    updates: told.map((update) => ({
      ...wordsOf(update),
      stage: update.stage,
      correctedAt: update.correctedAt,
      overall: update.overall ?? "operational",
      components: publicNames(update.components, terms),
    })),
  };
}

/** It turned out to be none, and the public was told that the service was not affected. */
export function wasNone({ closure }: Pick<Incident, "closure">): boolean {
  return closure?.how === "cancelled";
}

/** The notice of a maintenance, or null when nothing of it is public. */
export function maintenanceNotice(maintenance: Maintenance, board: Board, terms: Terms): Notice | null {
  const { stage, window, updates } = maintenance;
  const [first] = updates;
  const last = updates.at(-1);
  const names = publicNames(maintenance.components, terms);
  if (!first || !last || names.length === 0) return null;
  const impact = stage === "IN_PROGRESS" ? "maintenance" : "operational";
  return {
    id: publicId(maintenance.id),
    kind: "maintenance",
    title: titleIn(headingOf(last.text)),
    open: isAhead(maintenance),
    stage,
    severity: null,
    impact,
    overall: overallStatus(board, terms.policy),
    components: componentsOf(names, impact, board, terms),
    startedAt: maintenance.startedAt ?? window.startsAt,
    publishedAt: first.postedAt,
    changedAt: last.postedAt,
    endedAt: maintenance.endedAt,
    window,
    nextUpdateBy: null,
    updates: updates.map((update) => ({
      ...wordsOf(update),
      stage: update.stage,
      correctedAt: null,
      overall: update.stage === "IN_PROGRESS" ? "maintenance" : "operational",
      components: names,
    })),
  };
}

function wordsOf({ id, text, postedAt }: { id: string; text: string; postedAt: Instant }) {
  const [heading = "", ...words] = text.split("\n");
  return { id: publicId(id), text, heading, words: words.join("\n").trim(), postedAt };
}

function componentsOf(names: string[], impact: OverallStatus, board: Board, terms: Terms): Notice["components"] {
  const all: ComponentStatus[] = componentStatuses(board, terms.components, terms.policy);
  return all.filter(({ name }) => names.includes(name)).map(({ name, status }) => ({ name, status, impact }));
}

/** Those of the names that the public knows, in the configured order. */
export function publicNames(names: readonly string[], terms: Pick<Terms, "components">): string[] {
  return terms.components.filter(({ name, internal }) => !internal && names.includes(name)).map(({ name }) => name);
}

/** The random end of one of our ids; its beginning is a time. */
export function publicId(id: string): string {
  return id.slice(-12).toLowerCase();
}

function headingOf(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

/** `[INVESTIGATING] Gateway — no answers` -> `Gateway — no answers`. */
export function titleIn(heading: string): string {
  return heading.replace(/^\[[A-Z_ ]+\]\s*/, "") || "Incident";
}
