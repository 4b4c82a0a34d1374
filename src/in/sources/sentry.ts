import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import {
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
  wordsOf,
} from "../foreign.ts";
import { headerOf, isSigned } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

type Members = Record<string, unknown>;

const body = z
  .record(z.string(), z.unknown())
  .refine((one) => text(one.action) !== null || (one.event !== undefined && text(one.id) !== null), {
    error: "Invalid input: expected action and data (or, of the old WebHooks plugin, id and event)",
  })
  .refine((one) => !ofIssue.has(kindOf(one)) || idOf(one) !== null, {
    error: "Invalid input: expected the id of the issue or metric alert",
    path: ["data"],
  })
  .refine((one) => kindOf(one) !== "other" || !aboutState.includes(text(one.action)?.toLowerCase() ?? ""), {
    error: "Invalid input: expected an issue, an event, an error or a metric alert",
    path: ["data"],
  });

/** What only happens to issues and metric alerts: a body with one of these and neither cannot be read. */
const aboutState = ["triggered", "critical", "warning", "resolved", "unresolved", "archived", "ignored"];

/**
 * Sentry's integration platform: issues, alerts on issues, errors and metrics; and its old WebHooks plugin, which signs
 * nothing. Signed over the raw body with the client secret of the integration.
 */
export default defineSource<Members>({
  name: "sentry",
  verify: (request, secrets) => isSigned([headerOf(request, "Sentry-Hook-Signature") ?? ""], secrets, request.raw),
  body,
  signals(one, reading) {
    const kind = kindOf(one);
    if (kind === "metric") return [metricAlert(one, reading)];
    const status = statusOf(kind, one);
    return status === null ? [] : [issueAlert(kind, status, one, reading)];
  },
  deliveryId: (_one, request) => headerOf(request, "Request-ID"),
});

/** What a body is about. Told by what is in it: the header that names it can get lost on the way. */
type Kind = "metric" | "issue" | "event" | "error" | "plugin" | "other";
const ofIssue = new Set<Kind>(["metric", "issue", "event", "error"]);

function kindOf(one: Members): Kind {
  const data = membersOf(one.data);
  const has = (name: string) => Object.keys(membersOf(data[name])).length > 0;
  if (has("metric_alert")) return "metric";
  if (has("issue")) return "issue";
  if (has("event")) return "event";
  if (has("error")) return "error";
  return one.action === undefined && one.event !== undefined ? "plugin" : "other";
}

/** What a body tells of: the issue, the event, or the metric alert. */
function subjectOf(kind: Kind, one: Members): Members {
  const { metric_alert, issue, event, error } = membersOf(one.data);
  if (kind === "plugin") return { ...one, ...withoutEmpty(membersOf(one.event)), id: one.id };
  return membersOf(kind === "metric" ? metric_alert : kind === "issue" ? issue : kind === "event" ? event : error);
}

/** The plugin says some things twice; an empty one takes no other's place. */
function withoutEmpty(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== "" && value !== null));
}

function idOf(one: Members): string | null {
  const kind = kindOf(one);
  const subject = subjectOf(kind, one);
  if (kind !== "event" && kind !== "error") return text(subject.id);
  return (
    firstText(subject.issue_id, subject.groupID) ?? /\/issues\/(\d+)/.exec(text(subject.issue_url) ?? "")?.[1] ?? null
  );
}

/** Null for what changes no state: assigning, comments, installations, and whatever comes to be. */
function statusOf(kind: Kind, one: Members): Signal["status"] | null {
  if (kind === "other") return null;
  if (kind !== "issue") return "firing";
  const action = text(one.action)?.toLowerCase() ?? "";
  if (["created", "unresolved"].includes(action)) return "firing";
  return ["resolved", "archived", "ignored"].includes(action) ? "resolved" : null;
}

function metricAlert(one: Members, reading: Reading): Signal {
  const data = membersOf(one.data);
  const alert = membersOf(data.metric_alert);
  const rule = membersOf(alert.alert_rule);
  const action = text(one.action);
  const resolved = action?.toLowerCase() === "resolved";
  return {
    source: "sentry",
    identity: identityOf(reading.prefix, `metric:${text(alert.id) ?? reading.unique()}`),
    status: resolved ? "resolved" : "firing",
    title: titleOf(firstText(data.description_title, rule.name, alert.title)) || "A metric alert of Sentry",
    description: text(data.description_text),
    severityHint: action,
    level: levelOf(action),
    labels: labelsOf({
      alert_rule: rule.name,
      aggregate: rule.aggregate,
      dataset: rule.dataset,
      environment: rule.environment,
      query: rule.query,
      project: wordsOf(firstList(alert.projects, rule.projects)),
    }),
    groupKey: null,
    startedAt: instantOf(alert.date_started) ?? instantOf(alert.date_detected),
    endedAt: resolved ? (instantOf(alert.date_closed) ?? undefined) : undefined,
    // Each time the metric goes bad Sentry makes a new one.
    oneEpisode: true,
    runbookUrl: null,
    links: linksOf({ Sentry: data.web_url }),
  };
}

function issueAlert(kind: Kind, status: Signal["status"], one: Members, reading: Reading): Signal {
  const subject = subjectOf(kind, one);
  const data = membersOf(one.data);
  const level = text(subject.level);
  const project = membersOf(subject.project);
  const metadata = membersOf(subject.metadata);
  return {
    source: "sentry",
    identity: identityOf(reading.prefix, `issue:${idOf(one) ?? reading.unique()}`),
    status,
    title:
      titleOf(firstText(subject.title, metadata.title)) ||
      titleOf(firstText(metadata.type), firstText(metadata.value)) ||
      titleOf(firstText(subject.message, subject.culprit)) ||
      "An issue of Sentry",
    description: firstText(subject.message, subject.culprit),
    severityHint: level,
    level: levelOf(level),
    labels: labelsOf({
      ...pairsOf(subject.tags),
      project: firstText(project.slug, project.name, subject.project_slug, subject.project_name, subject.project),
      level,
      culprit: subject.culprit,
      platform: subject.platform,
      environment: subject.environment,
      release: subject.release,
      logger: subject.logger,
      shortId: subject.shortId,
      rule: firstText(data.triggered_rule, wordsOf(subject.triggering_rules)),
    }),
    groupKey: null,
    startedAt: status === "firing" ? beganAt(kind, one, subject) : null,
    runbookUrl: null,
    links: linksOf({ Sentry: firstText(subject.web_url, subject.permalink, kind === "plugin" ? one.url : null) }),
  };
}

/** When it began this time. An issue that is unresolved again was first seen long ago, and last seen just now. */
function beganAt(kind: Kind, one: Members, subject: Members): number | null {
  if (kind !== "issue") return instantOf(subject.datetime);
  return instantOf(text(one.action)?.toLowerCase() === "created" ? subject.firstSeen : subject.lastSeen);
}

/** Tags as Sentry writes them: pairs of a name and a value. */
function pairsOf(tags: unknown): Record<string, unknown> {
  const pairs = listOf(tags).slice(0, 100).map(listOf);
  return Object.fromEntries(pairs.flatMap(([name, value]) => (text(name) === null ? [] : [[text(name), value]])));
}

function firstList(...lists: unknown[]): unknown {
  return lists.find((one) => listOf(one).length > 0);
}
