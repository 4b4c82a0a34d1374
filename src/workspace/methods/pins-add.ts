import type { PinsAddResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { MOST_PINS } from "../channels.ts";
import { channelOf, messageOf, needMembership, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { messageShape } from "../shapes.ts";
import { tsOf } from "../things.ts";
import { saveChannel, saveMessage, seconds } from "../world.ts";

/** Pins a message in a channel the bot is in. */
export default defineMethod<PinsAddResponse>({
  name: "pins.add",
  tier: 2,
  scopes: ["pins:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needUnarchived(channel);
    needMembership(world, channel);
    const message = messageOf(world, channel, text(args, "timestamp") ?? refuse("no_item_specified"));
    if (message.subtype && message.subtype !== "thread_broadcast") refuse("not_pinnable");
    if (channel.pins.some(({ ts }) => ts === message.ts)) refuse("already_pinned");
    if (channel.pins.length >= MOST_PINS) refuse("too_many_pins");
    channel.pins.push({ ts: message.ts, user: by, created: seconds(world) });
    saveChannel(world, channel);
    saveMessage(world, channel.id, message);
    const item = {
      type: "message",
      channel: channel.id,
      created: seconds(world),
      created_by: by,
      message: messageShape(world, channel, message, false),
    };
    const event_ts = tsOf(world.clock.now() * 1_000);
    world.events.send(
      {
        type: "pin_added",
        user: by,
        channel_id: channel.id,
        item,
        item_user: message.user,
        pin_count: channel.pins.length,
        event_ts,
      },
      channel,
    );
    return {};
  },
});
