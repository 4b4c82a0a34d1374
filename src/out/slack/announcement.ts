import { z } from "zod";
import type { Log } from "../../base/log.ts";
import type { Urgency } from "../../domain/effects.ts";
import type { Attempt } from "../carrier.ts";
import { later } from "../outcome.ts";
import type { SlackClient } from "./client.ts";
import { ending, type NotOk } from "./ending.ts";
import { sentenceOf } from "./sentence.ts";

/**
 * The channel that incidents are announced in, given by name in the configuration. It is looked up and joined at start,
 * again with every message until that has succeeded once, and again when it was found to be closed to us. A private one
 * works when Sitrep was invited to it.
 */
export interface Announcement {
  find(urgency: Urgency): Promise<{ channel: string } | { ended: Attempt }>;
  /** Why nothing can be announced, as a sentence for the operator; null when it can, or was not tried yet. */
  problem(): string | null;
  /** What was known of the channel does not hold any more: look it up anew. */
  forget(): void;
}

const page = z.object({
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      is_member: z.boolean().optional(),
      is_archived: z.boolean().optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
type Listed = z.infer<typeof page>["channels"][number];

function unreadable(method: string): NotOk {
  const why = `${method} answered something else than Slack documents`;
  return { kind: "put-off", delivery: later(why, { doubtful: false }) };
}

/** Bounds the look-up in a workspace of very many channels: 50 pages of 900. */
const mostPages = 50;

export function openAnnouncement({ client, name, log }: { client: SlackClient; name: string; log: Log }): Announcement {
  const wanted = name.replace(/^#/, "");
  let id: string | null = null;
  let problem: string | null = null;
  let looking: ReturnType<Announcement["find"]> | null = null;
  /** How far a look through very many channels has come: it goes on there when it had to pause for want of budget. */
  const reached = new Map<string, string>();

  /** Many may ask at once; one looks. */
  async function find(urgency: Urgency): Promise<{ channel: string } | { ended: Attempt }> {
    if (id !== null) return { channel: id };
    looking ??= look(urgency).finally(() => {
      looking = null;
    });
    return looking;
  }

  async function look(urgency: Urgency): Promise<{ channel: string } | { ended: Attempt }> {
    const channel = await lookUp(urgency);
    if (channel === null)
      return missing(
        `There is no channel #${wanted}, or it is private and Sitrep was not invited to it. Create it, or invite Sitrep, or name another one under slack.announcements.`,
      );
    if ("kind" in channel) return { ended: ending(channel, { announcement: true }) };
    if (channel.is_archived)
      return missing(
        `The channel #${wanted} is archived. Unarchive it, or name another one under slack.announcements.`,
      );
    if (!channel.is_member) {
      const joined = await client.call("conversations.join", { channel: channel.id }, urgency);
      if (joined.kind === "put-off") return { ended: { delivery: joined.delivery } };
      if (joined.kind === "refused") return missing(`Sitrep cannot join #${wanted}: ${sentenceOf(joined)}`);
    }
    if (problem) log.info({ channel: wanted }, "announcement channel found");
    problem = null;
    id = channel.id;
    return { channel: id };
  }

  /** Said once; tried again for as long as something waits to be announced. */
  function missing(why: string): { ended: Attempt } {
    if (problem !== why) log.error({ why }, "nothing can be announced");
    problem = why;
    return { ended: { delivery: later(why, { doubtful: false }) } };
  }

  /** Our own channels first: mostly it is there, and that is one short page. */
  async function lookUp(urgency: Urgency): Promise<Listed | NotOk | null> {
    return (await search("users.conversations", urgency)) ?? (await search("conversations.list", urgency));
  }

  async function search(method: string, urgency: Urgency): Promise<Listed | NotOk | null> {
    for (let pages = 0; pages < mostPages; pages++) {
      const cursor = reached.get(method);
      const args = { types: "public_channel,private_channel", exclude_archived: false, limit: 900, cursor };
      const result = await client.call(method, args, urgency);
      if (result.kind === "refused") reached.delete(method);
      if (result.kind !== "ok") return result;
      const read = page.safeParse(result.data);
      const found = read.data?.channels.find((channel) => channel.name === wanted || channel.id === wanted);
      const next = read.data?.response_metadata?.next_cursor;
      if (next && !found) reached.set(method, next);
      else reached.delete(method);
      if (found) return method === "users.conversations" ? { ...found, is_member: true } : found;
      if (!read.success) return unreadable(method);
      if (!next) return null;
    }
    return null;
  }

  return { find, problem: () => problem, forget: () => (id = null) };
}
