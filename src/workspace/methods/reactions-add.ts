import type { ReactionsAddResponse } from "@slack/web-api";
import { defineMethod } from "../method.ts";
import { itemOf, nameOf } from "../reaction-call.ts";
import { react } from "../reactions.ts";
import { refuse } from "../refusal.ts";

/** Different emoji on one message, and different ones by one user. */
const MOST_EMOJI = 50;
const MOST_BY_ONE = 23;

/** Gives a message an emoji. */
export default defineMethod<ReactionsAddResponse>({
  name: "reactions.add",
  tier: 3,
  scopes: ["reactions:write"],
  run(call) {
    const { channel, message } = itemOf(call);
    const name = nameOf(call.args);
    const reactions = message.reactions ?? [];
    const isNew = !reactions.some((reaction) => reaction.name === name);
    if (isNew && reactions.length >= MOST_EMOJI) refuse("too_many_emoji");
    if (reactions.filter(({ users }) => users.includes(call.by)).length >= MOST_BY_ONE) refuse("too_many_reactions");
    if (!react(call.world, channel, message, call.by, name)) refuse("already_reacted");
    return {};
  },
});
