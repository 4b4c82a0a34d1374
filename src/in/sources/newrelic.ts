import type { Signal } from "../../domain/events.ts";
import {
  epochOf,
  firstText,
  identityOf,
  instantOf,
  labelsOf,
  levelOf,
  linksOf,
  listOf,
  membersOf,
  text,
  titleOf,
  webLink,
  wordsOf,
} from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

const stateNames = ["state", "status", "current_state", "event_type"] as const;
const idNames = ["issue_id", "issueId", "id", "incident_id"] as const;

/**
 * New Relic's webhook: the workflow's template as it is shipped, or as somebody changed it, and the channel of before.
 * Signs nothing; headers of one's own can be set.
 */
export default defineSource<Members>({
  name: "newrelic",
  body: objectWith(...idNames, ...stateNames, "title", "issueTitle", "condition_name", "details"),
  signals: (one, reading) => [signalOf(one, reading)],
});

/** Zero is an id like any other. */
function idOf(one: Members): string | null {
  return firstText(...idNames.map((name) => one[name]));
}

/** Shown elsewhere, or said anew with every message. */
const noLabels = new Set<string>([
  ...[...idNames, ...stateNames, "title", "issueTitle", "details", "targets", "trigger", "duration", "totalIncidents"],
  ...["createdAt", "updatedAt", "closedAt", "timestamp", "timestamp_utc_string", "owner"],
]);

function signalOf(one: Members, reading: Reading): Signal {
  const id = idOf(one);
  const states = stateNames.map((name) => text(one[name]) ?? "");
  const resolved = states.some((state) => /clos|resolv|recover|inactive/i.test(state));
  const taken = !resolved && states.some((state) => /acknowledg/i.test(state));
  const word = firstText(one.priority, one.severity);
  const updated = timeOf(one.updatedAt) ?? timeOf(one.timestamp);
  return {
    source: "newrelic",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    status: resolved ? "resolved" : "firing",
    acknowledged: taken ? { by: text(one.owner) } : undefined,
    onlyIfKnown: taken ? true : undefined,
    title: titleOf(firstText(one.title, one.issueTitle, one.condition_name, one.details)) || "An alert of New Relic",
    description: firstText(one.details, one.description, one.issueDescription),
    severityHint: word,
    level: levelOf(word),
    test: id === "0" && text(one.details) === "I am a test Violation" ? true : undefined,
    labels: labelsOf(labelled(one)),
    groupKey: null,
    startedAt: timeOf(one.createdAt) ?? (resolved || taken ? null : updated),
    endedAt: resolved ? (timeOf(one.closedAt) ?? updated ?? undefined) : undefined,
    oneEpisode: id === null ? undefined : true,
    runbookUrl: webLink(firstText(one.runbook_url, one.runbookUrl)),
    links: linksOf({
      "New Relic": firstText(one.issueUrl, one.issue_url, one.incident_url),
      Chart: firstText(one.violation_chart_url, one.violationChartUrl),
    }),
  };
}

/** Milliseconds since 1970, or whatever a template made of them. */
function timeOf(value: unknown): number | null {
  return epochOf(value) ?? instantOf(value);
}

/** What is said of the alert as a whole, whichever template says it: lists of words as one label, and no addresses. */
function labelled(one: Members): Record<string, unknown> {
  const labels: Record<string, unknown> = {
    target: wordsOf(listOf(one.targets).map((target) => membersOf(target).name)),
  };
  for (const [name, value] of Object.entries(one)) {
    if (noLabels.has(name) || webLink(value) !== null) continue;
    labels[name] = Array.isArray(value) ? wordsOf(value) : value;
  }
  return labels;
}
