import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Log } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { apiToken } from "../../src/config/api-token.ts";
import { loadConfig } from "../../src/config/load.ts";
import { manifestOf } from "../../src/config/manifest.ts";
import { parseElapsed } from "../../src/domain/duration.ts";
import { openSitrep, type Sitrep } from "../../src/sitrep.ts";
import type { Fault } from "../../src/workspace/faults.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/workspace.ts";
import { type StoryClock, storyClock } from "./clock.ts";
import { clockOf, posted, reminderOf } from "./journal.ts";
import { openPeople, type People } from "./person.ts";
import { freshSchema } from "./postgres.ts";

export interface StoryOptions {
  /** When it begins, in UTC: `2026-11-21T03:00Z`. */
  at: string;
  /** sitrep.yml, as text. */
  config?: string;
  mode?: "socket" | "http";
  store?: "sqlite" | "postgres";
  /** Log lines at error that belong to the story. */
  expectErrors?: boolean;
}

/** A deadline as REST tells it, with its times as `clockOf` writes them. */
export interface Promised {
  kind: string;
  due: string;
  state: string;
  met: string | null;
}

/** The real program against the local workspace, on a clock that passes when the story says so. */
export interface Story extends People {
  clock: { now(): number; pass(how: string): Promise<void>; until(when: string): Promise<void> };
  workspace: Workspace;
  url: string;
  statusUrl: string;
  /**
   * Everything the bot posted to `#incidents`, `@bob` or another place, in order, with its time: `03:15 words`. Also what
   * was edited or taken away since.
   */
  told(where: string): Promise<string[]>;
  /** When a reminder of this kind of deadline was posted, and who was mentioned: `03:20 @alice`. */
  reminders(kind: string, number?: number): Promise<string[]>;
  /** The kinds of deadline whose reminder stands in some channel now. */
  standing(number?: number): Promise<string[]>;
  /** Who was paged: `03:15 @carol`. */
  pages(): Promise<string[]>;
  /** The promises of an incident, in the order they were made. */
  promises(number?: number): Promise<Promised[]>;
  /** An incident as REST tells it. */
  incident(number?: number): Promise<Json>;
  hook(source: string, body: unknown): Promise<number>;
  api(method: "GET" | "POST", path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  faults(...faults: Fault[]): void;
  /** Stops Sitrep and starts it again on the same data; "Slack" lives on. */
  restart(options?: { away?: string }): Promise<void>;
  settle(): Promise<void>;
  /** Everything that was logged, at any level, as one text. */
  log(): string;
  [Symbol.asyncDispose](): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a story reads JSON as any reader of the API does; what is not there fails it.
export type Json = any;

export interface Answer {
  status: number;
  body: Json;
}

/** What was committed is delivered by a nudge; the safety net behind it would ring 20,000 times in a week. */
const sweepMs = 24 * 60 * 60_000;

/** Begins a story. Leaving it fails on any error line that nobody asked for. */
export async function story({
  at,
  config = "",
  mode = "socket",
  store = "sqlite",
  expectErrors = false,
}: StoryOptions): Promise<Story> {
  const began = Date.parse(at);
  const clock: StoryClock = storyClock(began);
  const folder = await mkdtemp(join(tmpdir(), "sitrep-story-"));
  await writeFile(join(folder, "sitrep.yml"), config);
  const schema = store === "postgres" ? await freshSchema() : null;
  const settings = await loadConfig({
    cwd: folder,
    env: {
      SITREP_DATA_DIR: folder,
      SITREP_PORT: "0",
      SITREP_STATUS_PORT: "0",
      SITREP_SLACK_MODE: mode,
      ...(schema ? { DATABASE_URL: schema.url } : {}),
    },
  });
  const lines: string[] = [];
  const log: Log = pino({ level: "trace", base: null }, { write: (line: string) => void lines.push(line) });
  const workspace = await openWorkspace({
    clock,
    protocolClock: clock,
    settleMs: 0,
    port: 0,
    manifest: manifestOf(settings),
    log,
    seed: { users: settings.local?.users, channels: settings.local?.channels },
  });
  const { token } = await apiToken(settings);
  let sitrep: Sitrep;

  const activity = () => workspace.calls().length + workspace.deliveries().length;
  /** Until nothing moves any more, neither here nor between here and Slack. */
  const settle = async () => {
    for (let known = -1; known !== activity(); ) {
      await sitrep.idle();
      known = activity();
      await workspace.idle();
      await sitrep.idle();
    }
  };
  /** After an alarm only what it set off has to end: Slack answers nothing to it that decides anything. */
  const settleAlarm = async () => {
    for (let known = -1; known !== activity(); ) {
      known = activity();
      await sitrep.idle();
      await new Promise((turn) => setImmediate(turn));
    }
  };
  const people = await openPeople(workspace.url, settle);

  const start = async () => {
    sitrep = await openSitrep({
      config: settings,
      clock,
      log,
      slack: {
        apiUrl: `${workspace.url}/api/`,
        bot: new Secret(workspace.tokens.bot),
        app: new Secret(workspace.tokens.app),
        signing: new Secret(workspace.tokens.signingSecret),
      },
      people: people.ids,
      sweepMs,
    });
    workspace.driveBy(mode === "http" ? { mode, requestUrl: `${sitrep.url}/slack/events` } : { mode });
    while (mode === "socket" && workspace.connections() < 2) await new Promise((turn) => setTimeout(turn, 5));
    await settle();
  };

  /** The reminders that stand in channels now. Two of one deadline fail any story. */
  const reminding = async () => {
    const rooms = (await people.channels()).filter(({ is_im }) => !is_im);
    const messages = (await Promise.all(rooms.map(({ name }) => people.messages(name)))).flat();
    const live = messages.map((message) => reminderOf(message)).filter((one) => one !== null);
    const names = live.map(({ number, kind }) => `#${number} ${kind}`);
    const twice = names.filter((name, index) => names.indexOf(name) !== index);
    if (twice.length > 0) throw new Error(`More than one live reminder of: ${twice.join(", ")}`);
    return live;
  };
  const afterAlarm = async () => {
    const before = workspace.calls().length;
    await settleAlarm();
    if (workspace.calls().length !== before) await reminding();
  };
  const passTo = async (instant: number) => {
    await clock.passTo(instant, afterAlarm);
    await settle();
  };
  const elapsed = (how: string): number => {
    const ms = parseElapsed(how);
    if (typeof ms !== "number") throw new Error(ms.problem);
    return ms;
  };
  const everything = async () => posted(workspace.calls(), await people.names());
  const time = (instant: number) => clockOf(instant, began);
  const api: Story["api"] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${sitrep.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token.reveal()}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const read = await answer.json();
    await settle();
    return { status: answer.status, body: read };
  };
  const incident = async (number = 1) => (await api("GET", `/incidents/${number}`)).body;

  await start();

  return {
    ...people,
    workspace,
    clock: {
      now: () => clock.now(),
      pass: (how) => passTo(clock.now() + elapsed(how)),
      until: (when) => {
        const day = new Date(clock.now()).toISOString().slice(0, 10);
        return passTo(Date.parse(when.includes("T") ? when : `${day}T${when}Z`));
      },
    },
    get url() {
      return sitrep.url;
    },
    get statusUrl() {
      return sitrep.statusUrl;
    },
    told: async (where) =>
      (await everything()).filter((one) => one.where === where).map((one) => `${time(one.at)} ${one.words}`),
    async reminders(kind, number = 1) {
      const all = (await everything()).filter(({ reminder }) => reminder?.kind === kind && reminder.number === number);
      return all.map(({ at: then, words }) => `${time(then)} ${words.slice(0, words.indexOf("⏰"))}`.trim());
    },
    standing: async (number = 1) => (await reminding()).filter((one) => one.number === number).map(({ kind }) => kind),
    pages: async () =>
      (await everything())
        .filter(({ words }) => words.startsWith("🚨 You are paged"))
        .toSorted((a, b) => a.at - b.at || a.where.localeCompare(b.where))
        .map((one) => `${time(one.at)} ${one.where}`),
    promises: async (number = 1) =>
      (await incident(number)).deadlines.map(
        (one: { kind: string; due_at: string; state: string; met_at: string | null }) => ({
          kind: one.kind,
          due: time(Date.parse(one.due_at)),
          state: one.state,
          met: one.met_at && time(Date.parse(one.met_at)),
        }),
      ),
    incident,
    async hook(source, body) {
      const answer = await fetch(`${sitrep.url}/hooks/${source}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      await settle();
      return answer.status;
    },
    api,
    faults: (...faults) => workspace.setFaults(faults),
    async restart({ away } = {}) {
      await sitrep.stop();
      if (away) await clock.passTo(clock.now() + elapsed(away), async () => {});
      await start();
    },
    settle,
    log: () => lines.join(""),
    async [Symbol.asyncDispose]() {
      await sitrep.stop();
      await workspace.close();
      await schema?.drop();
      await rm(folder, { recursive: true, force: true });
      const errors = lines.filter((line) => JSON.parse(line).level >= 50);
      if (errors.length > 0 && !expectErrors)
        throw new Error(`Lines at error that nobody asked for:\n${errors.join("")}`);
    },
  };
}
