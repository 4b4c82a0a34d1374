import type { ChatUpdateResponse } from "@slack/web-api";
import { json, needed, text } from "../arguments.ts";
import { channelOf, messageOf, needUnarchived } from "../lookup.ts";
import { edit } from "../messages.ts";
import { defineMethod } from "../method.ts";
import { contentOf, ownMessage } from "../posting.ts";
import { refuse } from "../refusal.ts";

/** A text that an edit may bring: longer ones are refused, not cut as in a new message. */
const MOST_TEXT = 4_000;

/** Changes a message of the bot's own. Words without blocks take the old blocks away. */
export default defineMethod<ChatUpdateResponse>({
  name: "chat.update",
  tier: 3,
  scopes: ["chat:write"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    const message = messageOf(world, channel, needed(args, "ts"));
    needUnarchived(channel);
    if (message.user !== world.app.user || message.subtype === "channel_join") refuse("cant_update_message");
    if ([...(text(args, "text") ?? "")].length > MOST_TEXT) refuse("msg_too_long");
    const { blocks, attachments, metadata, ...said } = contentOf(args);
    const dropped = json(args, "attachments") !== undefined || blocks === undefined;
    const now = edit(
      world,
      channel,
      message,
      {
        ...said,
        blocks,
        // What the call does not mention stays: attachments next to blocks, and metadata always.
        ...(attachments || dropped ? { attachments } : {}),
        ...(metadata ? { metadata } : {}),
      },
      world.app.user,
    );
    return { channel: channel.id, ts: now.ts, text: now.text, message: ownMessage(world, now) };
  },
});
