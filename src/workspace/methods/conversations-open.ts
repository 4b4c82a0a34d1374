import type { ConversationsOpenResponse } from "@slack/web-api";
import { flag, list, text } from "../arguments.ts";
import { openDirect } from "../channels.ts";
import { channelOf } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";
import { botUser } from "../world.ts";

const MOST_USERS = 8;

/** Opens the bot's conversation with one person, or with a group of up to eight. */
export default defineMethod<ConversationsOpenResponse>({
  name: "conversations.open",
  tier: 3,
  scopes: ["im:write", "mpim:write"],
  run({ world, args }) {
    const whole = flag(args, "return_im") ?? false;
    if (text(args, "channel")) {
      const channel = channelOf({ world, args });
      return { no_op: true, already_open: true, channel: whole ? channelShape(world, channel) : { id: channel.id } };
    }
    const ids = list(args, "users");
    if (ids.length === 0) refuse("users_list_not_supplied");
    if (ids.length > MOST_USERS) refuse("too_many_users");
    needScope(world, [ids.length === 1 ? "im:write" : "mpim:write"]);
    const users = ids.map((id) => world.users.get(id) ?? refuse("user_not_found"));
    if (users.some(({ is_bot }) => is_bot)) refuse("cannot_dm_bot");
    const { channel, already } = openDirect(world, [botUser(world), ...users]);
    return {
      ...(already ? { no_op: true, already_open: true } : {}),
      channel: whole ? channelShape(world, channel) : { id: channel.id },
    };
  },
});
