import type { ReactionsGetResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";
import { itemOf } from "../reaction-call.ts";
import { messageShape } from "../shapes.ts";

/** A message with its reactions. */
export default defineMethod<ReactionsGetResponse>({
  name: "reactions.get",
  tier: 3,
  scopes: ["reactions:read"],
  run(call) {
    const { channel, message } = itemOf(call);
    return { type: "message", channel: channel.id, message: messageShape(call.world, channel, message, false) };
  },
});
