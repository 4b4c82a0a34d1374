import { flag, text } from "../arguments.ts";
import { createChannel } from "../channels.ts";
import { defineMethod } from "../method.ts";
import { isNameTaken, nameProblem } from "../names.ts";
import { refuse } from "../refusal.ts";
import { needScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";

/** Creates a channel; the bot is its only member. A name that is in use, or was by an archived channel, is refused. */
export default defineMethod({
  name: "conversations.create",
  tier: 2,
  scopes: ["channels:manage", "groups:write"],
  run({ world, args, by, fault }) {
    const is_private = flag(args, "is_private") ?? false;
    needScope(world, [is_private ? "groups:write" : "channels:manage"]);
    const name = text(args, "name") ?? "";
    const problem = nameProblem(name);
    if (problem) refuse(problem);

    // Uniqueness is not atomic at Slack: of two calls at the same moment both may win, and the channels share the name.
    if (fault === "name_race") {
      const other = [...world.users.values()].find(({ is_bot }) => !is_bot);
      if (other && !isNameTaken(world, name)) createChannel(world, name, other.id, [other.id], false);
    } else if (isNameTaken(world, name)) refuse("name_taken");

    return { channel: channelShape(world, createChannel(world, name, by, [by], is_private)) };
  },
});
