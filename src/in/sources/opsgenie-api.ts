import { hash } from "node:crypto";
import { z } from "zod";
import type { Fault } from "../../base/problem.ts";
import type { Signal } from "../../domain/events.ts";
import {
  firstText,
  identityOf,
  labelsOf,
  labelsOfTags,
  levelOf,
  listOf,
  membersOf,
  text,
  titleOf,
  webLink,
} from "../foreign.ts";
import { headerOf } from "../signature.ts";
import { defineSource, type PeerAnswer, type Reading, type Received } from "../source.ts";

type Body = Record<string, unknown>;

/** What can be done to an alert, and what Opsgenie calls it when it was done. What is not here changes no state of ours. */
const deeds = { close: "Closed", acknowledge: "Acknowledged", unacknowledge: "UnAcknowledged" };
/** Opsgenie's own limit. */
const longestAlias = 512;

/**
 * Opsgenie's alert API: what creates and closes alerts there does it here instead. The GenieKey is the secret. The alias is
 * the identity; without one an alert gets an id, which answers for it from then on. Notes, tags, owners and the like are
 * taken, and change nothing.
 */
export default defineSource<Body>({
  name: "opsgenie-api",
  methods: ["GET", "PUT", "DELETE"],
  body: z.record(z.string(), z.unknown()),
  signals(body, reading) {
    const call = callOf(reading.request);
    if (call?.is === "create") return [created(body, reading)];
    const known = reading.request.query.get("identifierType") !== "tiny";
    return call?.is === "change" && call.action in deeds && known ? [changed(call, body, reading)] : [];
  },
  api: {
    takes: (request) => callOf(request) !== null,
    secretOf: (_, request) => /^GenieKey\s+(\S+)$/i.exec(headerOf(request, "authorization") ?? "")?.[1] ?? null,
    faults: (body, request) => [...faultsOf(membersOf(body), request)],
    accepted(signals, { request, body, kept }) {
      const call = callOf(request);
      if (call?.is === "asked") return resultOf(call.id, kept.get(call.id));
      const id = requestIdOf(request, signals);
      if (call?.is === "create") {
        const alias = text(membersOf(body).alias) ?? id;
        kept.set(id, JSON.stringify({ action: "Create", status: "Created alert", alias }));
      } else if (call?.is === "change") {
        const action = deeds[call.action as keyof typeof deeds] ?? call.action;
        kept.set(id, JSON.stringify({ action, status: `${action} alert`, alias: call.alert }));
      }
      return { status: 202, body: { result: "Request will be processed", took: 0.001, requestId: id } };
    },
    refused: ({ status, detail, errors }, request) => ({
      status: status === 400 && errors ? 422 : status,
      body: {
        message: status === 401 ? "Could not authenticate" : detail,
        took: 0.001,
        requestId: requestIdOf(request, []),
        ...(errors ? { errors: Object.fromEntries(errors.map((one) => [one.pointer.slice(1), one.detail])) } : {}),
      },
    }),
  },
});

type Call =
  | { is: "create" }
  /** Something is done to an alert, which is named by its alias or id. */
  | { is: "change"; alert: string; action: string }
  /** What became of an earlier call. */
  | { is: "asked"; id: string };

function callOf({ method, rest }: Pick<Received, "method" | "rest">): Call | null {
  const [version, alerts, ...path] = rest.split("/").map(decoded);
  if (version !== "v2" || alerts !== "alerts") return null;
  const [first, second] = path;
  if (method === "GET") return first === "requests" && second && path.length === 2 ? { is: "asked", id: second } : null;
  if (first === undefined) return method === "POST" ? { is: "create" } : null;
  if (path.length > 2 || first === "" || first === "requests") return null;
  if (second === undefined) return method === "DELETE" ? { is: "change", alert: first, action: "close" } : null;
  return { is: "change", alert: first, action: second };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function* faultsOf({ message, alias }: Body, request: Received): Iterable<Fault> {
  if (callOf(request)?.is !== "create") return;
  if (text(message) === null) yield { pointer: "/message", detail: "Message can not be empty." };
  if ((text(alias)?.length ?? 0) > longestAlias)
    yield { pointer: "/alias", detail: `Alias can not be longer than ${longestAlias} characters.` };
}

function created(body: Body, reading: Reading): Signal {
  const { message, alias, description, priority, details, source, entity, tags, responders, teams } = body;
  const own = membersOf(details);
  const word = text(priority);
  const from = webLink(source);
  return {
    source: "opsgenie-api",
    identity: identityOf(reading.prefix, text(alias) ?? uuidOf(reading.unique(), madeUpVersion)),
    status: "firing",
    title: titleOf(text(message)) || "An alert without a message",
    description: text(description),
    severityHint: word,
    level: levelOf(word),
    labels: labelsOf({
      ...labelsOfTags(tags),
      ...own,
      entity,
      source: from ? null : source,
      teams: namesOf(responders ?? teams),
    }),
    groupKey: null,
    startedAt: null,
    runbookUrl: webLink(own.runbook_url) ?? webLink(own.runbook),
    links: from ? [{ title: "Source", url: from }] : [],
  };
}

function changed({ alert, action }: Call & { is: "change" }, { user, note }: Body, reading: Reading): Signal {
  const acknowledged = action === "acknowledge" ? { by: text(user) } : undefined;
  return {
    source: "opsgenie-api",
    identity: identityOf(reading.prefix, text(alert) ?? alert),
    status: action === "close" ? "resolved" : "firing",
    acknowledged: action === "unacknowledge" ? "given-back" : acknowledged,
    onlyIfKnown: action === "close" ? undefined : true,
    title: titleOf(text(alert)) || "An alert without a name",
    description: text(note),
    severityHint: null,
    labels: {},
    groupKey: null,
    startedAt: null,
    runbookUrl: null,
    links: [],
  };
}

function namesOf(teams: unknown): string | null {
  const names = listOf(teams).map((one) => firstText(membersOf(one).name, membersOf(one).username, one));
  return names.filter((name) => name !== null).join(", ") || null;
}

/** What tells an id that stands for an alert without an alias from one that only stands for a request. */
const madeUpVersion = "8";
const madeUpAlias = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

/** 32 hex digits in the form of a UUID of a version. */
function uuidOf(hex: string, version: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of a request. An alert without an alias has the same, so that what became of it can be told without remembering. */
function requestIdOf({ raw, rest, at }: Received, signals: Signal[]): string {
  const own = signals[0]?.identity.slice(-36) ?? "";
  return madeUpAlias.test(own)
    ? own
    : uuidOf(hash("sha256", Buffer.concat([Buffer.from(`${rest} ${at} `), raw]), "hex"), "4");
}

/** What became of a request, as its sender asks for it. */
function resultOf(id: string, kept: string | undefined): PeerAnswer {
  const made = madeUpAlias.test(id) ? { action: "Create", status: "Created alert", alias: id } : null;
  const known = kept === undefined ? made : (JSON.parse(kept) as { action: string; status: string; alias: string });
  if (known === null)
    return {
      status: 404,
      body: { message: "Request not found. It might not be processed, yet.", took: 0.001, requestId: id },
    };
  const data = { success: true, isSuccess: true, integrationId: "", alertId: known.alias, ...known };
  return { status: 200, body: { data, took: 0.001, requestId: id } };
}
