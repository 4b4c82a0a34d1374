import type { ConversationsRenameResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { rename } from "../channels.ts";
import { channelOf, needMembership, needRealChannel, needUnarchived } from "../lookup.ts";
import { defineMethod } from "../method.ts";
import { isNameTaken, nameProblem } from "../names.ts";
import { refuse } from "../refusal.ts";
import { needChannelScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";

/** Renames a channel that the bot itself created. */
export default defineMethod<ConversationsRenameResponse>({
  name: "conversations.rename",
  tier: 2,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args, by }) {
    const channel = channelOf({ world, args });
    needRealChannel(channel);
    needChannelScope(world, channel, "manage");
    needUnarchived(channel);
    needMembership(world, channel);
    if (channel.creator !== world.app.user) refuse("not_authorized");
    const name = text(args, "name") ?? "";
    const problem = nameProblem(name);
    if (problem) refuse(problem);
    if (name !== channel.name) {
      if (isNameTaken(world, name)) refuse("name_taken");
      rename(world, channel, name, by);
    }
    return { channel: channelShape(world, channel) };
  },
});
