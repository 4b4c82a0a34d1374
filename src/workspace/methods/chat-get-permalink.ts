import type { ChatGetPermalinkResponse } from "@slack/web-api";
import { needed } from "../arguments.ts";
import { channelOf, messageOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";

/** The address of a message: in the local workspace, the page at that message. */
export default defineMethod<ChatGetPermalinkResponse>({
  name: "chat.getPermalink",
  tier: "special",
  run({ world, args }) {
    const channel = channelOf({ world, args });
    const message = messageOf(world, channel, needed(args, "message_ts"));
    const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}` : "";
    return {
      channel: channel.id,
      permalink: `${world.url}/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`,
    };
  },
});
