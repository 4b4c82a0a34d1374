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
export default defineMethod({
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

    const verdicts = users.map((user) => ({ user, error: problemWith(world, channel, user) }));
    const bad = verdicts.filter(({ error }) => error !== null);
    const first = bad[0];
    if (first && (!flag(args, "force") || bad.length === users.length))
      refuse(first.error ?? "cant_invite", { errors: bad.map(({ user, error }) => ({ user, ok: false, error })) });
    for (const { user, error } of verdicts) if (error === null) join(world, channel, user, by);
    return {
      channel: channelShape(world, channel),
      ...(bad.length > 0 ? { errors: bad.map(({ user, error }) => ({ user, ok: false, error })) } : {}),
    };
  },
});

function problemWith(world: World, channel: Channel, user: string): string | null {
  if (user === world.app.user) return "cant_invite_self";
  if (!world.users.has(user)) return "user_not_found";
  return channel.members.includes(user) ? "already_in_channel" : null;
}
