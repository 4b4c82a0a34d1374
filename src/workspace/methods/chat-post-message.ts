import type { ChatPostMessageResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { openDirect } from "../channels.ts";
import { channelOf, needUnarchived } from "../lookup.ts";
import { type Call, defineMethod } from "../method.ts";
import { ownMessage, postAsBot } from "../posting.ts";
import { refuse } from "../refusal.ts";
import type { Channel } from "../things.ts";
import { botUser } from "../world.ts";

/** Posts a message: one a second in a channel, in channels the bot is in (or any public one with `chat:write.public`). */
export default defineMethod<ChatPostMessageResponse>({
  name: "chat.postMessage",
  tier: "special",
  scopes: ["chat:write"],
  run(call) {
    const { world } = call;
    const channel = destination(call);
    needUnarchived(channel);
    const mayPost =
      channel.members.includes(world.app.user) || (!channel.is_private && world.scopes.has("chat:write.public"));
    if (!mayPost) refuse("not_in_channel");
    const wait = world.limits.post(channel.id);
    if (wait > 0) refuse("ratelimited", { retryAfter: wait });
    const message = postAsBot(call, channel);
    return { channel: channel.id, ts: message.ts, message: ownMessage(world, message) };
  },
});

/** A channel by its id, or the bot's conversation with a person by theirs. Names are not understood: address by id. */
function destination(call: Call): Channel {
  const { world, args } = call;
  const user = world.users.get(needed(args, "channel"));
  if (!user || user.is_bot) return channelOf(call);
  return openDirect(world, [botUser(world), user]).channel;
}
