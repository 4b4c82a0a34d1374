import type { Secret } from "../../base/secret.ts";
import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, linksOf, membersOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { headerOf, isSigned, isTimely } from "../signature.ts";
import { defineSource, type Reading, type Received } from "../source.ts";

/** `alert.created`, `incident.resolved`. What has more parts is about something else: `incident.scheduled.created`. */
const known = /^(alert|incident)\.(\w+)$/;
const endings = /^(?:resolved|mitigated|cancell?ed|deleted)$/;

/**
 * Rootly's webhooks, for those moving: its alerts and its incidents. Mitigated counts as resolved, and stays so while later
 * news says when it was. Maintenance, post-mortems and the like are no news.
 */
export default defineSource<Members>({
  name: "rootly",
  verify: isGenuine,
  body: objectWith("event"),
  signals({ event, data }, reading) {
    const [, kind, news = ""] = known.exec(text(membersOf(event).type) ?? "") ?? [];
    const its = membersOf(data);
    if (kind === undefined || text(its.kind) === "scheduled") return [];
    return [signalOf(kind, news, its, instantOf(membersOf(event).issued_at), reading)];
  },
  deliveryId: ({ event }) => text(membersOf(event).id),
});

function signalOf(kind: string, news: string, its: Members, at: number | null, reading: Reading): Signal {
  const ended = instantOf(its.ended_at) ?? instantOf(its.resolved_at) ?? instantOf(its.mitigated_at);
  const over = ended !== null || instantOf(its.cancelled_at) !== null || endings.test(news);
  const taken = !over && (news === "acknowledged" || text(its.status)?.toLowerCase() === "acknowledged");
  const severity = severityOf(its.severity);
  const id = text(its.id);
  return {
    source: "rootly",
    identity: identityOf(reading.prefix, `${kind}:${id ?? reading.unique()}`),
    status: over ? "resolved" : "firing",
    acknowledged: taken ? { by: null } : undefined,
    onlyIfKnown: taken || undefined,
    test: /^(?:test|example)/.test(text(its.kind) ?? "") || undefined,
    title: titleOf(text(its.title) ?? text(its.summary) ?? `Rootly ${kind} ${id ?? "without a name"}`),
    description: text(its.description) ?? (text(its.title) === null ? null : text(its.summary)),
    severityHint: severity,
    level: levelOf(severity),
    labels: labelsIn(kind, its),
    groupKey: null,
    startedAt: instantOf(its.started_at) ?? instantOf(its.created_at),
    endedAt: over ? (ended ?? at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    links: linksOf({ Source: its.external_url, Rootly: its.short_url ?? its.url }),
  };
}

/** A word, or the severity itself, by itself or as a JSON:API resource. */
function severityOf(value: unknown): string | null {
  const { data, name, slug } = membersOf(value);
  const its = membersOf(membersOf(data).attributes);
  return text(value) ?? text(name) ?? text(slug) ?? text(its.name) ?? text(its.slug);
}

/** Labels are a list of keys with values there; what the first sender wrote is under `data`. */
function labelsIn(kind: string, { labels, source, status, team_id, external_id, data }: Members) {
  const own = (Array.isArray(labels) ? labels : []).map(membersOf).flatMap((label) => {
    const key = text(label.key);
    return key === null ? [] : [[key, label.value]];
  });
  return labelsOf({ ...Object.fromEntries(own), kind, source, status, team_id, external_id, data });
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 over the time and the body, with nothing between them. The time counts. */
function isGenuine(request: Received, secrets: readonly Secret[]): boolean {
  const parts = (headerOf(request, "x-rootly-signature") ?? "").split(",").map((part) => part.trim());
  const time = parts.find((part) => part.startsWith("t="))?.slice(2) ?? null;
  const shown = parts.filter((part) => part.startsWith("v1=")).map((part) => part.slice(3));
  return time !== null && isTimely(time, request.at) && isSigned(shown, secrets, time, request.raw);
}
