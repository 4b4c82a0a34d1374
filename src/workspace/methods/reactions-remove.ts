import type { ReactionsRemoveResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";
import { itemOf, nameOf } from "../reaction-call.ts";
import { unreact } from "../reactions.ts";
import { refuse } from "../refusal.ts";

/** Takes the bot's own emoji back. */
export default defineMethod<ReactionsRemoveResponse>({
  name: "reactions.remove",
  tier: 2,
  scopes: ["reactions:write"],
  run(call) {
    const { channel, message } = itemOf(call);
    if (!unreact(call.world, channel, message, call.by, nameOf(call.args))) refuse("no_reaction");
    return {};
  },
});
