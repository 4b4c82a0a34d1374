import type { Instant } from "../../base/clock.ts";
import { type Incident, isOpen, type Stage, type Update } from "../../domain/incident/state.ts";
import { type OverallStatus, worse } from "../../domain/policy.ts";
import {
  type ComponentStatus,
  componentStatuses,
  impactOf,
  isPublic,
  overallStatus,
  publicBoard,
} from "../../domain/status/component.ts";
import type { Terms } from "../../domain/terms.ts";
import type { PublicIncident } from "../../store/read/status.ts";

/** An incident as readers of the page meet it. Nothing of it is internal: its name is the heading of its newest update, not its title. */
export interface PageIncident {
  /** Twelve letters and digits. Says nothing about how many incidents there are, and cannot be guessed. */
  id: string;
  name: string;
  open: boolean;
  stage: Stage;
  impact: OverallStatus;
  /** Public names only. */
  components: string[];
  startedAt: Instant;
  /** When the public first heard of it. */
  publishedAt: Instant;
  changedAt: Instant;
  endedAt: Instant | null;
  nextUpdateBy: Instant | null;
  /** Newest first, never empty. */
  updates: PageUpdate[];
}

export interface PageUpdate {
  id: string;
  stage: Stage;
  /** As it was published, word for word; and the same in two: its first line, and what follows. */
  text: string;
  heading: string;
  words: string;
  postedAt: Instant;
  components: string[];
  overall: OverallStatus;
}

/** Everything the page says, at one moment. */
export interface Snapshot {
  overall: OverallStatus;
  components: ComponentStatus[];
  /** Worst first, then newest first. */
  open: PageIncident[];
  /** By their end, newest first. */
  past: PageIncident[];
  /** When the public last heard anything; null = never. */
  changedAt: Instant | null;
}

/** Makes the snapshot from what the store knows. What is not public is left out here once more, whatever was asked of the store. */
export function snapshotOf(found: { open: PublicIncident[]; past: PublicIncident[] }, terms: Terms): Snapshot {
  // One that ended between the two questions is in both answers: it ended.
  const ended = new Set(found.past.map(({ incident }) => incident.id));
  const open = found.open.filter(({ incident }) => !ended.has(incident.id));
  const told = [...open, ...found.past].filter(({ incident }) => isPublic(incident));
  const pages = told.flatMap(({ incident, updates }) => {
    const page = pageIncident(incident, updates, terms);
    return page ? [page] : [];
  });
  const board = publicBoard(
    { incidents: told.map(({ incident }) => incident), windows: [], byHand: [] },
    terms.components,
  );
  return {
    overall: overallStatus(board, terms.policy),
    components: componentStatuses(board, terms.components, terms.policy),
    open: pages.filter((page) => page.open).toSorted(worstFirst),
    past: pages.filter((page) => !page.open).toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0)),
    changedAt: pages.length === 0 ? null : Math.max(...pages.map((page) => page.changedAt)),
  };
}

function worstFirst(a: PageIncident, b: PageIncident): number {
  if (a.impact === b.impact) return b.publishedAt - a.publishedAt;
  return worse(a.impact, b.impact) === a.impact ? -1 : 1;
}

function pageIncident(incident: Incident, updates: Update[], terms: Terms): PageIncident | null {
  const posted = updates.filter((update) => update.audience === "public");
  const told = posted.map((update) => pageUpdate(update, terms));
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return null;
  const open = isOpen(incident);
  return {
    id: publicId(incident.id),
    name: nameIn(last.heading),
    open,
    stage: last.stage,
    impact: impactOf(incident, terms.policy) ?? "operational",
    components: publicNames(incident.components, terms),
    startedAt: incident.detectedAt,
    publishedAt: first.postedAt,
    changedAt: last.postedAt,
    endedAt: open ? null : (incident.resolvedAt ?? incident.closure?.at ?? last.postedAt),
    nextUpdateBy: open ? (posted.at(-1)?.nextUpdateBy ?? null) : null,
    updates: told.toReversed(),
  };
}

function pageUpdate(update: Update, terms: Terms): PageUpdate {
  const [heading = "", ...words] = update.text.split("\n");
  return {
    id: publicId(update.id),
    stage: update.stage,
    text: update.text,
    heading,
    words: words.join("\n").trim(),
    postedAt: update.postedAt,
    components: publicNames(update.components, terms),
    overall: update.overall ?? "operational",
  };
}

function publicNames(names: string[], terms: Terms): string[] {
  return terms.components.filter(({ name, internal }) => !internal && names.includes(name)).map(({ name }) => name);
}

/** The random end of one of our ids; its beginning is a time. */
function publicId(id: string): string {
  return id.slice(-12).toLowerCase();
}

/** `[INVESTIGATING] Gateway — no answers` -> `Gateway — no answers`. The title of the incident is internal, and stays so. */
function nameIn(heading: string): string {
  return heading.replace(/^\[[A-Z]+\]\s*/, "") || "Incident";
}
