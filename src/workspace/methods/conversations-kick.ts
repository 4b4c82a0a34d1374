import type { ConversationsKickResponse } from "@slack/web-api";
import { leave } from "../channels.ts";
import { channelOf, needMembership, needRealChannel, needUnarchived, userOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";

/** Puts a person out of a channel. */
export default defineMethod<ConversationsKickResponse>({
  name: "conversations.kick",
  tier: 3,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage");
    needUnarchived(channel);
    needMembership(world, channel);
    const user = userOf(world, args);
    if (user.id === world.app.user) refuse("cant_kick_self");
    if (channel.is_general) refuse("cant_kick_from_general");
    if (!channel.members.includes(user.id)) refuse("not_in_channel");
    leave(world, channel, user.id);
    return { errors: {} };
  },
});
