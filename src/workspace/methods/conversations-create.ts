import type { ConversationsCreateResponse } from "@slack/web-api";
import { flag, text } from "../arguments.ts";
import { createChannel } from "../channels.ts";
import { defineMethod } from "../method.ts";
import { isNameTaken, nameProblem } from "../names.ts";
import { refuse } from "../refusal.ts";
import { needScope } from "../scopes.ts";
import { channelShape } from "../shapes.ts";

/** Creates a channel; the bot is its only member. A name that is in use, or was by an archived channel, is refused. */
export default defineMethod<ConversationsCreateResponse>({
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
    const isRace = fault === "name_race";
    const isTaken = isNameTaken(world, name);
    if (isTaken && !isRace) refuse("name_taken");
    const channel = createChannel(world, name, by, [by], is_private);
    const rival = [...world.users.values()].find(({ is_bot }) => !is_bot);
    if (isRace && !isTaken && rival) createChannel(world, name, rival.id, [rival.id], false);
    return { channel: channelShape(world, channel) };
  },
});
