import type { ConversationsJoinResponse } from "@slack/web-api";
import { join } from "../channels.ts";
import { channelOf, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { channelShape } from "../shapes.ts";

/** The bot joins a public channel. */
export default defineMethod<ConversationsJoinResponse>({
  name: "conversations.join",
  tier: 3,
  scopes: ["channels:join"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    if (channel.is_private) refuse("method_not_supported_for_channel_type");
    needUnarchived(channel);
    const came = join(world, channel, by, null);
    return {
      channel: channelShape(world, channel),
      ...(came ? {} : { warning: "already_in_channel", response_metadata: { warnings: ["already_in_channel"] } }),
    };
  },
});
