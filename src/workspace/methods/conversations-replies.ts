import type { ConversationsRepliesResponse } from "@slack/web-api";
import { flag, needed } from "../arguments.ts";
import { inSpan } from "../history.ts";
import { channelOf, needMembership } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";
import { messageShape } from "../shapes.ts";
import { messageAt, messagesOf } from "../world.ts";

/** A thread, its first message and then the replies, oldest first. */
export default defineMethod<ConversationsRepliesResponse>({
  name: "conversations.replies",
  tier: 3,
  scopes: ["channels:history", "groups:history", "im:history", "mpim:history"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needChannelScope(world, channel, "history");
    needMembership(world, channel);
    const named = messageAt(world, channel.id, needed(args, "ts")) ?? refuse("thread_not_found");
    const root = named.thread_ts ?? named.ts;
    const thread = messagesOf(world, channel.id).filter(({ ts, thread_ts }) => ts === root || thread_ts === root);
    // The first message comes with every page, whatever span was asked for.
    const found = [...thread.slice(0, 1), ...inSpan(args, thread.slice(1))];
    const { items, has_more, response_metadata } = pageOf(args, found, { otherwise: 1_000, most: 1_000 });
    const withMetadata = flag(args, "include_all_metadata") ?? false;
    return {
      messages: items.map((message) => messageShape(world, channel, message, withMetadata)),
      has_more,
      ...(has_more ? { response_metadata } : {}),
    };
  },
});
