import type { Instant } from "../../base/clock.ts";
import { type Alert, alertMark } from "../../domain/alert/state.ts";
import type { Deadline, Incident, Update } from "../../domain/incident/state.ts";
import type { IncidentView } from "../../store/read/incident-view.ts";
import { type Delivery, deliveriesOf } from "./deliveries.ts";

/** An instant as every program reads it. */
export function iso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** The same of one that may not be there. */
export function isoOrNull(instant: Instant | null | undefined): string | null {
  return instant === null || instant === undefined ? null : iso(instant);
}

/** An incident with all that was kept of it, in the shape of the contract (contracts: commands, REST). */
export function incidentJson({ incident, updates, timeline, alerts, held }: IncidentView) {
  const newest = updates.findLast(({ audience }) => audience === "public")?.id;
  return {
    ...incidentHead(incident),
    updates: updates.map((update) => updateJson(update, deliveriesOf(update, update.id === newest, incident, held))),
    draft: draftJson(incident),
    timeline: timeline.map(({ number, at, kind, text, by }) => ({ id: number, at: iso(at), kind, text, by: by.name })),
    alerts: alerts.map(({ source, identity, status }) => ({ source, identity, status })),
    postmortem: postmortemJson(incident),
    actions: [],
  };
}

/** What a list shows of an incident: everything but what is read from other tables. */
export function incidentHead(incident: Incident) {
  return {
    number: incident.number,
    title: incident.title,
    kind: incident.kind,
    severity: incident.severity,
    stage: incident.stage,
    private: incident.private,
    components: incident.components,
    detected_at: iso(incident.detectedAt),
    declared_at: iso(incident.declaredAt),
    acknowledged_at: isoOrNull(incident.acknowledged?.at),
    mitigated_at: isoOrNull(incident.mitigated?.at),
    resolved_at: isoOrNull(incident.resolvedAt),
    closed_at: isoOrNull(incident.closure?.at),
    closure: incident.closure && { how: incident.closure.how, why: incident.closure.why },
    channel: { id: incident.channel.id, name: incident.channel.name },
    roles: incident.roles,
    deadlines: incident.deadlines.map(deadlineJson),
  };
}

function deadlineJson({ kind, dueAt, state, metAt, from }: Deadline) {
  return { kind, due_at: iso(dueAt), state, met_at: isoOrNull(metAt), derived_from: from };
}

function updateJson(update: Update, deliveries: Delivery[]) {
  return {
    id: update.id,
    stage: update.stage,
    severity: update.severity,
    audience: update.audience,
    text: update.text,
    posted_at: iso(update.postedAt),
    corrected_at: isoOrNull(update.correctedAt),
    next_update_by: isoOrNull(update.nextUpdateBy),
    overall: update.overall,
    deliveries: deliveries.map((one) => ({ ...one, at: iso(one.at) })),
  };
}

function draftJson({ draft }: Incident) {
  if (!draft) return null;
  const { by, at, text, shown } = draft;
  return { by: by.name, at: iso(at), text, shown };
}

function postmortemJson({ postmortem, closure, deadlines, resolvedAt }: Incident) {
  const owed = deadlines.findLast(({ kind }) => kind === "post-mortem");
  const done = closure?.how === "signed-off" || closure?.how === "waived" ? closure.how : null;
  const state = done ?? (postmortem.path ? "draft" : resolvedAt !== null && owed ? "owed" : "none");
  return { state, path: postmortem.path, due_at: isoOrNull(owed?.dueAt) };
}

export function alertJson({ alert, incidentNumber }: { alert: Alert; incidentNumber: number | null }) {
  return {
    mark: alertMark(alert),
    source: alert.source,
    identity: alert.identity,
    status: alert.status,
    title: alert.title,
    severity: alert.severity,
    component: alert.component,
    labels: alert.labels,
    count: alert.count,
    first_at: iso(alert.firstAt),
    last_at: iso(alert.lastAt),
    incident: incidentNumber,
    unread: alert.unread,
  };
}
