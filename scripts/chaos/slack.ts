import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/base/clock.ts";
import type { Log } from "../../src/base/log.ts";
import type { Fault } from "../../src/workspace/faults.ts";
import { readManifest } from "../../src/workspace/manifest.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/workspace.ts";

/** They are listed in the order they began, and end in any. */
const mostUnderWay = 100;

/** Who types in no incident: what they are answered is known to be theirs. */
export const channelPerson = "erin";

/** A message as it stands in a channel. */
export interface Message {
  ts: string;
  user: string;
  text: string;
  ephemeral: boolean;
  blocks?: unknown[];
  metadata?: { event_type: string; event_payload: { key?: string } };
}

export interface Channel {
  id: string;
  name: string;
  creator: string;
  is_archived: boolean;
  is_im: boolean;
}

/** What came of a person's deed: `acked` is Slack's own "the app has it"; `said` is what they then read, for their eyes only or in their conversation with the app. */
export interface Heard {
  acked: boolean;
  said: string[];
  error?: string | undefined;
}

/** "Slack", as the people in it use it. It lives on, whatever becomes of Sitrep. */
export interface Slack {
  url: string;
  workspace: Workspace;
  /** The bot's user id. */
  bot: string;
  say(as: string, channel: string, text: string): Promise<Heard>;
  click(as: string, channel: string, ts: string, button: string): Promise<Heard>;
  messages(channel: string, as?: string): Promise<Message[]>;
  channels(): Promise<Channel[]>;
  people(): Promise<Map<string, string>>;
  faults(list: Fault[]): Promise<void>;
  /** When the app last made itself heard, by a call, an acknowledgement or an answer to a person; machine time, ms. */
  heardAt(): number;
  close(): Promise<void>;
}

/** Opens the workspace with product time at `speed` times real time. */
export async function openSlack(speed: number, log: Log): Promise<Slack> {
  const manifest = await readManifest(fileURLToPath(new URL("../../manifest.yml", import.meta.url)));
  const seed = { users: [{ name: channelPerson, real_name: "Erin Sato" }] };
  const workspace = await openWorkspace({ clock: systemClock(), port: 0, manifest, log, speed, seed });
  const { url } = workspace;

  // biome-ignore lint/suspicious/noExplicitAny: what comes is the workspace's own JSON, read as its contract says
  const ask = async (path: string, body?: unknown): Promise<any> => {
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/local/${path}`, body === undefined ? {} : post);
    return answer.json();
  };
  const state = () => ask("state");
  const heard = (answer: { ok: boolean; error?: string; responses?: (Message & { channel: string })[] }): Heard => ({
    acked: answer.ok,
    said: (answer.responses ?? []).filter((one) => one.ephemeral || one.channel.startsWith("D")).map((one) => one.text),
    error: answer.error,
  });
  const { users } = await state();
  const listener = await listen(`${url}/local/stream`);

  return {
    url,
    workspace,
    bot: users.find((user: { is_bot: boolean }) => user.is_bot).id,
    say: async (as, channel, text) => heard(await ask("say", { as, channel, text })),
    click: async (as, channel, ts, button) => heard(await ask("click", { as, channel, ts, action_id: button })),
    messages: async (channel, as) =>
      (await ask(`channels/${encodeURIComponent(channel)}/messages${as ? `?as=${as}` : ""}`)).messages,
    channels: async () => (await state()).channels,
    people: async () => new Map(users.map(({ id, name }: { id: string; name: string }) => [id, name])),
    faults: async (list) => void (await ask("faults", list)),
    heardAt: () => Math.max(listener.at(), ackedAt(workspace)),
    async close() {
      listener.stop();
      await workspace.close();
    },
  };
}

/** When the app last acknowledged something, which shows nowhere else; machine time, ms. */
function ackedAt(workspace: Workspace): number {
  const { real, product, speed } = workspace.anchor();
  const acked = workspace
    .deliveries()
    .slice(-mostUnderWay)
    .filter((one) => one.acked);
  return Math.max(0, ...acked.map(({ at, ms }) => real + (at - product) / speed + ms));
}

/** Keeps when anything was last heard of the workspace: all that the app does shows there. */
async function listen(address: string): Promise<{ at(): number; stop(): void }> {
  const quiet = new AbortController();
  const { body } = await fetch(address, { signal: quiet.signal });
  let at = 0;
  const hear = async () => {
    for await (const _ of body ?? []) at = Date.now();
  };
  hear().catch(() => {});
  return { at: () => at, stop: () => quiet.abort() };
}
