import type { ConversationsListResponse } from "@slack/web-api";
import { channelsAskedFor } from "../listing.ts";
import { isVisible } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { channelShape } from "../shapes.ts";

/** The channels the bot may know of: all public ones, and the private ones it is in. */
export default defineMethod<ConversationsListResponse>({
  name: "conversations.list",
  tier: 2,
  scopes: ["channels:read", "groups:read", "im:read", "mpim:read"],
  run({ world, args }) {
    const visible = channelsAskedFor(world, args).filter((channel) => isVisible(world, channel));
    const { items, response_metadata } = pageOf(args, visible, { otherwise: 100, most: 999 });
    const channels = items.map((channel) => ({ ...channelShape(world, channel), num_members: channel.members.length }));
    return { channels, response_metadata };
  },
});
