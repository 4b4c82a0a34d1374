import { z } from "zod";
import type { Signal } from "../../domain/events.ts";
import { identityOf, instantOf, labelsOf, levelOf, linksOf, membersOf, text, titleOf } from "../foreign.ts";
import { type Members, objectWith } from "../shape.ts";
import { defineSource, type Reading } from "../source.ts";

const options = z.strictObject({
  /** How often every monitor there tries again before it says DOWN; absent = what each message says. */
  retries: z.coerce.number().int().min(0).max(1_000).optional(),
});
type Options = z.infer<typeof options>;

/** `[<name>][<url>] <which> certificate <common name> will expire in <n> days`: a notice in `msg`, with nothing beside it. */
const certificate = /^\[(.*)\]\[(\S*)\] (?:.+ )?certificate .* will expire in -?\d+ days?$/is;
/** Nobody reports a certificate renewed: its alert ends when a day passes without the notice. */
const certificateHoldsMs = 24 * 60 * 60_000;

/**
 * Uptime Kuma's webhook, 1.x and 2.x. It never sends anything twice: a message that was lost stays lost. Pending and
 * maintenance are no news. A DOWN that comes after retries stands for all the failures it waited for. Signs nothing.
 */
export default defineSource<Members, Options>({
  name: "uptime-kuma",
  methods: ["GET"],
  options,
  body: objectWith("heartbeat", "monitor", "msg"),
  signals(body, reading) {
    const [heartbeat, monitor] = [part(body.heartbeat), part(body.monitor)];
    if (heartbeat === null) return monitor === null ? expiring(text(body.msg), reading) : [];
    const status = text(heartbeat.status);
    if (status === "2" || status === "3") return [];
    return [beat(heartbeat, monitor ?? {}, status === "1", reading)];
  },
});

/** The heartbeat or the monitor; as JSON text in a GET. Null = there is none. */
function part(value: unknown): Members | null {
  if (typeof value !== "string") return typeof value === "object" && value !== null ? membersOf(value) : null;
  try {
    const read: unknown = JSON.parse(value);
    return typeof read === "object" && read !== null ? membersOf(read) : null;
  } catch {
    return null;
  }
}

function beat(heartbeat: Members, monitor: Members, up: boolean, reading: Reading<Options>): Signal {
  const id = text(heartbeat.monitorID) ?? text(monitor.id);
  const at = timeOf(heartbeat.time);
  const repeated = heartbeat.important === false || text(heartbeat.important) === "0";
  const retries = reading.options.retries ?? wholeOf(heartbeat.retries) ?? wholeOf(monitor.maxretries) ?? 0;
  return {
    source: "uptime-kuma",
    identity: identityOf(reading.prefix, id ?? reading.unique()),
    status: up ? "resolved" : "firing",
    title: titleOf(text(monitor.name) ?? text(monitor.url) ?? `Monitor ${id ?? "without a name"}`),
    description: text(heartbeat.msg),
    severityHint: null,
    labels: labelsIn(monitor),
    groupKey: null,
    startedAt: up ? timeOf(heartbeat.lastDownTime) : repeated ? null : at,
    endedAt: up ? (at ?? undefined) : undefined,
    eventAt: at ?? undefined,
    failures: up ? undefined : 1 + retries,
    staleAfterMs: staleAfter(monitor),
    runbookUrl: null,
    links: linksOf({ Monitored: monitor.url }),
  };
}

function labelsIn({ id, name, pathName, type, url, hostname, description, tags }: Members): Record<string, string> {
  const own = (Array.isArray(tags) ? tags : []).map(membersOf).flatMap((tag) => {
    const key = text(tag.name);
    return key === null ? [] : [[key, text(tag.value) ?? "true"]];
  });
  return labelsOf({ ...Object.fromEntries(own), monitor: { id, name, pathName, type, url, hostname, description } });
}

/** Kuma repeats a DOWN every `resendInterval` beats of `interval` seconds, if it is told to at all. */
function staleAfter({ resendInterval, interval }: Members): number | undefined {
  const everyMs = (wholeOf(resendInterval) ?? 0) * (wholeOf(interval) ?? 0) * 1_000;
  return everyMs > 0 ? 2 * everyMs + 10 * 60_000 : undefined;
}

/** UTC without saying so: `2026-11-21 09:41:12.345`. */
function timeOf(value: unknown) {
  return instantOf(text(value)?.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)$/, "$1T$2Z"));
}

function wholeOf(value: unknown): number | null {
  const digits = text(value);
  return digits !== null && /^\d{1,6}$/.test(digits) ? Number(digits) : null;
}

function expiring(message: string | null, reading: Reading): Signal[] {
  const [, name, url] = certificate.exec(message ?? "") ?? [];
  if (message === null || name === undefined) return [];
  return [
    {
      source: "uptime-kuma",
      identity: identityOf(reading.prefix, `cert:${name}`),
      status: "firing",
      title: titleOf(text(name) ?? text(url), "a certificate expires"),
      description: message,
      severityHint: "warning",
      level: levelOf("warning"),
      labels: labelsOf({ monitor: { name, url } }),
      groupKey: null,
      startedAt: null,
      staleAfterMs: certificateHoldsMs,
      runbookUrl: null,
      // Not what is monitored: rules that ask for that ask whether it answers.
      links: linksOf({ Address: url }),
    },
  ];
}
