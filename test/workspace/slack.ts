import { randomBytes } from "node:crypto";
import { afterAll, test } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { silentLog } from "../../src/base/log.ts";
import { openWorkspace, type Workspace } from "../../src/workspace/workspace.ts";
import { api, type Json, people } from "./kit.ts";
import { manifest } from "./manifest.ts";

/** A Slack to test a rule of the Web API against: the local workspace, or a sandbox at Slack itself. */
export interface Slack {
  /** Calls a method with the bot's token. */
  call(method: string, args?: Record<string, unknown>): Promise<Json>;
  /** A name that no channel has yet. */
  name(): string;
  /** A new channel that the bot is in, archived when the tests of the file end. */
  channel(more?: object): Promise<string>;
  /** The id of a person who is no bot. */
  person(): Promise<string>;
  /** A public channel that the bot is not in. */
  elsewhere(): Promise<string>;
}

const token = process.env.SLACK_SANDBOX_BOT_TOKEN;
const prefix = process.env.SLACK_SANDBOX_CHANNEL ?? "sitrep-rule";
let workspace: Workspace | undefined;
const created: string[] = [];

async function local(): Promise<Slack> {
  workspace ??= await openWorkspace({
    clock: systemClock(),
    port: 0,
    manifest: manifest(),
    log: silentLog,
    rateLimits: false,
  });
  const someone = people(workspace);
  return {
    ...common(api(workspace)),
    person: () => someone.user("alice"),
    elsewhere: async () => (await someone.channel("incidents")).id,
  };
}

/** `SLACK_SANDBOX_USER` = a person's id, `SLACK_SANDBOX_ELSEWHERE` = a public channel without the bot. */
function sandbox(): Slack {
  const call = api({ url: "https://slack.com", tokens: { bot: token ?? "", app: "", signingSecret: "" } });
  const setting = async (name: string) => process.env[name] ?? Promise.reject(new Error(`${name} is not set.`));
  return {
    ...common(call),
    person: () => setting("SLACK_SANDBOX_USER"),
    elsewhere: () => setting("SLACK_SANDBOX_ELSEWHERE"),
  };
}

function common(call: Slack["call"]): Pick<Slack, "call" | "name" | "channel"> {
  const name = () => `${prefix}-${randomBytes(5).toString("hex")}`;
  return {
    call,
    name,
    async channel(more = {}) {
      const { channel, error } = await call("conversations.create", { name: name(), ...more });
      if (!channel) throw new Error(`No channel could be made: ${error}`);
      created.push(channel.id);
      return channel.id;
    },
  };
}

afterAll(async () => {
  if (token) for (const channel of created) await sandbox().call("conversations.archive", { channel });
  await workspace?.close();
});

/** One rule, held against the local workspace and, when a sandbox is at hand, against Slack itself. */
export function rule(title: string, holds: (slack: Slack) => Promise<void>): void {
  test(title, async () => holds(await local()));
  test(`${title} (at Slack)`, async (context) => {
    if (!token) context.skip("no Slack sandbox: SLACK_SANDBOX_BOT_TOKEN is not set");
    await holds(sandbox());
  });
}
