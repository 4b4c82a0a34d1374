import type { ChatDeleteResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { channelOf, messageOf, needUnarchived } from "../lookup.ts";
import { remove } from "../messages.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";

/** Deletes a message of the bot's own. */
export default defineMethod<ChatDeleteResponse>({
  name: "chat.delete",
  tier: 3,
  scopes: ["chat:write"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    const message = messageOf(world, channel, needed(args, "ts"));
    needUnarchived(channel);
    if (message.user !== world.app.user || message.subtype === "channel_join") refuse("cant_delete_message");
    remove(world, channel, message);
    return { channel: channel.id, ts: message.ts };
  },
});
