import type { Level, Signal } from "../../domain/events.ts";
import { identityOf, isLeftover, labelsOf, linksOf, text, titleOf, webLink } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/** Zabbix's severities by number: not classified, information, warning, average, high, disaster. */
const levels: readonly Level[] = ["info", "info", "warning", "error", "error", "critical"];

/**
 * Zabbix, by the script we ship for a media type (docs/sources/zabbix.md). A problem and its recovery carry the problem's
 * event id, which is new for each episode. The media type's test leaves the macros as they are. Signs nothing.
 */
export default defineSource<Members>({
  name: "zabbix",
  body: objectWith("event_id", "event_value", "trigger_id"),
  signals: (body, reading) => (isLeftover(body.event_id) ? [] : [signalOf(body, reading)]),
});

function signalOf(body: Members, reading: Reading): Signal {
  const id = text(body.event_id);
  const over = text(body.event_value) === "0";
  const severity = text(body.event_nseverity);
  return {
    source: "zabbix",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    status: over ? "resolved" : "firing",
    ...(over ? {} : newsOf(body)),
    title: titleOf(text(body.title) ?? `Event ${id ?? "without a name"}`),
    description: text(body.description)?.replace(/\r\n?/g, "\n") ?? null,
    severityHint: severity,
    level: severity === null ? undefined : levels[Number(severity)],
    labels: labelsIn(body),
    groupKey: null,
    startedAt: null,
    oneEpisode: true,
    runbookUrl: null,
    links: linksOf({ Source: eventPage(body, id) }),
  };
}

/** What a person did to a problem that goes on: taken up, given back, or a word about it. */
function newsOf(body: Members): Pick<Signal, "acknowledged" | "onlyIfKnown"> {
  if (text(body.event_update_status) !== "1") return {};
  const action = text(body.event_update_action);
  if (action !== null && /unacknowledged/i.test(action)) return { acknowledged: "given-back", onlyIfKnown: true };
  const taken = action === null ? /^(?:yes|1)$/i.test(text(body.event_ack_status) ?? "") : /acknowledged/i.test(action);
  return { acknowledged: taken ? { by: text(body.event_update_user) } : undefined, onlyIfKnown: true };
}

/** Zabbix's own page of an event; only trigger events have one. */
function eventPage({ zabbix_url, trigger_id, event_source }: Members, id: string | null): string | null {
  const home = webLink(zabbix_url);
  const trigger = text(trigger_id);
  if (home === null || id === null || trigger === null || (text(event_source) ?? "0") !== "0") return home;
  const query = new URLSearchParams({ triggerid: trigger, eventid: id });
  return `${home.replace(/\/+$/, "")}/tr_events.php?${query}`;
}

/** Tags are one text there, `service:gateway, prod`; each becomes a label of its own beside it. */
function labelsIn({ host, trigger_id, event_id, event_source, event_nseverity, event_tags }: Members) {
  const tags: Record<string, unknown> = {};
  for (const tag of (text(event_tags) ?? "").split(",")) {
    const [, name = "", value = ""] = /^\s*([^:]+?)\s*(?::(.*))?$/s.exec(tag) ?? [];
    if (name !== "") tags[`tag.${name}`] = value.trim() || "true";
  }
  return labelsOf({ ...tags, host, trigger_id, event_id, event_source, event_nseverity, event_tags });
}
