import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, text, titleOf, webLink } from "../foreign.ts";
import { defineSource, type Reading } from "../source.ts";

/** Names with values of any kind: senders in between write numbers and nulls, too. */
const values = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "Invalid input: expected an object of names and values",
);

const alert = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: values,
  annotations: values.nullish(),
  startsAt: z.unknown().optional(),
  endsAt: z.unknown().optional(),
  generatorURL: z.unknown().optional(),
  fingerprint: z.unknown().optional(),
});

const body = z.object({
  alerts: z.array(alert).min(1),
  /** A number beyond 2^53 in bodies of version "3". */
  groupKey: z.union([z.string(), z.number()]).nullish(),
  externalURL: z.unknown().optional(),
  truncatedAlerts: z.coerce.number().catch(0).optional(),
});

type Alert = z.infer<typeof alert>;
type Body = z.infer<typeof body>;

/**
 * Prometheus Alertmanager, webhook version "4" (and the older "3"). One body carries the alerts of a group, firing and
 * resolved ones beside each other: each one's own status counts, and the group is never an identity. Signs nothing.
 */
export default defineSource<Body>({
  name: "alertmanager",
  repeatsEveryMs: 4 * 60 * 60_000,
  body,
  signals(group, reading) {
    const key = text(group.groupKey);
    const shared: Shared = {
      groupKey: key === null ? null : reading.group(key),
      home: webLink(group.externalURL),
      reading,
    };
    return group.alerts.map((one) => signalOf(one, shared));
  },
  notices: ({ truncatedAlerts }) =>
    truncatedAlerts
      ? [
          `Alertmanager left ${truncatedAlerts} alerts out of a message, and will never report them resolved. Set max_alerts: 0 at its receiver.`,
        ]
      : [],
});

/** What all alerts of a body have in common. */
interface Shared {
  groupKey: string | null;
  /** Where the Alertmanager is. */
  home: string | null;
  reading: Reading;
}

function signalOf(one: Alert, { groupKey, home, reading }: Shared): Signal {
  const labels = labelsOf(one.labels);
  const annotations = one.annotations ?? {};
  const summary = text(annotations.summary) ?? text(annotations.title);
  return {
    source: "alertmanager",
    identity: identityOf(reading.prefix, text(one.fingerprint) ?? fingerprintOf(one.labels)),
    status: one.status,
    title: titleOf(labels.alertname ?? null, summary) || firstPair(labels),
    description: text(annotations.description) ?? text(annotations.message),
    severityHint: labels.severity ?? null,
    level: levelOf(labels.severity ?? null),
    labels,
    groupKey,
    startedAt: instantOf(one.startsAt),
    endedAt: instantOf(one.endsAt) ?? undefined,
    runbookUrl: webLink(annotations.runbook_url) ?? webLink(annotations.runbook),
    links: linksOf(one, home, annotations),
  };
}

function linksOf(one: Alert, home: string | null, annotations: Record<string, unknown>): Signal["links"] {
  const links: Signal["links"] = [];
  const add = (title: string, url: string | null) => {
    if (url !== null) links.push({ title, url });
  };
  add("Source", webLink(one.generatorURL));
  add("Dashboard", webLink(annotations.dashboard_url) ?? webLink(annotations.dashboard));
  add("Alertmanager", home);
  return links;
}

function firstPair(labels: Record<string, string>): string {
  const [pair] = Object.entries(labels);
  return pair ? titleOf(`${pair[0]}=${pair[1]}`) : "An alert without a name";
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
