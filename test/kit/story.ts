import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Log } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { loadConfig } from "../../src/config/load.ts";
import { manifestOf } from "../../src/config/manifest.ts";
import { parseElapsed } from "../../src/domain/duration.ts";
import { openSitrep, type Sitrep } from "../../src/sitrep.ts";
import type { Fault } from "../../src/workspace/faults.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/workspace.ts";
import { type StoryClock, storyClock } from "./clock.ts";
import { freshSchema } from "./postgres.ts";

/** A message as a person of the workspace sees it. */
export interface Message {
  ts: string;
  user: string;
  text: string;
  blocks?: unknown[];
  ephemeral?: boolean;
  pinned?: boolean;
}

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

/** The real program against the local workspace, on a clock that passes when the story says so. */
export interface Story {
  clock: { now(): number; pass(how: string): Promise<void>; until(when: string): Promise<void> };
  workspace: Workspace;
  url: string;
  statusUrl: string;
  token: string;
  /** A person types; a text that begins with `/` is a command. Resolves with what they alone, or all, were answered. */
  say(as: string, channel: string, text: string): Promise<string[]>;
  /** A person clicks the button that reads so, on the newest message that has it. Resolves with what they were answered. */
  click(as: string, channel: string, label: string): Promise<string[]>;
  /** The forms a person has open. */
  views(as: string): Promise<{ id: string; title: { text: string }; blocks: { block_id: string }[] }[]>;
  submit(as: string, values: Record<string, unknown>): Promise<{ ok: boolean; errors?: Record<string, string> }>;
  messages(channel: string, as?: string): Promise<Message[]>;
  /** All words of a channel's messages with their buttons, oldest first. */
  words(channel: string, as?: string): Promise<string[]>;
  channels(): Promise<{ id: string; name: string; topic: string; members: string[]; is_archived: boolean }[]>;
  /** The channel of the newest incident. */
  room(): Promise<string>;
  /** What the bot told a person directly, oldest first. */
  direct(person: string): Promise<string[]>;
  hook(source: string, body: unknown): Promise<number>;
  api(
    method: "GET" | "POST",
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: any }>;
  faults(...faults: Fault[]): void;
  /** Stops Sitrep and starts it again on the same data; "Slack" lives on. */
  restart(options?: { away?: string }): Promise<void>;
  settle(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What was committed is delivered by a nudge; the safety net behind it would ring 20,000 times in a week. */
const sweepMs = 24 * 60 * 60_000;

/** A heading, a line or a button of a message, as one text. */
export function textOf(message: Pick<Message, "text" | "blocks">): string {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(one);
    else if (typeof value === "object" && value !== null) {
      const { type, text, url } = value as { type?: string; text?: unknown; url?: string };
      if (type === "button") found.push(`[${(text as { text: string }).text}]`);
      else if (typeof text === "string") found.push(text);
      else for (const [key, inner] of Object.entries(value)) if (key !== "url" || url === undefined) walk(inner);
    }
  };
  walk(message.blocks ?? []);
  return found.length > 0 ? found.join(" ") : message.text;
}

/** Begins a story. Leaving it fails on any error line that nobody asked for. */
export async function story({
  at,
  config = "",
  mode = "socket",
  store = "sqlite",
  expectErrors = false,
}: StoryOptions): Promise<Story> {
  const clock: StoryClock = storyClock(Date.parse(at));
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
  const errors: string[] = [];
  const log: Log = pino({ level: "error", base: null }, { write: (line: string) => void errors.push(line) });
  const workspace = await openWorkspace({
    clock,
    protocolClock: clock,
    settleMs: 0,
    port: 0,
    manifest: manifestOf(settings),
    log,
    seed: { users: settings.local?.users, channels: settings.local?.channels },
  });
  const { url } = workspace;
  const ask = async (path: string, body?: unknown): Promise<any> => {
    const answer = await fetch(`${url}/local/${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    return answer.json();
  };
  const state = () => ask("state");
  const people = new Map<string, string>(
    (await state()).users.map((user: { id: string; name: string }) => [user.name, user.id]),
  );

  let sitrep: Sitrep;
  const start = async () => {
    sitrep = await openSitrep({
      config: settings,
      clock,
      log,
      slack: {
        apiUrl: `${url}/api/`,
        bot: new Secret(workspace.tokens.bot),
        app: new Secret(workspace.tokens.app),
        signing: new Secret(workspace.tokens.signingSecret),
      },
      people,
      sweepMs,
    });
    workspace.driveBy(mode === "http" ? { mode, requestUrl: `${sitrep.url}/slack/events` } : { mode });
    while (mode === "socket" && workspace.connections() < 2) await new Promise((turn) => setTimeout(turn, 5));
    await settle();
  };

  const activity = () => workspace.calls().length + workspace.deliveries().length;
  let known = -1;
  const settle = async (thoroughly = true) => {
    for (let first = thoroughly; ; first = false) {
      await sitrep.idle();
      if (!first && activity() === known) return;
      known = activity();
      await workspace.idle();
    }
  };
  const heard = (answer: any): string[] => {
    if (answer.ok === false) throw new Error(`${answer.error}: ${answer.detail}`);
    return [];
  };
  const messages = async (channel: string, as?: string): Promise<Message[]> =>
    (await ask(`channels/${encodeURIComponent(channel)}/messages${as ? `?as=${as}` : ""}`)).messages;
  /** What was said to a person between two looks, in the channel or to their eyes only. */
  const answered = async (as: string, channel: string, deed: () => Promise<any>): Promise<string[]> => {
    const before = new Set((await messages(channel, as)).map(({ ts }) => ts));
    heard(await deed());
    await settle();
    return (await messages(channel, as)).filter(({ ts }) => !before.has(ts)).map(textOf);
  };
  const token = async () => (await import("../../src/config/api-token.ts")).apiToken(settings);

  await start();
  const { token: secret } = await token();

  return {
    workspace,
    clock: {
      now: () => clock.now(),
      pass: (how) => {
        const ms = parseElapsed(how);
        if (typeof ms !== "number") throw new Error(ms.problem);
        return clock.passTo(clock.now() + ms, () => settle(false));
      },
      until: (when) => {
        const day = new Date(clock.now()).toISOString().slice(0, 10);
        return clock.passTo(Date.parse(when.includes("T") ? when : `${day}T${when}Z`), () => settle(false));
      },
    },
    get url() {
      return sitrep.url;
    },
    get statusUrl() {
      return sitrep.statusUrl;
    },
    token: secret.reveal(),
    say: (as, channel, text) => answered(as, channel, () => ask("say", { as, channel, text })),
    async click(as, channel, label) {
      const message = (await messages(channel, as)).findLast((one) => textOf(one).includes(`[${label}]`));
      if (!message) throw new Error(`nothing in #${channel} has a button that reads "${label}"`);
      return answered(as, channel, () => ask("click", { as, channel, ts: message.ts, action_id: label }));
    },
    views: async (as) => (await ask(`views?as=${as}`)).views.filter((view: { type: string }) => view.type === "modal"),
    async submit(as, values) {
      const [view] = (await ask(`views?as=${as}`)).views
        .filter((one: { type: string }) => one.type === "modal")
        .slice(-1);
      if (!view) throw new Error(`${as} has no form open`);
      const answer = await ask("submit", { as, view_id: view.id, values });
      await settle();
      return answer;
    },
    messages,
    words: async (channel, as) => (await messages(channel, as)).map(textOf),
    channels: async () => (await state()).channels,
    async room() {
      const names = (await state()).channels.map((channel: { name: string }) => channel.name);
      return names.findLast((name: string) => name.startsWith("inc-")) ?? "";
    },
    async direct(person) {
      const id = people.get(person) ?? person;
      const im = (await state()).channels.find(
        (one: any) => one.members.includes(id) && one.members.length === 2 && one.name.startsWith("@"),
      );
      return im ? (await messages(im.id)).map(textOf) : [];
    },
    async hook(source, body) {
      const answer = await fetch(`${sitrep.url}/hooks/${source}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      await settle();
      return answer.status;
    },
    async api(method, path, body, headers = {}) {
      const answer = await fetch(`${sitrep.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${secret.reveal()}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const read = await answer.json();
      await settle();
      return { status: answer.status, body: read };
    },
    faults: (...faults) => workspace.setFaults(faults),
    async restart({ away } = {}) {
      await sitrep.stop();
      const ms = away === undefined ? 0 : parseElapsed(away);
      if (typeof ms !== "number") throw new Error(ms.problem);
      await clock.passTo(clock.now() + ms, async () => {});
      await start();
    },
    settle,
    async [Symbol.asyncDispose]() {
      await sitrep.stop();
      await workspace.close();
      await schema?.drop();
      await rm(folder, { recursive: true, force: true });
      if (errors.length > 0 && !expectErrors)
        throw new Error(`Lines at error that nobody asked for:\n${errors.join("")}`);
    },
  };
}
