import { flag, text } from "./arguments.ts";
import { edit, hideEphemeral, post, postEphemeral, remove, showEphemeral } from "./messages.ts";
import { contentOf, signedByBot } from "./posting.ts";
import { refuse } from "./refusal.ts";
import type { Origin } from "./response-urls.ts";
import type { Channel, Kit } from "./things.ts";
import { messageAt, type World } from "./world.ts";

/** What an app answers to a person's deed, in its ack or to the response_url: a message, a change of the one clicked, or its end. */
export function showAnswer(world: World, origin: Origin, answer: Kit) {
  const channel = world.channels.get(origin.channel) ?? refuse("channel_not_found");
  if (channel.is_archived) refuse("is_archived");
  if (flag(answer, "delete_original")) return takeAway(world, channel, origin);
  if (flag(answer, "replace_original") && origin.message) return replace(world, channel, origin, answer);

  const said = { ...signedByBot(world), ...contentOf(answer) };
  if (answer.response_type === "in_channel") {
    const thread_ts = text(answer, "thread_ts");
    post(world, channel, { ...said, ...(thread_ts ? { thread_ts } : {}) });
  } else postEphemeral(world, channel, origin.user, said);
}

function takeAway(world: World, channel: Channel, { message }: Origin) {
  if (!message) return;
  if (message.ephemeral) return hideEphemeral(world, channel.id, message.ts);
  const stored = messageAt(world, channel.id, message.ts);
  if (stored) remove(world, channel, stored);
}

/** An ephemeral message stays one, and a public one stays public. */
function replace(world: World, channel: Channel, { user, message }: Origin, answer: Kit) {
  const { blocks, ...rest } = contentOf(answer);
  if (!message) return;
  if (message.ephemeral) {
    const changed = {
      type: "message" as const,
      ts: message.ts,
      ...signedByBot(world),
      ...rest,
      ephemeral: true as const,
    };
    return showEphemeral(world, channel.id, user, blocks ? { ...changed, blocks } : changed);
  }
  const stored = messageAt(world, channel.id, message.ts) ?? refuse("message_not_found");
  edit(world, channel, stored, { ...rest, blocks }, world.app.user);
}
