import type { PinsListResponse } from "@slack/web-api";
import { channelOf, needMembership } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { messageShape } from "../shapes.ts";
import { messageAt } from "../world.ts";

/** What is pinned in a channel, the newest pin first. */
export default defineMethod<PinsListResponse>({
  name: "pins.list",
  tier: 2,
  scopes: ["pins:read"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needMembership(world, channel);
    const items = channel.pins.toReversed().flatMap(({ ts, user, created }) => {
      const message = messageAt(world, channel.id, ts);
      if (!message) return [];
      const shape = messageShape(world, channel, message, false);
      return [{ type: "message", channel: channel.id, created, created_by: user, message: shape }];
    });
    return { items };
  },
});
