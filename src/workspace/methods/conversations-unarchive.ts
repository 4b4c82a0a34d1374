import type { ConversationsUnarchiveResponse } from "@slack/web-api";
import { unarchive } from "../channels.ts";
import { channelOf, needMembership, needRealChannel } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";

/**
 * Brings a channel back. Since archiving put the bot out of it, a bot's token cannot do this in practice: Slack answers
 * `not_in_channel`, and a person has to do it.
 */
export default defineMethod<ConversationsUnarchiveResponse>({
  name: "conversations.unarchive",
  tier: 2,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage");
    if (!channel.is_archived) refuse("not_archived");
    needMembership(world, channel);
    unarchive(world, channel, by);
    return {};
  },
});
