import type { PinsRemoveResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { channelOf, messageOf, needMembership, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { tsOf } from "../things.ts";
import { saveChannel, saveMessage } from "../world.ts";

/** Takes a pin away. */
export default defineMethod<PinsRemoveResponse>({
  name: "pins.remove",
  tier: 2,
  scopes: ["pins:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needUnarchived(channel);
    needMembership(world, channel);
    const message = messageOf(world, channel, text(args, "timestamp") ?? refuse("no_item_specified"));
    if (!channel.pins.some(({ ts }) => ts === message.ts)) refuse("no_pin");
    channel.pins = channel.pins.filter(({ ts }) => ts !== message.ts);
    saveChannel(world, channel);
    saveMessage(world, channel.id, message);
    const item = { type: "message", channel: channel.id, message };
    const event_ts = tsOf(world.clock.now() * 1_000);
    const has_pins = channel.pins.length > 0;
    world.events.send(
      { type: "pin_removed", user: by, channel_id: channel.id, item, item_user: message.user, has_pins, event_ts },
      channel,
    );
    return {};
  },
});
