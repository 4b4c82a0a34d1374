import { leave } from "../channels.ts";
import { channelOf, needRealChannel, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";

/** The bot leaves a channel. Where it is not, there is nothing to leave: `not_in_channel: true`. */
export default defineMethod({
  name: "conversations.leave",
  tier: 3,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage");
    needUnarchived(channel);
    if (channel.is_general) refuse("cant_leave_general");
    if (!channel.members.includes(by)) return { not_in_channel: true };
    if (channel.members.length === 1) refuse("last_member");
    leave(world, channel, by);
    return {};
  },
});
