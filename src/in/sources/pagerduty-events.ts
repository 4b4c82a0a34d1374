import { z } from "zod";
import type { Fault } from "../../base/problem.ts";
import type { Signal } from "../../domain/events.ts";
import {
  firstText,
  identityOf,
  instantOf,
  labelsOf,
  levelOf,
  listOf,
  membersOf,
  text,
  titleOf,
  webLink,
} from "../foreign.ts";
import { defineSource, type Reading, type Received } from "../source.ts";

type Event = Record<string, unknown>;

const actions = ["trigger", "acknowledge", "resolve"];
/** PagerDuty's own limit. */
const longestKey = 255;
const madeUpKey = 32;

/**
 * PagerDuty's Events API v2: what posts to PagerDuty posts here instead. The routing key is the secret. A trigger without a
 * key of its own is a new alert at every call, and hears the key that was made for it; such alerts are grouped by what they
 * say and where they come from. A change is a moment: it fires and is over.
 */
export default defineSource<Event>({
  name: "pagerduty-events",
  body: z.record(z.string(), z.unknown()),
  signals: (event, reading) => (isChange(reading.request) ? changeOf(event, reading) : [signalOf(event, reading)]),
  api: {
    takes: ({ method, rest }) => method === "POST" && (rest === "v2/enqueue" || rest === "v2/change/enqueue"),
    secretOf: (body) => text(membersOf(body).routing_key),
    faults: (body, request) => [...faultsOf(membersOf(body), isChange(request))],
    accepted(signals, { body, request }) {
      if (isChange(request)) return { status: 202, body: { status: "success", message: "Change event processed" } };
      // A key that was made up ends the identity that was made with it.
      const key = text(membersOf(body).dedup_key) ?? signals[0]?.identity.slice(-madeUpKey);
      return { status: 202, body: { status: "success", message: "Event processed", dedup_key: key } };
    },
    refused: ({ status, detail, errors }) => ({
      status,
      body: {
        status: status === 400 ? "invalid event" : status === 401 ? "invalid key" : "error",
        message: status === 400 ? "Event object is invalid" : detail,
        errors: errors?.map((one) => one.detail) ?? [detail],
      },
    }),
  },
});

function isChange({ rest }: Received): boolean {
  return rest === "v2/change/enqueue";
}

function* faultsOf(event: Event, change: boolean): Iterable<Fault> {
  const payload = membersOf(event.payload);
  const key = text(event.dedup_key);
  const wrong = (path: string, is: string): Fault => ({
    pointer: `/${path.replaceAll(".", "/")}`,
    detail: `'${path}' is ${is}`,
  });
  if (!change && !actions.includes(text(event.event_action) ?? ""))
    yield wrong("event_action", `missing or invalid (must be one of: ${actions.join(", ")})`);
  if ((change || event.event_action === "trigger") && text(payload.summary) === null)
    yield wrong("payload.summary", "missing or blank");
  if (!change && (event.event_action === "acknowledge" || event.event_action === "resolve") && key === null)
    yield wrong("dedup_key", "missing or blank");
  if (key !== null && key.length > longestKey) yield wrong("dedup_key", `longer than ${longestKey} characters`);
}

function signalOf(event: Event, reading: Reading): Signal {
  const key = text(event.dedup_key);
  const payload = membersOf(event.payload);
  const details = membersOf(payload.custom_details);
  const severity = text(payload.severity);
  const acknowledged = event.event_action === "acknowledge";
  return {
    source: "pagerduty-events",
    identity: identityOf(reading.prefix, key ?? reading.unique().slice(0, madeUpKey)),
    status: event.event_action === "resolve" ? "resolved" : "firing",
    acknowledged: acknowledged ? { by: null } : undefined,
    // An acknowledgement says nothing of an alert that we never heard of.
    onlyIfKnown: acknowledged ? true : undefined,
    test: key === "Uptime Kuma/test" ? true : undefined,
    title: titleOf(text(payload.summary) ?? key) || "An event without a summary",
    description: firstText(payload.custom_details, details.description, details.message, details.firing),
    severityHint: severity,
    level: levelOf(severity),
    labels: labelsOf({ ...details, ...aboutOf(payload), client: event.client }),
    groupKey: key === null ? reading.group(titleOf(text(payload.summary), text(payload.source))) : null,
    startedAt: instantOf(payload.timestamp),
    runbookUrl: webLink(details.runbook_url) ?? webLink(details.runbook),
    links: linksOf(event),
  };
}

function changeOf(event: Event, reading: Reading): Signal[] {
  const payload = membersOf(event.payload);
  const at = instantOf(payload.timestamp);
  const began: Signal = {
    source: "pagerduty-events",
    identity: identityOf(reading.prefix, `change:${reading.unique()}`),
    status: "firing",
    title: titleOf(text(payload.summary)) || "A change without a summary",
    description: null,
    severityHint: null,
    level: "info",
    labels: labelsOf({ ...membersOf(payload.custom_details), ...aboutOf(payload), event: "change" }),
    groupKey: null,
    startedAt: at,
    runbookUrl: null,
    links: linksOf(event),
  };
  return [began, { ...began, status: "resolved", endedAt: at ?? reading.request.at }];
}

/** What a payload says beside its summary, for rules; a sender's details must not pass for it. */
function aboutOf({ source, component, group, class: kind }: Event): Event {
  const said = Object.entries({ source, component, group, class: kind });
  return Object.fromEntries(said.filter(([, value]) => text(value) !== null));
}

function linksOf({ client, client_url, links, images }: Event): Signal["links"] {
  const offered: [title: string | null, url: unknown][] = [
    [text(client) ?? "Source", client_url],
    ...listOf(links).map((one): [string | null, unknown] => [text(membersOf(one).text) ?? "Link", membersOf(one).href]),
    ...listOf(images).map((one): [string | null, unknown] => [text(membersOf(one).alt) ?? "Image", membersOf(one).src]),
  ];
  return offered.slice(0, 20).flatMap(([title, value]) => {
    const url = webLink(value);
    return url === null ? [] : [{ title: titleOf(title), url }];
  });
}
