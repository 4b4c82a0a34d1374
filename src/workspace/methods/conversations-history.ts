import { flag } from "../arguments.ts";
import { inSpan } from "../history.ts";
import { channelOf, needMembership } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { needChannelScope } from "../scopes.ts";
import { messageShape } from "../shapes.ts";
import { messagesOf } from "../world.ts";

/** The messages of a channel the bot is in, newest first, without the replies in threads. */
export default defineMethod({
  name: "conversations.history",
  tier: 3,
  scopes: ["channels:history", "groups:history", "im:history", "mpim:history"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needChannelScope(world, channel, "history");
    needMembership(world, channel);
    const isTopLevel = ({ ts, thread_ts, subtype }: { ts: string; thread_ts?: string; subtype?: string }) =>
      thread_ts === undefined || thread_ts === ts || subtype === "thread_broadcast";
    const found = inSpan(args, messagesOf(world, channel.id).filter(isTopLevel)).toReversed();
    const { items, has_more, response_metadata } = pageOf(args, found, { otherwise: 100, most: 999 });
    const withMetadata = flag(args, "include_all_metadata") ?? false;
    return {
      messages: items.map((message) => messageShape(world, channel, message, withMetadata)),
      has_more,
      pin_count: channel.pins.length,
      channel_actions_ts: null,
      channel_actions_count: 0,
      ...(has_more ? { response_metadata } : {}),
    };
  },
});
