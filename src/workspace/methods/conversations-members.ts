import type { ConversationsMembersResponse } from "@slack/web-api";
import { channelOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { needChannelScope } from "../scopes.ts";

/** The ids of those who are in a channel. */
export default defineMethod<ConversationsMembersResponse>({
  name: "conversations.members",
  tier: 4,
  scopes: ["channels:read", "groups:read", "im:read", "mpim:read"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needChannelScope(world, channel, "read");
    const { items, response_metadata } = pageOf(args, channel.members, { otherwise: 100, most: 999 });
    return { members: items, response_metadata };
  },
});
