import type { ChatPostEphemeralResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { channelOf, needMembership, needUnarchived } from "../lookup.ts";
import { postEphemeral } from "../messages.ts";
import { defineMethod } from "../method.ts";
import { contentOf, signedByBot, threadOf } from "../posting.ts";
import { refuse } from "../refusal.ts";

/** Shows a message to one person in a channel they are in. It is not stored: nothing can change it later. */
export default defineMethod<ChatPostEphemeralResponse>({
  name: "chat.postEphemeral",
  tier: 4,
  scopes: ["chat:write"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    const user = needed(args, "user");
    needUnarchived(channel);
    needMembership(world, channel);
    if (!channel.members.includes(user)) refuse("user_not_in_channel");
    const said = { ...signedByBot(world), ...contentOf(args), ...threadOf(world, channel, args) };
    return { message_ts: postEphemeral(world, channel, user, said).ts };
  },
});
