import type { Instant } from "../../base/clock.ts";
import type { EventOf, Signal } from "../events.ts";
import type { Terms } from "../terms.ts";
import type { Counted } from "./digest.ts";
import type { Judgement } from "./rules.ts";
import { type Alert, markOf } from "./state.ts";

/*
 * The life of one alert: how an episode of it begins, goes on and ends. What follows for its group and its incident is
 * decided elsewhere.
 */

/** What the configuration says about the life of alerts. */
export type AlertTerms = Terms["alerts"];

/**
 * How long after a resolve a firing of the very same episode is one that was overtaken on its way. Later it is a new firing:
 * after a network cut between Prometheus and Alertmanager an alert returns with its first start (alert sources 1.4).
 */
const overtakenMs = 60_000;

/** How long an alert of a sender's test button stands before it is taken as over, ms. */
const testMs = 60 * 60_000;
/** The same for what could not be read: a person has seen it by then, and nothing will ever resolve it. */
const unreadMs = 24 * 60 * 60_000;

/** True for a firing that its sender made before the resolve that is known already: it is recorded and not acted on. */
export function isLateFiring(alert: Alert, signal: Signal, at: Instant): boolean {
  if (alert.status !== "resolved" || alert.resolvedBySilence) return false;
  // News of an alert that is over, or of its being taken: neither says that it fires again (decisions.md 2).
  if (signal.onlyIfKnown || signal.acknowledged) return true;
  if (signal.oneEpisode) return true;
  if (signal.eventAt !== undefined && alert.eventAt !== null) return signal.eventAt <= alert.eventAt;
  return (
    signal.startedAt !== null &&
    signal.startedAt === alert.startedAt &&
    at - (alert.resolvedAt ?? alert.lastAt) <= overtakenMs
  );
}

/** True for a resolve that its sender made before the firing that is known already. */
export function isLateResolve(alert: Alert, signal: Signal): boolean {
  if (alert.status === "resolved") return false;
  if (signal.eventAt !== undefined && alert.eventAt !== null) return signal.eventAt < alert.eventAt;
  return signal.endedAt !== undefined && alert.startedAt !== null && signal.endedAt < alert.startedAt;
}

/** The first or the next episode of an alert. `before` is what is known of the one before. */
export function begun(
  event: EventOf<"alert.signal">,
  before: Alert | null,
  judgement: Judgement,
  terms: AlertTerms,
): Alert {
  const { id, signal, at } = event;
  const { rule, severity, component, runbook, group, outcome } = judgement;
  const { startedAt } = signal;
  const listed = signal.test === true || signal.unread !== undefined;
  const began = [...(before?.began ?? []).filter((one) => at - one < terms.flapping.withinMs), at].slice(
    -terms.flapping.episodes,
  );
  const alert: Alert = {
    id,
    identity: signal.identity,
    mark: before?.mark || markOf(signal.identity),
    source: signal.source,
    // Nobody can tell whether what could not be read is about something that fires.
    status: signal.unread === undefined ? "firing" : "unknown",
    title: signal.title,
    description: signal.description,
    severity: listed ? null : severity,
    component,
    labels: signal.labels,
    group: group.key,
    senderGroup: signal.groupKey,
    count: 1,
    firstAt: startedAt !== null && startedAt <= at ? startedAt : at,
    lastAt: at,
    resolvedAt: null,
    incident: null,
    runbookUrl: signal.runbookUrl ?? runbook,
    links: signal.links,
    rule: rule?.name ?? null,
    outcome: listed || outcome === "drop" || outcome === "mark" ? "list" : outcome,
    acknowledged: taken(null, signal, at),
    startedAt,
    eventAt: signal.eventAt ?? null,
    began,
    flapping: before?.flapping === true || began.length >= terms.flapping.episodes,
    turnedAt: at,
    staleAfterMs: signal.staleAfterMs ?? null,
    checkAt: null,
    resolvedBySilence: false,
    apart: before?.apart ?? false,
    private: judgement.private,
    test: signal.test === true,
    unread: signal.unread ?? null,
    ...(judgement.muted && !listed ? { muted: { id: judgement.muted.id, number: judgement.muted.number } } : {}),
  };
  return { ...alert, checkAt: checkOf(alert, terms) };
}

/** The sender says once more that it fires. The title stays as the episode began with; the rest follows it (decisions.md 3). */
export function refreshed(alert: Alert, signal: Signal, at: Instant, terms: AlertTerms): Alert {
  // One that was overtaken on its way counts, and is no news.
  if (signal.eventAt !== undefined && alert.eventAt !== null && signal.eventAt < alert.eventAt)
    return { ...alert, count: alert.count + 1 };
  const now: Alert = {
    ...alert,
    status: alert.status === "unknown" && alert.unread === null ? "firing" : alert.status,
    description: signal.description,
    labels: signal.labels,
    links: signal.links,
    senderGroup: signal.groupKey,
    count: alert.count + 1,
    lastAt: at,
    eventAt: signal.eventAt ?? alert.eventAt,
    acknowledged: taken(alert.acknowledged, signal, at),
    staleAfterMs: signal.staleAfterMs ?? null,
  };
  // A check that comes too early finds that out and moves on; so a repeat need not move it.
  const checkAt = checkOf(now, terms);
  return checkAt === null || alert.checkAt === null || checkAt < alert.checkAt ? { ...now, checkAt } : now;
}

/** It is over. `bySilence`: not because its sender says so. */
export function ended(alert: Alert, at: Instant, terms: AlertTerms, bySilence = false): Alert {
  const now: Alert = { ...alert, status: "resolved", resolvedAt: at, resolvedBySilence: bySilence, turnedAt: at };
  return { ...now, checkAt: checkOf(now, terms) };
}

/** When time alone may change an alert: it has been silent for too long, or calm for long enough; null = never. */
export function checkOf(alert: Alert, { flapping }: AlertTerms): Instant | null {
  const moments = [staleAt(alert), alert.flapping ? alert.turnedAt + flapping.withinMs : null].filter(
    (one) => one !== null,
  );
  return moments.length === 0 ? null : Math.min(...moments);
}

/** From when on an alert has been silent for too long; null = its silence means nothing. */
export function staleAt(alert: Alert): Instant | null {
  if (alert.test && alert.status === "firing") return alert.lastAt + testMs;
  if (alert.unread !== null && alert.status === "unknown") return alert.lastAt + unreadMs;
  return alert.status === "firing" && alert.staleAfterMs !== null ? alert.lastAt + alert.staleAfterMs : null;
}

/** A later plain firing takes nothing back; only the sender's saying so does (alert sources, section 1). */
function taken(before: Alert["acknowledged"], { acknowledged }: Signal, at: Instant): Alert["acknowledged"] {
  if (acknowledged === "given-back") return null;
  if (!acknowledged) return before;
  return { by: acknowledged.by, at: before?.by === acknowledged.by ? before.at : at };
}

/** What a summary counts an alert under: its name, where the sender has one beside the title, which tells them apart. */
export function countedAs(alert: Alert): Counted {
  return {
    name: alert.labels.alertname ?? alert.title,
    source: alert.source,
    component: alert.component,
    at: alert.firstAt,
  };
}
