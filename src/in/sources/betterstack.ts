import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, linksOf, membersOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/**
 * Better Stack's uptime webhook: one incident as a JSON:API resource, bare or under `data`. No event is named: its times say
 * whether it goes on. Changes of monitors and heartbeats are no news. Signs nothing.
 */
export default defineSource<Members>({
  name: "betterstack",
  body: objectWith("data", "attributes"),
  signals(body, reading) {
    const resource = body.data === undefined ? body : membersOf(body.data);
    const type = text(resource.type) ?? "incident";
    return /^incidents?$/.test(type) ? [signalOf(resource, reading)] : [];
  },
});

function signalOf(resource: Members, reading: Reading): Signal {
  const its = membersOf(resource.attributes);
  const ended = instantOf(its.resolved_at);
  const over = ended !== null || (its.resolved_at === undefined && /^resolved$/i.test(text(its.status) ?? ""));
  const taken = !over && instantOf(its.acknowledged_at) !== null;
  const group = text(its.incident_group_id);
  return {
    source: "betterstack",
    identity: identityOf(reading.prefix, text(resource.id) ?? reading.unique()),
    status: over ? "resolved" : "firing",
    acknowledged: taken ? { by: text(its.acknowledged_by) } : undefined,
    onlyIfKnown: taken || undefined,
    title: titleOf(text(its.name) ?? text(its.url) ?? text(its.cause)) || "An incident without a name",
    description: text(its.cause),
    severityHint: null,
    labels: labelsIn(its),
    groupKey: group === null ? null : reading.group(group),
    startedAt: instantOf(its.started_at),
    endedAt: ended ?? undefined,
    runbookUrl: null,
    links: linksOf({ Monitored: its.url, Source: its.origin_url, Screenshot: its.screenshot_url }),
  };
}

function labelsIn({ name, url, cause, http_method, team_name, metadata }: Members): Record<string, string> {
  return labelsOf({ name, url, cause, http_method, team_name, metadata });
}
