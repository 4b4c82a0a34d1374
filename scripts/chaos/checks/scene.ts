import type { Selectable } from "kysely";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLog } from "../../../src/base/log.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Incident, Update } from "../../../src/domain/incident/state.ts";
import type { OverallStatus } from "../../../src/domain/policy.ts";
import type { Publication, Subscriber } from "../../../src/domain/subscription/state.ts";
import { readIncident } from "../../../src/store/incidents.ts";
import { openStore } from "../../../src/store/open.ts";
import { publicationsAfter } from "../../../src/store/publications.ts";
import { readComponentStatuses } from "../../../src/store/read/notice.ts";
import { recordedSignals } from "../../../src/store/read/recorded.ts";
import type { Tx } from "../../../src/store/store.ts";
import { activeSubscriber } from "../../../src/store/subscribers.ts";
import type { AlertTable, OutboxTable, RemoteTable, TimerTable } from "../../../src/store/tables.ts";
import { type WrittenEntry, writtenTimeline } from "../../../src/store/timeline.ts";
import { updatesOf } from "../../../src/store/updates.ts";
import type { Memory } from "../memory.ts";
import type { PagerRecord } from "../pagers.ts";
import type { ProviderRecord } from "../providers.ts";
import type { Channel, Message, Slack } from "../slack.ts";
import type { AudienceRecord } from "../subscribers.ts";

/** An incident of the public page's JSON, as far as it is looked at. */
export interface PageIncident {
  incident_updates: { body: string }[];
}

/** An incident with all that was kept of it. */
export interface Kept {
  incident: Incident;
  timeline: WrittenEntry[];
  updates: Update[];
}

/** Everything as it stands once all is at rest: what was promised, what the store holds, and what people see. */
export interface Scene {
  memory: Memory;
  incidents: Kept[];
  outbox: Selectable<OutboxTable>[];
  alerts: AlertTable[];
  signals: { alert: string; status: string; body: string }[];
  timers: TimerTable[];
  remotes: RemoteTable[];
  channels: Channel[];
  /** By channel id. */
  messages: Map<string, Message[]>;
  pagers: PagerRecord;
  providers: ProviderRecord[];
  audience: AudienceRecord;
  /** What there was to tell subscribers, by number. */
  publications: Publication[];
  /** Who hears of it. */
  subscribers: Subscriber[];
  /** By the name of a component: its status as the public reads it. */
  page: Map<string, OverallStatus>;
  /** What each replica's public page said last. */
  pages: PageIncident[][];
  /** The bot's user id. */
  bot: string;
  /** Product time at which the programs were told to stop. */
  stoppedAt: number;
  /** Product milliseconds in a real one. */
  speed: number;
}

/** What was looked at, how many of it, and what was not as it must be. */
export interface Check {
  what: string;
  looked: number;
  violations: string[];
}

/** More than a run publishes. */
const mostPublications = 100_000;

/** What the shipped configuration says of components and their statuses, which a run does not change. */
const { terms } = await loadConfig({ env: {}, cwd: new URL(".", import.meta.url).pathname });

/** Reads the scene. The programs have stopped. */
export async function openScene(given: {
  slack: Slack;
  memory: Memory;
  pagers: PagerRecord;
  providers: ProviderRecord[];
  audience: AudienceRecord;
  /** SQLite's file, or PostgreSQL's address. */
  place: string;
  pages: PageIncident[][];
  stoppedAt: number;
  speed: number;
}): Promise<Scene> {
  const { slack, place } = given;
  const where = place.includes("://") ? { url: place } : { file: place };
  const store = await openStore({ ...where, log: silentLog, clock: systemClock() });
  try {
    const { read } = store;
    const rows = await read.selectFrom("incident").select("body").orderBy("number").execute();
    const incidents: Kept[] = [];
    for (const row of rows) {
      const incident = readIncident(row);
      const { id } = incident;
      incidents.push({ incident, timeline: await writtenTimeline(read, id), updates: await updatesOf(read, id) });
    }
    const channels = await slack.channels();
    const messages = new Map<string, Message[]>();
    for (const { id } of channels) messages.set(id, await slack.messages(id));
    return {
      ...given,
      incidents,
      outbox: await read.selectFrom("outbox").selectAll().orderBy("id").execute(),
      alerts: await read.selectFrom("alert").selectAll().execute(),
      signals: await everySignal(read),
      timers: await read.selectFrom("timer").selectAll().execute(),
      publications: await publicationsAfter(read, 0, mostPublications),
      subscribers: await everySubscriber(read),
      remotes: await read.selectFrom("remote").selectAll().execute(),
      channels,
      messages,
      page: new Map((await readComponentStatuses(read, terms)).map(({ name, status }) => [name, status])),
      bot: slack.bot,
    };
  } finally {
    await store.close();
  }
}

/** A check over a list: each item says what is wrong with it, or nothing. */
export function check<T>(what: string, items: Iterable<T>, wrongWith: (item: T) => string | null): Check {
  const all = [...items];
  return { what, looked: all.length, violations: all.flatMap((item) => wrongWith(item) ?? []) };
}

/** How often each thing is there. */
export function countBy<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

async function everySubscriber(read: Tx): Promise<Scene["subscribers"]> {
  const rows = await read.selectFrom("subscriber").select("id").execute();
  const found = await Promise.all(rows.map(({ id }) => activeSubscriber(read, id)));
  return found.flatMap((subscriber) => subscriber ?? []);
}

async function everySignal(read: Tx): Promise<Scene["signals"]> {
  const signals: Scene["signals"] = [];
  for await (const { signal } of recordedSignals(read, 0))
    signals.push({ alert: signal.identity, status: signal.status, body: JSON.stringify(signal) });
  return signals;
}
