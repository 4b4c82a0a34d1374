import type { Signal } from "../../domain/events.ts";
import {
  identityOf,
  instantOf,
  labelsOf,
  levelOf,
  linksOf,
  membersOf,
  text,
  titleOf,
  webLink,
  wordsOf,
} from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

/** Keep, one alert a message, as a workflow's webhook forwards it. What it suppresses or holds back is no news. Signs nothing. */
export default defineSource<Members>({
  name: "keep",
  body: objectWith("fingerprint", "status", "lastReceived"),
  signals(body, reading) {
    const status = text(body.status)?.toLowerCase();
    return status === "suppressed" || status === "pending" ? [] : [signalOf(body, status, reading)];
  },
});

function signalOf(body: Members, status: string | undefined, reading: Reading): Signal {
  const over = status === "resolved";
  const taken = status === "acknowledged";
  const severity = text(body.severity);
  const at = instantOf(body.lastReceived);
  const message = text(body.message);
  const { environment, service, source } = body;
  return {
    source: "keep",
    identity: identityOf(reading.prefix, text(body.fingerprint) ?? text(body.id) ?? reading.unique()),
    status: over ? "resolved" : "firing",
    acknowledged: taken ? { by: text(body.assignee) } : undefined,
    onlyIfKnown: taken || undefined,
    title: titleOf(text(body.name) ?? message) || "An alert without a name",
    description: text(body.description) ?? message,
    severityHint: severity,
    level: levelOf(severity),
    labels: labelsOf({ ...membersOf(body.labels), environment, service, source: wordsOf(source) }),
    groupKey: null,
    startedAt: instantOf(body.startedAt) ?? instantOf(body.firingStartTime),
    endedAt: over ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: webLink(body.playbook_url),
    links: linksOf({ Source: body.url, Image: body.imageUrl }),
  };
}
