import type { Instant } from "../base/clock.ts";
import { epochOf, firstText, instantOf, listOf, membersOf, text } from "./foreign.ts";

/*
 * What the pagers we page through tell of one of their alerts: who acknowledged it, and when. The same messages bring
 * alerts that others opened there; the sources read those, and the pager reads what became of our own pages.
 */

/** What happened to an alert at its pager. `other` changes nothing we follow. */
type PagerDeed =
  | "triggered"
  | "acknowledged"
  | "unacknowledged"
  | "resolved"
  | "reassigned"
  | "escalated"
  | "reopened"
  | "other";

/** One event of a pager about one of its alerts, as its webhook tells it. */
export interface PagerEvent {
  pager: "pagerduty" | "opsgenie" | "jsm";
  /** The event's own id, the same however often it is delivered; null where the pager gives none. */
  id: string | null;
  /** The pager's own name of the event: `incident.acknowledged`, `Close`. */
  called: string;
  deed: PagerDeed;
  /** The pager's id of the alert. */
  alert: string | null;
  /** What whoever opened the alert named it by: PagerDuty's `incident_key`, the others' `alias`. Ours is the key of a page. */
  key: string | null;
  /** Null for one without a time that can be read. */
  at: Instant | null;
  /** Who did it, as the pager calls them (PagerDuty a name, the others mostly an e-mail address); null = nobody, or not said. */
  by: string | null;
  /** Whom it is assigned to now, by name. */
  assigned: string[];
  url: string | null;
}

/** True for the key of a page that some Sitrep sent: what the pager tells of it is an echo, and no alert. */
export function isPageKey(key: string | null): boolean {
  return key?.startsWith("sitrep-") ?? false;
}

const pagerDutyDeeds: Record<string, PagerDeed> = {
  triggered: "triggered",
  acknowledged: "acknowledged",
  unacknowledged: "unacknowledged",
  resolved: "resolved",
  reassigned: "reassigned",
  delegated: "reassigned",
  escalated: "escalated",
  reopened: "reopened",
};

/**
 * The event of a PagerDuty webhook (v3); null when the body is none, or when it is not about an incident as a whole: notes,
 * status updates, responders, workflows, services (alert sources 4.3).
 */
export function pagerDutyEvent(body: unknown): PagerEvent | null {
  const event = membersOf(membersOf(body).event);
  const incident = membersOf(event.data);
  if ((text(event.resource_type) ?? "incident") !== "incident" || text(incident.type) !== "incident") return null;
  const called = text(event.event_type) ?? "";
  return {
    pager: "pagerduty",
    id: text(event.id),
    called,
    deed: pagerDutyDeed(called),
    alert: text(incident.id),
    key: text(incident.incident_key),
    at: instantOf(event.occurred_at),
    by: firstText(membersOf(event.agent).summary, membersOf(event.agent).name),
    assigned: listOf(incident.assignees)
      .map((one) => text(membersOf(one).summary))
      .filter((one) => one !== null),
    url: text(incident.html_url),
  };
}

const opsgenieDeeds: Record<string, PagerDeed> = {
  create: "triggered",
  acknowledge: "acknowledged",
  unacknowledge: "unacknowledged",
  close: "resolved",
  delete: "resolved",
  assignownership: "reassigned",
  escalatenext: "escalated",
  escalate: "escalated",
};

/** The event of an Opsgenie or Jira Service Management webhook; null when the body is none (alert sources 4.4). */
export function opsgenieEvent(body: unknown, pager: "opsgenie" | "jsm"): PagerEvent | null {
  const { action, alert: told } = membersOf(body);
  const alert = membersOf(told);
  const called = text(action);
  if (called === null || Object.keys(alert).length === 0) return null;
  const owner = text(alert.owner);
  return {
    pager,
    id: null,
    called,
    deed: opsgenieDeed(called),
    alert: text(alert.alertId),
    key: text(alert.alias),
    // Nanoseconds; createdAt is in ms. Both are told apart by their size.
    at: epochOf(alert.updatedAt) ?? (opsgenieDeed(called) === "triggered" ? epochOf(alert.createdAt) : null),
    by: text(alert.username),
    assigned: owner === null ? [] : [owner],
    url: null,
  };
}

/** What an action of Opsgenie means. */
export function opsgenieDeed(action: string): PagerDeed {
  return deedOf(opsgenieDeeds, action.trim().toLowerCase());
}

/** What an event of PagerDuty means. */
export function pagerDutyDeed(called: string): PagerDeed {
  return deedOf(pagerDutyDeeds, called.trim().replace(/^incident\./, ""));
}

function deedOf(deeds: Record<string, PagerDeed>, word: string): PagerDeed {
  return Object.hasOwn(deeds, word) ? (deeds[word] ?? "other") : "other";
}
