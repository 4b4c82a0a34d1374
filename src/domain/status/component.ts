import { type Incident, isOpen } from "../incident/state.ts";
import { type OverallStatus, overallOf, type Policy, worse } from "../policy.ts";
import type { Component } from "../terms.ts";

/** What of an incident the public status rests on. */
export type Counted = Pick<
  Incident,
  "kind" | "private" | "published" | "severity" | "overallByHand" | "components" | "resolvedAt" | "closure"
>;

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

/** The status of the service as a whole: the worst that any open public incident makes of it; operational without one. */
export function overallStatus(incidents: Counted[], policy: Policy): OverallStatus {
  return incidents.reduce<OverallStatus>(
    (worst, incident) => worse(worst, statusOf(incident, policy) ?? "operational"),
    "operational",
  );
}

/** The status of every component that is not internal, in the configured order: the worst of the open public incidents that touch it. */
export function componentStatuses(incidents: Counted[], components: Component[], policy: Policy): ComponentStatus[] {
  return components
    .filter((component) => !component.internal)
    .map(({ name }) => ({
      name,
      status: overallStatus(
        incidents.filter((incident) => incident.components.includes(name)),
        policy,
      ),
    }));
}
