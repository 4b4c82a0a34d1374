import { hash } from "node:crypto";
import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, linksOf, membersOf, text, titleOf } from "../foreign.ts";
import type { Members } from "../shape.ts";
import { shownBody } from "../shown-body.ts";
import { defineSource, type Reading, type Received } from "../source.ts";

/** CloudEvents' own attributes; what else stands beside them are extensions. */
const attributes = ["id", "source", "type", "subject", "time"] as const;
const over = /^(?:resolved|ok|up|closed)$/i;

/**
 * CloudEvents 1.0 over HTTP: structured, a batch, or binary, whose attributes are in `ce-` headers and whose body is the
 * data alone. One event an alert, told apart by its source and subject. Signs nothing.
 */
export default defineSource<unknown>({
  name: "cloudevents",
  body: z.unknown(),
  bodiless: ({ headers }) => headers["ce-id"] !== undefined,
  signals(body, reading) {
    const events = eventsIn(body, reading.request);
    return events === null ? [unread(reading)] : events.map((event) => signalOf(event, reading));
  },
  deliveryId(body, request) {
    const [event, more] = eventsIn(body, request) ?? [];
    return event && !more ? `${event.source} ${event.id}` : null;
  },
});

interface CloudEvent {
  id: string;
  source: string;
  type: string;
  attributes: Members;
  data: Members;
}

/** The events of a request in whichever mode it is; null when one of them is none. */
function eventsIn(body: unknown, request: Received): CloudEvent[] | null {
  const binary = eventOf(fromHeaders(request), body);
  if (binary) return [binary];
  const members = Array.isArray(body) ? body : [body];
  const events = members.map((one) => eventOf(membersOf(one), dataOf(membersOf(one))));
  return events.length > 0 && events.every((event) => event !== null) ? events : null;
}

function eventOf(its: Members, data: unknown): CloudEvent | null {
  const [id, source, type] = [text(its.id), text(its.source), text(its.type)];
  if (id === null || source === null || type === null || text(its.specversion) === null) return null;
  return { id, source, type, attributes: its, data: membersOf(data) };
}

/** The attributes of the binary mode. What HTTP cannot carry in a header is percent-encoded there. */
function fromHeaders({ headers }: Received): Members {
  const named = Object.entries(headers).filter(([name]) => name.startsWith("ce-"));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(3), decoded(String(value))]));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The data as it stands, or in the base64 in which a sender may put it. */
function dataOf({ data, data_base64 }: Members): unknown {
  if (data !== undefined || typeof data_base64 !== "string") return data;
  try {
    return JSON.parse(Buffer.from(data_base64, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

function signalOf({ id, source, type, attributes: its, data }: CloudEvent, reading: Reading): Signal {
  const severity = text(data.severity);
  const at = instantOf(its.time);
  const resolved = over.test(text(data.status) ?? "");
  return {
    source: "cloudevents",
    identity: identityOf(reading.prefix, `${source}:${text(its.subject) ?? id}`),
    status: resolved ? "resolved" : "firing",
    title: titleOf(text(data.title) ?? type),
    description: text(data.description) ?? text(data.message),
    severityHint: severity,
    level: levelOf(severity),
    labels: labelsOf({ ...Object.fromEntries(attributes.map((name) => [name, its[name]])), data }),
    groupKey: null,
    startedAt: resolved ? null : at,
    endedAt: resolved ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    runbookUrl: null,
    links: linksOf({ Source: data.url, Schema: its.dataschema }),
  };
}

/** Only the headers tell what a body is here, so that its schema cannot. */
function unread(reading: Reading): Signal {
  const { raw } = reading.request;
  const why = "It is no CloudEvent: id, source, type and specversion are neither in it nor in ce- headers.";
  return {
    source: "cloudevents",
    identity: identityOf(reading.prefix, `unread:${hash("sha256", raw, "hex").slice(0, 16)}`),
    status: "firing",
    title: "cloudevents: an alert that could not be read",
    description: `${why}\n\n${text(shownBody(raw.toString("utf8", 0, 16_000))) ?? ""}`,
    severityHint: null,
    unread: why,
    labels: {},
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: [],
  };
}
