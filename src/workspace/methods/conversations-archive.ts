import type { ConversationsArchiveResponse } from "@slack/web-api";
import { archive } from "../channels.ts";
import { channelOf, needMembership, needRealChannel } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";

/** Archives a channel. The bot is no member of it any more afterwards. */
export default defineMethod<ConversationsArchiveResponse>({
  name: "conversations.archive",
  tier: 2,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage");
    if (channel.is_archived) refuse("already_archived");
    if (channel.is_general) refuse("cant_archive_general");
    needMembership(world, channel);
    archive(world, channel, by);
    return {};
  },
});
