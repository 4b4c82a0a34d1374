import type { UsersConversationsResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { channelsAskedFor } from "../listing.ts";
import { isVisible } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { pageOf } from "../pages.ts";
import { refuse } from "../refusal.ts";
import { channelShape } from "../shapes.ts";

/** The channels a user is in: the bot's own when nobody is named. */
export default defineMethod<UsersConversationsResponse>({
  name: "users.conversations",
  tier: 3,
  scopes: ["channels:read", "groups:read", "im:read", "mpim:read"],
  run({ world, args, by }) {
    const user = text(args, "user") ?? by;
    if (!world.users.has(user)) refuse("user_not_found");
    const own = channelsAskedFor(world, args).filter(
      (channel) => channel.members.includes(user) && isVisible(world, channel),
    );
    const { items, response_metadata } = pageOf(args, own, { otherwise: 100, most: 999 });
    // Whoever lists their own channels is told everything but whether they are in them.
    const channels = items.map((channel) => ({ ...channelShape(world, channel), is_member: undefined }));
    return { channels, response_metadata };
  },
});
