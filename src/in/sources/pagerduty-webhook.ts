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
import { isPageKey, type PagerEvent, pagerDutyDeed, pagerDutyEvent } from "../pager-events.ts";
import { headerOf, isSigned } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

const members = z.record(z.string(), z.unknown());
const event = members
  .refine((one) => text(one.event_type) !== null, { error: "Invalid input: expected event_type", path: ["event_type"] })
  .refine((one) => pagerDutyEvent({ event: one }) !== null || !isAboutState(one), {
    error: "Invalid input: expected an incident",
    path: ["data"],
  });
const body = z
  .object({ event: event.optional(), messages: z.array(members).min(1).optional() })
  .refine((one) => one.event || one.messages, { error: "Invalid input: expected event (v3) or messages (v1, v2)" });

type Body = z.infer<typeof body>;

/**
 * PagerDuty's webhooks, version 3, and the old body with `messages`. An incident that we opened there ourselves is an echo
 * of a page and no alert. Signed over the raw body; several signatures stand side by side while its secret is rotated.
 */
export default defineSource<Body>({
  name: "pagerduty-webhook",
  prefix: "pagerduty",
  verify(request, secrets) {
    const shown = (headerOf(request, "X-PagerDuty-Signature") ?? "").split(",").map((part) => part.trim());
    const known = shown.filter((part) => part.startsWith("v1=")).map((part) => part.slice("v1=".length));
    return isSigned(known, secrets, request.raw);
  },
  body,
  signals: ({ event: told, messages = [] }, reading) =>
    told ? signalsOfEvent(told, reading) : messages.flatMap((message) => signalsOfMessage(message, reading)),
  deliveryId: (one, request) => headerOf(request, "X-Webhook-Id") ?? text(one.event?.id),
});

/** True for an event that changes an incident's state; without its incident it cannot be read. */
function isAboutState({ event_type, resource_type }: Record<string, unknown>): boolean {
  return text(resource_type) !== "service" && pagerDutyDeed(text(event_type) ?? "") !== "other";
}

function signalsOfEvent(told: Record<string, unknown>, reading: Reading): Signal[] {
  const event = pagerDutyEvent({ event: told });
  if (event === null || isPageKey(event.key)) return [];
  const incident = membersOf(told.data);
  const status = text(incident.status)?.toLowerCase();
  return [
    {
      ...signalOf(incident, event.alert, reading),
      status: status === "resolved" ? "resolved" : "firing",
      acknowledged: acknowledgedOf(event, status),
      // Who takes up an incident that we never heard of tells us nothing to act on (decisions.md 2).
      onlyIfKnown: status === "acknowledged" && event.deed === "acknowledged" ? true : undefined,
      endedAt: event.deed === "resolved" ? (event.at ?? undefined) : undefined,
      eventAt: event.at ?? undefined,
    },
  ];
}

/** The state decides, and not the event's name; but only the event of acknowledging has its person. */
function acknowledgedOf({ deed, by }: PagerEvent, status: string | undefined): Signal["acknowledged"] {
  if (status === "acknowledged") return { by: deed === "acknowledged" ? by : null };
  return status !== "resolved" && deed === "unacknowledged" ? "given-back" : undefined;
}

/** A message of versions 1 and 2: in these the incident's status may be older than what the message is about. */
function signalsOfMessage(message: Record<string, unknown>, reading: Reading): Signal[] {
  const incident = membersOf(message.incident ?? membersOf(message.data).incident);
  const deed = (firstText(message.event, message.type) ?? "").replace(/^incident\./, "").toLowerCase();
  if (deed === "annotate" || isPageKey(text(incident.incident_key))) return [];
  const status = text(incident.status)?.toLowerCase();
  const at = instantOf(message.created_on) ?? undefined;
  const resolved = deed === "resolve" || (status === "resolved" && deed !== "trigger" && deed !== "acknowledge");
  const taken = !resolved && (deed === "acknowledge" || (status === "acknowledged" && deed !== "unacknowledge"));
  const person = membersOf(incident.last_status_change_by);
  return [
    {
      ...signalOf(incident, text(incident.id), reading),
      status: resolved ? "resolved" : "firing",
      acknowledged: taken
        ? { by: firstText(person.name, person.summary) }
        : deed === "unacknowledge"
          ? "given-back"
          : undefined,
      onlyIfKnown: taken && deed === "acknowledge" ? true : undefined,
      endedAt: resolved ? at : undefined,
      eventAt: at,
    },
  ];
}

/** What an incident says of itself whatever happened to it. */
function signalOf(incident: Record<string, unknown>, id: string | null, reading: Reading): Omit<Signal, "status"> {
  const of = (name: string) => nameOf(incident[name]);
  const old = membersOf(incident.trigger_summary_data);
  const number = firstText(incident.number, incident.incident_number);
  const word = of("priority") ?? text(incident.urgency);
  const began = [incident.reopened_at, incident.created_at, incident.created_on].map(instantOf);
  return {
    source: "pagerduty-webhook",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    title:
      titleOf(firstText(incident.title, old.subject, old.description, incident.summary)) ||
      titleOf(`PagerDuty incident ${number ?? "without a title"}`),
    description: firstText(incident.description, membersOf(incident.body).details),
    severityHint: word,
    level: levelOf(word),
    labels: labelsOf({
      service: of("service"),
      priority: of("priority"),
      urgency: incident.urgency,
      escalation_policy: of("escalation_policy"),
      team: wordsOf(listOf(incident.teams).map(nameOf)),
      incident_type: of("incident_type"),
      incident_key: incident.incident_key,
      number,
      resolve_reason: membersOf(incident.resolve_reason).type,
    }),
    groupKey: null,
    startedAt: began.find((at) => at !== null) ?? null,
    runbookUrl: null,
    links: linksOf({ PagerDuty: incident.html_url, Conference: membersOf(incident.conference_bridge).conference_url }),
  };
}

/** What a reference of PagerDuty is called. */
function nameOf(reference: unknown): string | null {
  const { summary, name } = membersOf(reference);
  return firstText(summary, name);
}
