import type { ConversationsSetTopicResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { setLine } from "../channels.ts";
import { channelOf, needMembership, needRealChannel, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { escapeForeign } from "../mrkdwn.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";

/** A topic may have this many characters. */
const MOST_CHARACTERS = 250;

/** Sets the topic of a channel the bot is in. */
export default defineMethod<ConversationsSetTopicResponse>({
  name: "conversations.setTopic",
  tier: 2,
  scopes: ["channels:manage", "channels:write.topic", "groups:write", "groups:write.topic"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage", ["write.topic"]);
    needUnarchived(channel);
    needMembership(world, channel);
    const words = text(args, "topic") ?? "";
    if ([...words].length > MOST_CHARACTERS) refuse("too_long");
    setLine(world, channel, "topic", escapeForeign(words), by);
    return { channel: channelShape(world, channel) };
  },
});
