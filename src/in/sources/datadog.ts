import { createHash } from "node:crypto";
import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import {
  epochOf,
  firstText,
  identityOf,
  labelsOf,
  labelsOfTags,
  levelOf,
  linksOf,
  membersOf,
  text,
  titleOf,
  webLink,
} from "../foreign.ts";
import { defineSource, type Reading } from "../source.ts";

/** What tells a body of Datadog: the names of its own template, of ours, and of those that people write. */
const known = [
  "alert_id",
  "alert_cycle_key",
  "alert_transition",
  "alert_title",
  "alert_type",
  "alert_status",
  "event_title",
  "event_type",
  "monitor_id",
  "title",
  "text_only_msg",
];

/** The members by their names in lower case: templates write them in any. Of two that differ only in that, the first counts. */
const body = z.custom<Record<string, unknown>>(
  (value) => Object.keys(membersOf(value)).some((name) => known.includes(name.toLowerCase())),
  "Invalid input: expected what Datadog's template makes: title, alert_title, alert_id, alert_transition …",
);

/**
 * Datadog's webhook, as its template makes it. It signs nothing; headers of one's own can be set. Its default template has
 * neither the monitor nor what became of it: those are then read out of the title.
 */
export default defineSource<Record<string, unknown>>({
  name: "datadog",
  body,
  signals: (one, reading) => [signalOf(inLowerCase(one), reading)],
  notices: (one) =>
    ownIdentity(inLowerCase(one)).how === "title"
      ? [
          "Datadog sends no monitor (alert_cycle_key, alert_id): its alerts are told apart by their titles. Use the template of docs/sources/datadog.md.",
        ]
      : [],
});

type Fields = ReadonlyMap<string, unknown>;

function inLowerCase(one: Record<string, unknown>): Fields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of Object.entries(one)) {
    const key = name.toLowerCase();
    if (text(fields.get(key)) === null) fields.set(key, value);
  }
  return fields;
}

/** Said anew with every message, or shown elsewhere: no labels. */
const noLabels = new Set([
  ...["body", "text_only_msg", "event_msg", "title", "alert_title", "event_title", "link", "url", "snapshot", "tags"],
  ...[
    "id",
    "event_id",
    "date",
    "date_posix",
    "last_updated",
    "last_updated_posix",
    "alert_cycle_key",
    "alert_transition",
  ],
]);

function signalOf(fields: Fields, reading: Reading): Signal {
  const of = (...names: string[]) => firstText(...names.map((name) => fields.get(name)));
  const { how, own } = ownIdentity(fields);
  const status = statusOf(fields);
  const at = epochOf(of("date_posix")) ?? epochOf(of("date", "last_updated"));
  const priority = of("alert_priority", "priority");
  const word = priority !== null && /^p[1-5]$/i.test(priority) ? priority : of("alert_type");
  const labels = labelsOf(Object.fromEntries([...fields].filter(([name]) => !noLabels.has(name))));
  return {
    source: "datadog",
    identity: identityOf(reading.prefix, own ?? reading.unique()),
    status,
    title: titleOf(titleWithout(fields)) || titleOf(of("alert_metric", "alert_query")) || "An alert of Datadog",
    description:
      of("text_only_msg", "event_msg", "body")
        ?.replace(/^%%%\s*$/gm, "")
        .trim() || null,
    severityHint: word,
    level: levelOf(word),
    labels: { ...labels, ...labelsOfTags(fields.get("tags")) },
    groupKey: null,
    startedAt: status === "firing" && isFirst(fields) ? at : null,
    endedAt: status === "resolved" ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    oneEpisode: how === "cycle" ? true : undefined,
    runbookUrl: webLink(of("runbook_url", "runbook")),
    links: linksOf({ Datadog: of("link", "url"), Snapshot: of("snapshot") }),
  };
}

/** The identity without its prefix: of this cycle, else of the monitor and its scope, else of the title (alert sources 4.6). */
function ownIdentity(fields: Fields): { how: "cycle" | "monitor" | "title" | "none"; own: string | null } {
  const of = (...names: string[]) => firstText(...names.map((name) => fields.get(name)));
  const cycle = of("alert_cycle_key");
  if (cycle !== null) return { how: "cycle", own: cycle };
  const monitor = of("alert_id", "monitor_id");
  if (monitor !== null) return { how: "monitor", own: `${monitor}:${scopeOf(of("alert_scope", "scope"))}` };
  const title = titleWithout(fields);
  if (title === null) return { how: "none", own: null };
  const hash = createHash("sha256").update(title.toLowerCase()).digest("hex").slice(0, 16);
  return { how: "title", own: `title:${hash}` };
}

function scopeOf(scope: string | null): string {
  const parts = (scope ?? "").split(",").map((part) => part.trim());
  return parts
    .filter((part) => part !== "")
    .sort()
    .join(",");
}

const titleNames = ["alert_title", "event_title", "title"];

/** The title without the bracket groups at its beginning, which say what became of the alert, and where. */
function titleWithout(fields: Fields): string | null {
  const title = firstText(...titleNames.map((name) => fields.get(name)));
  return title === null ? null : title.replace(/^(?:\s*\[[^\]]*\])+\s*/, "") || title;
}

function statusOf(fields: Fields): Signal["status"] {
  const transition = text(fields.get("alert_transition")) ?? text(fields.get("transition"));
  if (transition !== null) return /recovered/i.test(transition) ? "resolved" : "firing";
  if (/^\s*\[\s*recovered/i.test(firstText(...titleNames.map((name) => fields.get(name))) ?? "")) return "resolved";
  return /^success$/i.test(text(fields.get("alert_type")) ?? "") ? "resolved" : "firing";
}

/** False for a message that repeats: its time is not when the alert began. */
function isFirst(fields: Fields): boolean {
  const said = firstText(
    fields.get("alert_transition"),
    fields.get("transition"),
    ...titleNames.map((name) => fields.get(name)),
  );
  return !/^\s*\[?\s*re-?(?:triggered|warn|no data|notif)/i.test(said ?? "");
}
