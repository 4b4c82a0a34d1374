import { App, HTTPReceiver, LogLevel } from "@slack/bolt";
import { onTestFinished } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { openWorkspace, type Workspace, type WorkspaceOptions } from "../../src/workspace/workspace.ts";
import { manifest } from "./manifest.ts";

/** A workspace of its own for one test, closed when the test ends. It answers people after 80 ms of silence. */
export async function workspace(options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
  const opened = await openWorkspace({
    clock: systemClock(),
    port: 0,
    manifest: manifest(),
    log: silentLog,
    settleMs: 80,
    rateLimits: false,
    ...options,
  });
  onTestFinished(() => opened.close());
  return opened;
}

/** The real Bolt app in Socket Mode, started by `start`, stopped when the test ends. */
export function socketApp({ url, tokens }: Workspace, options: { ignoreSelf?: boolean } = {}) {
  const app = new App({
    token: tokens.bot,
    appToken: tokens.app,
    socketMode: true,
    ...options,
    clientOptions: clientOptions(url),
    logger: quietLogger,
    convoStore: false,
  });
  return { app, start: () => started(app, () => app.start()) };
}

/** The real Bolt app behind signed HTTP, on a free port, which the workspace is told of. */
export function httpApp(workspace: Workspace) {
  const receiver = new HTTPReceiver({ signingSecret: workspace.tokens.signingSecret, logger: quietLogger });
  const app = new App({
    token: workspace.tokens.bot,
    receiver,
    clientOptions: clientOptions(workspace.url),
    logger: quietLogger,
    convoStore: false,
  });
  const start = () =>
    started(app, async () => {
      const server = (await app.start(0)) as { address(): { port: number } };
      const requestUrl = `http://127.0.0.1:${server.address().port}/slack/events`;
      workspace.driveBy({ mode: "http", requestUrl });
    });
  return { app, start };
}

async function started(app: { stop(): Promise<unknown> }, start: () => Promise<unknown>): Promise<void> {
  await start();
  onTestFinished(() => app.stop().then(() => undefined));
}

const clientOptions = (url: string) => ({ slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, timeout: 10_000 });

const quietLogger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers freely; a wrong shape fails the test
export type Json = any;

/** The person's side, as a test uses it. */
export function people({ url }: Pick<Workspace, "url">) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Json> => {
    const response = await fetch(`${url}/local/${path}`, init);
    return { status: response.status, ...((await response.json()) as object) };
  };
  const post = (path: string, body: object) => ask(path, { method: "POST", body: JSON.stringify(body) });
  return {
    get: (path: string) => ask(path),
    post,
    say: (as: string, channel: string, text: string, more: object = {}) => post("say", { as, channel, text, ...more }),
    messages: async (channel: string, as?: string): Promise<Json[]> =>
      (await ask(`channels/${channel}/messages${as ? `?as=${as}` : ""}`)).messages,
    state: () => ask("state"),
    user: async (name: string): Promise<string> =>
      (await ask("state")).users.find((user: Json) => user.name === name).id,
    channel: async (name: string): Promise<Json> =>
      (await ask("state")).channels.find((channel: Json) => channel.name === name),
  };
}

/** The bot's side: a Web API call as the SDK sends it (a form), with the bot's token. */
export function api({ url, tokens }: Pick<Workspace, "url" | "tokens">, token: string = tokens.bot) {
  return async (method: string, args: Record<string, unknown> = {}): Promise<Json> => {
    const fields = Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]);
    const response = await fetch(`${url}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields as [string, string][]),
    });
    return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
  };
}

/** A clock that a test moves by hand: alarms ring when their time is passed. */
export function handClock(start = Date.parse("2026-11-21T12:00:00Z")) {
  let now = start;
  const alarms = new Set<{ at: number; ring: () => void }>();
  return {
    now: () => now,
    alarm(at: number, ring: () => void) {
      const alarm = { at, ring };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
    pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const [next] = [...alarms].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
        if (!next) break;
        now = Math.max(now, next.at);
        alarms.delete(next);
        next.ring();
      }
      now = end;
    },
  };
}
