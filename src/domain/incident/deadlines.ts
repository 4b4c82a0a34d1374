import type { Instant } from "../../base/clock.ts";
import { utcMinute } from "../../text/instant.ts";
import { dueAt } from "../calendar.ts";
import { spanInWords } from "../duration.ts";
import { type DeadlineKind, rank, targetOf } from "../policy.ts";
import type { Terms } from "../terms.ts";
import { type Deadline, type Incident, isOpen, running } from "./state.ts";

/*
 * The promise ledger of one incident. Deadlines are worked out from the state after every decision; nobody sets or cancels
 * one by hand. A deadline is owed, then it is met (kept or late), or the incident ends without it (missed), or the promise
 * no longer stands (dropped). Where a severity changes in the middle: a raise only tightens what runs, a lowering gives the
 * new target, and what the public was told never moves (product.md section 1, decisions.md 9).
 */

interface Owed {
  kind: DeadlineKind;
  startedAt: Instant;
  dueAt: Instant;
  promisedAt: Instant | null;
  from: string;
}

/** The incident with its ledger brought up to date. `was` is the state before this decision, null when it is new. */
export function keepLedger(now: Incident, was: Incident | null, at: Instant, terms: Terms): Incident {
  const owed = now.retrospective ? [] : owedBy(now, terms);
  const raised = was !== null && rank(now.severity) < rank(was.severity);
  const deadlines: Deadline[] = [];
  const stillRunning = new Set<DeadlineKind>();

  for (const deadline of now.deadlines) {
    if (deadline.state !== "running") {
      deadlines.push(deadline);
      continue;
    }
    const next = owed.find((one) => one.kind === deadline.kind);
    if (next && next.startedAt === deadline.startedAt && next.promisedAt === deadline.promisedAt) {
      stillRunning.add(deadline.kind);
      deadlines.push(retargeted(deadline, next, raised, at, now, terms));
    } else {
      deadlines.push(ended(deadline, now, next !== undefined));
    }
  }
  for (const one of owed) {
    if (!stillRunning.has(one.kind)) deadlines.push(begun(one, now, at));
  }
  return { ...now, deadlines };
}

function owedBy(incident: Incident, terms: Terms): Owed[] {
  if (!isOpen(incident)) return postMortemOwed(incident, terms);
  const owed: (Owed | null)[] = [
    incident.acknowledged ? null : fromTarget(incident, "ack", terms),
    incident.lastUpdate ? nextUpdateOwed(incident) : fromTarget(incident, "first-update", terms),
    incident.identifiedAt !== null || incident.mitigated ? null : fromTarget(incident, "identified", terms),
    incident.mitigated ? null : fromTarget(incident, "mitigation", terms),
    fromTarget(incident, "resolution", terms),
  ];
  return owed.filter((one) => one !== null);
}

function fromTarget(incident: Incident, kind: DeadlineKind, terms: Terms): Owed | null {
  const span = targetOf(terms.policy, incident.severity, kind);
  const due = dueAt(incident.clocksFrom, span, terms.policy.calendar);
  if (due === null) return null;
  const start = incident.clocksFrom === incident.detectedAt ? "detection" : "the reopening";
  return {
    kind,
    startedAt: incident.clocksFrom,
    dueAt: due,
    promisedAt: null,
    from: `${incident.severity}: ${spanInWords(span)} from ${start} at ${utcMinute(incident.clocksFrom)}`,
  };
}

function nextUpdateOwed(incident: Incident): Owed | null {
  const last = incident.lastUpdate;
  if (!last || last.nextUpdateBy === null) return null;
  return {
    kind: "next-update",
    startedAt: last.at,
    dueAt: last.nextUpdateBy,
    promisedAt: last.nextUpdateBy,
    from: `the update of ${utcMinute(last.at)} promised the next one by ${utcMinute(last.nextUpdateBy)}`,
  };
}

/** A post-mortem is owed by every incident with a published RESOLVED (product.md section 11). */
function postMortemOwed(incident: Incident, terms: Terms): Owed[] {
  if (incident.resolvedAt === null || incident.closure || !incident.published || incident.kind === "drill") return [];
  const due = dueAt(incident.resolvedAt, terms.policy.postMortem, terms.policy.calendar);
  if (due === null) return [];
  const from = `${spanInWords(terms.policy.postMortem)} from the resolution at ${utcMinute(incident.resolvedAt)}, as published`;
  return [{ kind: "post-mortem", startedAt: incident.resolvedAt, dueAt: due, promisedAt: due, from }];
}

function begun(owed: Owed, incident: Incident, at: Instant): Deadline {
  const count = incident.deadlines.filter((deadline) => deadline.kind === owed.kind).length;
  return {
    id: `${incident.id}/${owed.kind}/${count + 1}`,
    ...owed,
    owedSince: at,
    state: "running",
    metAt: null,
    metBy: null,
    round: 0,
    snoozedUntil: null,
  };
}

/** A running deadline after a decision: as it was, tightened by a raise or a shorter cadence, or moved by a lowering. */
function retargeted(
  running: Deadline,
  owed: Owed,
  raised: boolean,
  at: Instant,
  now: Incident,
  terms: Terms,
): Deadline {
  if (running.kind === "next-update") {
    const interval = updateInterval(now, terms, at);
    if (interval === null || !(raised || now.cadence)) return running;
    const earlier = Math.min(running.dueAt, raised ? at + interval : Math.max(at, running.startedAt + interval));
    return earlier === running.dueAt
      ? running
      : rearmed(
          {
            ...running,
            dueAt: earlier,
            from: `${running.from}; ${now.severity} asks for one by ${utcMinute(earlier)}`,
          },
          at,
        );
  }
  if (owed.dueAt === running.dueAt) return running;
  const due = raised ? Math.min(running.dueAt, owed.dueAt) : owed.dueAt;
  return due === running.dueAt ? running : rearmed({ ...running, dueAt: due, from: owed.from }, at);
}

/** A moved deadline reminds anew, from the first step that still lies ahead. */
function rearmed(deadline: Deadline, at: Instant): Deadline {
  return { ...deadline, owedSince: at, round: 0, snoozedUntil: null };
}

/** How long after `at` the next update is due by the incident's own cadence or its severity's, in ms; null = never. */
export function updateInterval(incident: Incident, terms: Terms, at: Instant): number | null {
  if (incident.cadence) return incident.cadence.everyMs;
  const due = dueAt(at, targetOf(terms.policy, incident.severity, "next-update"), terms.policy.calendar);
  return due === null ? null : due - at;
}

function ended(deadline: Deadline, now: Incident, renewed: boolean): Deadline {
  const met = metOf(deadline, now);
  if (met) {
    return { ...deadline, state: met.at <= deadline.dueAt ? "kept" : "late", metAt: met.at, metBy: met.by };
  }
  const over = now.resolvedAt !== null && (now.closure === null || now.closure.how === "signed-off");
  return { ...deadline, state: over && !renewed ? "missed" : "dropped" };
}

function metOf(deadline: Deadline, now: Incident): { at: Instant; by: string } | null {
  switch (deadline.kind) {
    case "ack":
      return now.acknowledged && { at: now.acknowledged.at, by: `acknowledged by ${now.acknowledged.by.name}` };
    case "first-update":
      return now.lastUpdate && { at: now.lastUpdate.at, by: now.lastUpdate.id };
    case "next-update": {
      const last = now.lastUpdate;
      const newer = last && (last.at > deadline.startedAt || last.nextUpdateBy !== deadline.promisedAt);
      return newer ? { at: last.at, by: last.id } : null;
    }
    case "identified":
      return now.identifiedAt === null ? null : { at: now.identifiedAt, by: "the cause was identified" };
    case "mitigation":
      if (now.mitigated) return { at: now.mitigated.at, by: now.mitigated.how };
      return now.resolvedAt === null ? null : { at: now.resolvedAt, by: "resolved" };
    case "resolution":
      return now.resolvedAt === null ? null : { at: now.resolvedAt, by: "resolved" };
    case "post-mortem":
      return now.closure?.how === "signed-off" ? { at: now.closure.at, by: "signed off" } : null;
    case "action-item":
      return null;
  }
}

/** The update deadline that runs: the first one, or the next. */
export function updateOwed(incident: Incident): Deadline | undefined {
  return running(incident, "next-update") ?? running(incident, "first-update");
}
