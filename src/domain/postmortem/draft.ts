import type { PostmortemFacts } from "../../text/postmortem.ts";
import type { EntryKind } from "../decision.ts";
import type { Incident } from "../incident/state.ts";
import { nameOf } from "../overdue.ts";

/** A timeline entry as it is read today, corrections applied. */
export interface Moment {
  at: number;
  kind: EntryKind;
  text: string;
}

/** What the post-mortem leaves out: the machinery of Sitrep itself. */
const machinery = new Set<EntryKind>(["failure", "channel", "correction", "reminder", "snooze", "postmortem"]);

/** What the record says for the draft of an incident's post-mortem (product.md section 8). */
export function draftFacts(incident: Incident, timeline: Moment[]): PostmortemFacts {
  const { account } = incident;
  return {
    title: incident.title,
    severity: incident.severity,
    detectedAt: incident.detectedAt,
    resolvedAt: incident.resolvedAt,
    components: incident.components,
    symptom: account.symptom,
    impact: account.impact,
    rootCause: account.rootCause,
    timeline: timeline
      .filter((moment) => !machinery.has(moment.kind))
      .toSorted((a, b) => a.at - b.at)
      .map(({ at, text }) => ({ at, text })),
    promises: incident.deadlines
      .filter(
        ({ state, kind }) =>
          kind !== "post-mortem" && kind !== "identified" && state !== "running" && state !== "dropped",
      )
      .map(({ kind, dueAt, metAt, state }) => ({ name: nameOf(kind), dueAt, metAt, kept: state === "kept" })),
  };
}
