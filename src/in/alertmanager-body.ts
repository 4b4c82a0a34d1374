import { z } from "zod";
import type { Instant } from "../base/clock.ts";
import type { Signal } from "../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, text, titleOf, webLink } from "./foreign.ts";
import type { Reading } from "./source.ts";

/*
 * The body that Alertmanager made common: one message carries the alerts of a group, firing and resolved ones beside each
 * other. Each one's own status counts, and the group is never an identity. Grafana writes the same with more in it.
 */

/** Names with values of any kind: senders in between write numbers and nulls, too. */
const values = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "Invalid input: expected an object of names and values",
);

/** One alert of a group. What may be missing is read from the rest, or left out. */
export const groupedAlert = z.object({
  status: z.enum(["firing", "resolved"]).nullish(),
  labels: values.nullish(),
  annotations: values.nullish(),
  startsAt: z.unknown().optional(),
  endsAt: z.unknown().optional(),
  generatorURL: z.unknown().optional(),
  fingerprint: z.unknown().optional(),
});

/** What stands around the alerts of a group. */
export const groupAround = {
  status: z.unknown().optional(),
  /** A number beyond 2^53 in bodies of version "3". */
  groupKey: z.unknown().optional(),
  externalURL: z.unknown().optional(),
  truncatedAlerts: z.unknown().optional(),
};

export type GroupedAlert = z.infer<typeof groupedAlert>;
export interface AlertGroup {
  alerts: GroupedAlert[];
  status?: unknown;
  groupKey?: unknown;
  externalURL?: unknown;
  truncatedAlerts?: unknown;
}

/** What differs between the senders of such bodies. */
interface Sender {
  source: string;
  /** What the sender is called where it is linked to. */
  called: string;
  /** More links of an alert, shown before the one to the sender. */
  links?(one: GroupedAlert & Record<string, unknown>): [title: string, url: unknown][];
}

/** Every alert of a group, in its order. */
export function signalsOfGroup(group: AlertGroup, reading: Reading, sender: Sender): Signal[] {
  const key = text(group.groupKey);
  const around: Around = {
    groupKey: key === null ? null : reading.group(key),
    status: group.status === "resolved" ? "resolved" : "firing",
    truncated: truncatedOf(group),
    home: group.externalURL,
    reading,
    sender,
  };
  return group.alerts.map((one) => signalOf(one, around));
}

/** What to mend when the sender left alerts out: they would never be reported resolved. */
export function truncationNotices(
  group: Pick<AlertGroup, "truncatedAlerts">,
  called: string,
  remedy: string,
): string[] {
  const count = truncatedOf(group);
  return count === undefined
    ? []
    : [`${called} left ${count} alerts out of a message, and will never report them resolved. ${remedy}`];
}

/** How many alerts the sender left out; undefined when it left out none, or says no number. */
function truncatedOf({ truncatedAlerts }: Pick<AlertGroup, "truncatedAlerts">): number | undefined {
  const count = Number(text(truncatedAlerts) ?? 0);
  return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}

/** What all alerts of a body have in common. */
interface Around {
  groupKey: string | null;
  status: Signal["status"];
  truncated: number | undefined;
  home: unknown;
  reading: Reading;
  sender: Sender;
}

function signalOf(one: GroupedAlert, { groupKey, status: common, truncated, home, reading, sender }: Around): Signal {
  const labels = labelsOf(one.labels);
  const annotations = one.annotations ?? {};
  const summary = text(annotations.summary) ?? text(annotations.title);
  const status = one.status ?? common;
  return {
    source: sender.source,
    identity: identityOf(reading.prefix, text(one.fingerprint) ?? ownFingerprint(one.labels) ?? reading.unique()),
    status,
    title: titleOf(labels.alertname ?? null, summary) || firstPair(labels),
    description: text(annotations.description) ?? text(annotations.message),
    severityHint: labels.severity ?? null,
    level: levelOf(labels.severity ?? null),
    labels,
    groupKey,
    truncated,
    startedAt: instantOf(one.startsAt),
    // While it fires there is none; some in between fill in when it would be given up.
    endedAt: status === "resolved" ? endOf(one) : undefined,
    runbookUrl: webLink(annotations.runbook_url) ?? webLink(annotations.runbook),
    links: linksOf(one, annotations, home, sender),
  };
}

function endOf({ endsAt }: GroupedAlert): Instant | undefined {
  return instantOf(endsAt) ?? undefined;
}

/** What can be shown as a link; of several with one title the first. */
function linksOf(
  one: GroupedAlert,
  annotations: Record<string, unknown>,
  home: unknown,
  sender: Sender,
): Signal["links"] {
  const links: Signal["links"] = [];
  const add = (title: string, value: unknown) => {
    const url = value === undefined ? null : webLink(value);
    if (url !== null && !links.some((link) => link.title === title)) links.push({ title, url });
  };
  add("Source", one.generatorURL);
  for (const [title, value] of sender.links?.(one) ?? []) add(title, value);
  add("Dashboard", annotations.dashboard_url);
  add("Dashboard", annotations.dashboard);
  add(sender.called, home);
  return links;
}

function firstPair(labels: Record<string, string>): string {
  const [pair] = Object.entries(labels);
  return pair ? titleOf(`${pair[0]}=${pair[1]}`) : "An alert without a name";
}

/** The fingerprint of an alert that came without; null where there are no labels to tell it by. */
function ownFingerprint(labels: Record<string, unknown> | null | undefined): string | null {
  return labels && Object.keys(labels).length > 0 ? fingerprintOf(labels) : null;
}

/**
 * Alertmanager's own fingerprint, for bodies that lack it: FNV-1a, 64 bit, over the labels sorted by name, each name and
 * value followed by 0xFF. So an alert has one identity whichever way it comes.
 */
export function fingerprintOf(labels: Record<string, unknown>): string {
  const pairs = Object.entries(labels).map(([name, value]) => [Buffer.from(name), Buffer.from(asText(value))] as const);
  let hash = 0xcbf29ce484222325n;
  const add = (byte: number) => {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  };
  for (const pair of pairs.sort(([a], [b]) => Buffer.compare(a, b))) {
    for (const part of pair) {
      part.forEach(add);
      add(0xff);
    }
  }
  return hash.toString(16).padStart(16, "0");
}

/** A label as Alertmanager would have had it; nested values are none of its own, and only have to differ where they differ. */
function asText(value: unknown): string {
  return typeof value === "object" && value !== null ? Object.values(labelsOf({ value })).join() : String(value ?? "");
}
