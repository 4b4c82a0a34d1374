import { hash } from "node:crypto";
import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import {
  epochOf,
  firstText,
  identityOf,
  instantOf,
  labelsOf,
  labelsOfTags,
  levelOf,
  linksOf,
  membersOf,
  text,
  titleOf,
  webLink,
} from "../foreign.ts";
import { condition, type Part, path, worth } from "../mapping.ts";
import { shownBody } from "../shown-body.ts";
import { headerOf } from "../signature.ts";
import { defineSource, type Reading } from "../source.ts";

/** Where each thing stands. What is left out is looked for under the names that most senders use. */
const mapping = z.strictObject({
  /** Only for parts of which this holds; the first mapping that holds reads a part. */
  when: condition.optional(),
  /** True: these parts are understood, and nothing. */
  ignore: z.boolean().default(false),
  identity: worth.optional(),
  title: worth.optional(),
  description: worth.optional(),
  severity: worth.optional(),
  group: worth.optional(),
  runbook: worth.optional(),
  started_at: worth.optional(),
  ended_at: worth.optional(),
  resolved_when: condition.optional(),
  acknowledged_when: condition.optional(),
  labels: z.record(z.string(), worth).default({}),
  links: z.record(z.string(), worth).default({}),
});

const options = z.strictObject({
  /** The list whose members are alerts of their own. */
  items: path.optional(),
  mapping: z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(mapping).default([]),
  ),
});

type Mapping = z.infer<typeof mapping>;
type Options = z.infer<typeof options>;
type Members = Record<string, unknown>;

const object = z.record(z.string(), z.unknown());
const body = z.union([object, z.array(object).min(1)], {
  error: "Invalid input: expected an object, or a list of objects",
});
type Body = z.infer<typeof body>;

/** The names under which senders put things, the likeliest first (alert sources 6.2). */
const named = {
  identity: ["dedup_key", "dedupkey", "fingerprint", "alert_uid", "external_id", "id"],
  status: ["status", "state", "event_action", "action", "alert_status", "current_state", "event_type", "event"],
  title: ["title", "alert_title", "summary", "name", "message", "description", "text", "msg"],
  description: ["description", "message", "text", "msg", "body", "details"],
  severity: ["severity", "priority", "level", "urgency"],
  startedAt: ["startsat", "starts_at", "started_at", "start_time", "triggered_at"],
  link: ["url", "link", "html_url", "event_link", "web_url"],
  runbook: ["runbook_url", "runbook"],
};
const over = /^(?:resolved?|ok|up|closed?|recover(?:ed|y)|healthy|success|cleared|normal|inactive|passed)$/i;
const taken = /^(?:ack|acknowledged?)$/i;
/** An object with more members than this is data, and no rule asks for the rest. */
const mostLabels = 200;

/**
 * JSON of any shape. Without a mapping it is read by the names that most senders use; an unknown object is an alert, never
 * silently nothing. With one, the operator says where each thing stands.
 */
export default defineSource<Body, Options>({
  name: "generic",
  methods: ["PUT"],
  options,
  body,
  signals: (whole, reading) =>
    partsOf(whole, reading.options).flatMap((part) => {
      const how = reading.options.mapping.find(({ when }) => !when || when(part));
      return how?.ignore ? [] : [signalOf(part, how ?? null, reading)];
    }),
  notices: (whole, { options: given }) =>
    partsOf(whole, given).some((part) => givenIdentity(membersOf(part.$), part, mappingFor(part, given)) === null)
      ? [
          "Alerts come without an identity, so each is told by what it says, and its sender can rarely resolve it. Map one: docs/sources/generic.md.",
        ]
      : [],
  deliveryId: (_, request) => headerOf(request, "idempotency-key"),
});

function mappingFor(part: Part, { mapping: mappings }: Options): Mapping | null {
  return mappings.find(({ when }) => !when || when(part)) ?? null;
}

function partsOf(whole: Body, { items }: Options): Part[] {
  const listed = items ? items({ $: whole, $body: whole }) : whole;
  const parts = Array.isArray(listed) ? listed : [listed === undefined ? whole : listed];
  return parts.map((one) => ({ $: one, $body: whole }));
}

function signalOf(part: Part, how: Mapping | null, reading: Reading<Options>): Signal {
  const its = lowered(membersOf(part.$));
  const title = how?.title?.(part) ?? titleIn(its) ?? `Alert from ${reading.prefix.replace("@", "/")}`;
  const own = givenIdentity(membersOf(part.$), part, how);
  const severity = how?.severity?.(part) ?? first(its, named.severity);
  const { status, acknowledged } = statusOf(part, its, how);
  const started = how?.started_at?.(part) ?? first(its, named.startedAt);
  const ended = how?.ended_at?.(part) ?? null;
  return {
    source: "generic",
    identity: identityOf(reading.prefix, own ?? madeUp(part, its, title)),
    status,
    acknowledged,
    title: titleOf(title),
    description: how?.description?.(part) ?? first(its, named.description),
    severityHint: severity,
    level: levelOf(severity),
    received: own === null || how === null ? shownBody(JSON.stringify(part.$)) : undefined,
    labels: labelsFor(part, how, own === null),
    groupKey: grouped(how?.group?.(part) ?? null, reading),
    startedAt: timeOf(started),
    endedAt: status === "resolved" ? (timeOf(ended) ?? undefined) : undefined,
    runbookUrl: webLink(how?.runbook?.(part)) ?? webLink(first(its, named.runbook)),
    links: linksFor(part, its, how),
  };
}

/** Members by their names in lower case; of two that differ in case only, the first. */
function lowered(members: Members): Members {
  return Object.fromEntries(
    Object.entries(members)
      .reverse()
      .map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function first(its: Members, names: readonly string[]): string | null {
  return firstText(...names.filter((name) => Object.hasOwn(its, name)).map((name) => its[name]));
}

function titleIn(its: Members): string | null {
  const inner = Object.values(its).map((value) => lowered(membersOf(value)));
  const place = [text(its.host), text(its.service)].filter((one) => one !== null).join(": ") || null;
  return (
    first(its, named.title) ??
    firstText(membersOf(its.monitor).name, membersOf(its.check).name) ??
    place ??
    firstText(...inner.map((one) => first(one, named.title)))
  );
}

function givenIdentity(members: Members, part: Part, how: Mapping | null): string | null {
  return how?.identity?.(part) ?? first(lowered(members), named.identity);
}

/** By what it says and where, otherwise by all of it. */
function madeUp(part: Part, its: Members, title: string): string {
  const said = titleIn(its) === null && !its.host && !its.service ? JSON.stringify(part.$) : null;
  return hash("sha256", said ?? [title, text(its.host), text(its.service)].join("\n"), "hex").slice(0, 16);
}

function statusOf(part: Part, its: Members, how: Mapping | null): Pick<Signal, "status" | "acknowledged"> {
  const word = wordOf(its);
  const isOver = how?.resolved_when ? how.resolved_when(part) : over.test(word);
  if (isOver) return { status: "resolved", acknowledged: undefined };
  const isTaken = how?.acknowledged_when ? how.acknowledged_when(part) : taken.test(word);
  return { status: "firing", acknowledged: isTaken ? { by: null } : undefined };
}

/** The first state that is a word: its last part, without what is no letter around it (`✅ Up`, `check.up`). */
function wordOf(its: Members): string {
  const words = named.status.map((name) => (Object.hasOwn(its, name) ? (text(its[name]) ?? "") : ""));
  const said = words.map((word) => word.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")).find((word) => word !== "") ?? "";
  return said.split(/[.:/]/).at(-1) ?? "";
}

function labelsFor(part: Part, how: Mapping | null, unmapped: boolean): Record<string, string> {
  const { labels, tags, ...others } = membersOf(part.$);
  const mapped = Object.entries(how?.labels ?? {}).map(([name, value]) => [name, value(part)] as const);
  const all = labelsOf({
    ...others,
    ...labelsOfTags(tags),
    ...membersOf(labels),
    ...Object.fromEntries(mapped),
    ...(unmapped ? { unmapped: "true" } : {}),
  });
  const entries = Object.entries(all);
  return entries.length <= mostLabels ? all : Object.fromEntries(entries.slice(-mostLabels));
}

function linksFor(part: Part, its: Members, how: Mapping | null): Signal["links"] {
  const mapped = Object.entries(how?.links ?? {}).map(([title, value]) => [title, value(part)] as const);
  return linksOf(mapped.length > 0 ? Object.fromEntries(mapped) : { Source: first(its, named.link) });
}

function grouped(key: string | null, reading: Reading<Options>): string | null {
  return key === null ? null : reading.group(key);
}

function timeOf(written: string | null): number | null {
  return written === null ? null : (epochOf(written) ?? instantOf(written));
}
