import type { ConversationsInfoResponse } from "@slack/web-api";
import { flag } from "../arguments.ts";
import { channelOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { needChannelScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";

/** One channel; with `include_num_members`, how many are in it. */
export default defineMethod<ConversationsInfoResponse>({
  name: "conversations.info",
  tier: 3,
  scopes: ["channels:read", "groups:read", "im:read", "mpim:read"],
  run({ world, args }) {
    const channel = channelOf({ world, args });
    needChannelScope(world, channel, "read");
    const count = flag(args, "include_num_members") ? { num_members: channel.members.length } : {};
    return { channel: { ...channelShape(world, channel), ...count } };
  },
});
