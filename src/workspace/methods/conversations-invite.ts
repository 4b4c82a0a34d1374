import type { ConversationsInviteResponse } from "@slack/web-api";
import { flag, list } from "../arguments.ts";
import { join } from "../channels.ts";
import { channelOf, needMembership, needRealChannel, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";
import type { Channel } from "../things.ts";
import type { World } from "../world.ts";

const MOST_USERS = 100;

/** Invites people. One who cannot be invited fails the whole call, unless `force` is set: then the others come in. */
export default defineMethod<ConversationsInviteResponse>({
  name: "conversations.invite",
  tier: 3,
  scopes: ["channels:manage", "channels:write.invites", "groups:write", "groups:write.invites"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage", ["write.invites"]);
    needUnarchived(channel);
    needMembership(world, channel);
    const users = list(args, "users");
    if (users.length === 0) refuse("no_user");
    if (users.length > MOST_USERS) refuse("too_many_users");

    const errors = users.flatMap((user) => {
      const error = problemWith(world, channel, user);
      return error === null ? [] : [{ user, ok: false, error }];
    });
    const [first] = errors;
    if (first && (!flag(args, "force") || errors.length === users.length)) refuse(first.error, { errors });
    const refused = new Set(errors.map(({ user }) => user));
    for (const user of users) if (!refused.has(user)) join(world, channel, user, by);
    return { channel: channelShape(world, channel), ...(errors.length > 0 ? { errors } : {}) };
  },
});

function problemWith(world: World, channel: Channel, user: string): string | null {
  if (user === world.app.user) return "cant_invite_self";
  if (!world.users.has(user)) return "user_not_found";
  return channel.members.includes(user) ? "already_in_channel" : null;
}
