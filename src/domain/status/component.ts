import type { Instant } from "../../base/clock.ts";
import { type Incident, isOpen } from "../incident/state.ts";
import { isRunning, type Maintenance } from "../maintenance/state.ts";
import { type OverallStatus, overallOf, type Policy, worse } from "../policy.ts";
import type { Component } from "../terms.ts";

/** What of an incident the public status rests on. */
export type Counted = Pick<
  Incident,
  "kind" | "private" | "published" | "severity" | "overallByHand" | "components" | "resolvedAt" | "closure"
>;

/** A component whose status a person has set, until they take it back. */
export interface StatusByHand {
  component: string;
  status: OverallStatus;
  why: string;
  /** The name of who set it. */
  by: string;
  at: Instant;
}

/** Everything the public status is a function of. Incidents and windows that do not count may be in it. */
export interface Board {
  incidents: readonly Counted[];
  windows: readonly Pick<Maintenance, "stage" | "components">[];
  byHand: readonly StatusByHand[];
}

/** A component that the public knows, and how it is. */
export interface ComponentStatus {
  name: string;
  status: OverallStatus;
}

/** True for what the public is told of at all: published, not private, no drill (decisions.md 14). */
export function isPublic({
  published,
  private: secret,
  kind,
}: Pick<Counted, "published" | "private" | "kind">): boolean {
  return published && !secret && kind === "incident";
}

/** How bad an incident is, or was, for the public: what its severity implies, or a worse status set by hand. Null when it changes nothing. */
export function impactOf(incident: Pick<Counted, "severity" | "overallByHand">, policy: Policy): OverallStatus | null {
  const implied = overallOf(policy, incident.severity);
  const byHand = incident.overallByHand?.status ?? null;
  if (implied === null || byHand === null) return implied ?? byHand;
  return worse(implied, byHand);
}

/** What one incident makes of the service's status: its impact while it is open and public, otherwise null. */
export function statusOf(incident: Counted, policy: Policy): OverallStatus | null {
  return isPublic(incident) && isOpen(incident) ? impactOf(incident, policy) : null;
}

/**
 * The status of the service as a whole: the worst that any open public incident, running maintenance or setting by hand
 * makes of it; operational without one.
 */
export function overallStatus(board: Board, policy: Policy): OverallStatus {
  return worstOf([
    ...board.incidents.map((incident) => statusOf(incident, policy)),
    ...board.windows.filter(isRunning).map(() => "maintenance" as const),
    ...board.byHand.map(({ status }) => status),
  ]);
}

/** The status of every component that is not internal, in the configured order: the worst of all that touches it. */
export function componentStatuses(board: Board, components: readonly Component[], policy: Policy): ComponentStatus[] {
  return components
    .filter((component) => !component.internal)
    .map(({ name }) => {
      const touches = (one: { components: readonly string[] }) => one.components.includes(name);
      const own = {
        incidents: board.incidents.filter(touches),
        windows: board.windows.filter(touches),
        byHand: board.byHand.filter(({ component }) => component === name),
      };
      return { name, status: overallStatus(own, policy) };
    });
}

/** The part of a board that the public may know of: windows and settings about at least one component that is not internal. */
export function publicBoard<B extends Board>(board: B, components: readonly Component[]): B {
  const known = new Set(components.filter(({ internal }) => !internal).map(({ name }) => name));
  return {
    ...board,
    windows: board.windows.filter((window) => window.components.some((name) => known.has(name))),
    byHand: board.byHand.filter(({ component }) => known.has(component)),
  };
}

function worstOf(statuses: (OverallStatus | null)[]): OverallStatus {
  return statuses.reduce<OverallStatus>((worst, status) => worse(worst, status ?? "operational"), "operational");
}
