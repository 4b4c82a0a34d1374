import { join } from "node:path";
import { z } from "zod";
import { type Anchor, type Clock, systemClock } from "./base/clock.ts";
import type { Log } from "./base/log.ts";
import { Secret } from "./base/secret.ts";
import type { Config, LocalSettings } from "./config/config.ts";
import { manifestOf } from "./config/manifest.ts";

/** The local workspace as Sitrep sees it: an address and tokens like Slack's, its clock, and who its people are. */
export interface Local {
  url: string;
  tokens: { bot: Secret; app: Secret; signing: Secret };
  /** Product time; the workspace owns it (decisions.md 21). */
  clock: Clock;
  /** Product milliseconds in a real one, now. */
  pace(): number;
  /** By name: the user id. */
  people: Map<string, string>;
  /** Tells the workspace where to drive us, once we listen. */
  driveBy(delivery: { mode: "socket" } | { mode: "http"; requestUrl: string }): Promise<void>;
  close(): Promise<void>;
}

const tokens = z.object({ bot: z.string(), app: z.string(), signingSecret: z.string() });
const anchorShape = z.object({ real: z.number(), product: z.number(), speed: z.number() });
const clockMessage = z.object({ type: z.literal("clock"), anchor: anchorShape });
const attachment = z.object({ url: z.string(), tokens, anchor: anchorShape });
const state = z.object({ users: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Opens the local workspace in this process, or attaches to the one that runs at `settings.url`. */
export async function openLocal(settings: LocalSettings, config: Config, log: Log): Promise<Local> {
  return settings.url ? attach(settings.url, log) : open(settings, config, log);
}

async function open(settings: LocalSettings, config: Config, log: Log): Promise<Local> {
  const { openWorkspace } = await import("./workspace/workspace.ts");
  const workspace = await openWorkspace({
    clock: systemClock(),
    port: settings.port,
    manifest: manifestOf(config),
    log: log.child({ room: "workspace" }),
    dataFile: join(config.server.dataDir, "workspace.db"),
    speed: settings.clockSpeed,
    seed: { users: settings.users, channels: settings.channels },
  });
  return {
    url: workspace.url,
    tokens: secretsOf(workspace.tokens),
    clock: workspace.clock,
    pace: () => workspace.anchor().speed,
    people: await peopleOf(workspace.url),
    driveBy: async (delivery) => workspace.driveBy(delivery),
    close: () => workspace.close(),
  };
}

async function attach(address: string, log: Log): Promise<Local> {
  const { url, tokens: given, anchor } = attachment.parse(await read(`${address}/local/attach`));
  const stop = new AbortController();
  void followClock(url, anchor, stop.signal, log);
  return {
    url,
    tokens: secretsOf(given),
    clock: systemClock(anchor),
    pace: () => anchor.speed,
    people: await peopleOf(url),
    driveBy: async (delivery) => {
      await fetch(`${url}/local/app`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(delivery),
      });
    },
    close: async () => stop.abort(),
  };
}

/** Keeps `anchor` what the workspace says it is, for as long as it lives. */
async function followClock(url: string, anchor: Anchor, signal: AbortSignal, log: Log): Promise<void> {
  try {
    const { body } = await fetch(`${url}/local/stream`, { signal });
    let rest = "";
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const messages = (rest + text).split("\n\n");
      rest = messages.pop() ?? "";
      for (const message of messages) {
        const data = message.split("\n").find((line) => line.startsWith("data:"));
        const told = clockMessage.safeParse(data ? JSON.parse(data.slice(5)) : null);
        if (told.success) Object.assign(anchor, told.data.anchor);
      }
    }
  } catch (error) {
    if (!signal.aborted) log.warn({ err: error }, "the local workspace's clock is no longer followed");
  }
}

async function peopleOf(url: string): Promise<Map<string, string>> {
  const { users } = state.parse(await read(`${url}/local/state`));
  return new Map(users.map(({ id, name }) => [name, id]));
}

async function read(address: string): Promise<unknown> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`The local workspace answered ${answer.status} to ${address}.`);
  return answer.json();
}

function secretsOf(given: z.infer<typeof tokens>): Local["tokens"] {
  return { bot: new Secret(given.bot), app: new Secret(given.app), signing: new Secret(given.signingSecret) };
}
