import { text } from "../arguments.ts";
import { defineDoor, no } from "../door.ts";
import { ackError, actionTs, channelRef, interact, needInteractivity, responseUrl } from "../interactions.ts";
import { shortcuts } from "../manifest.ts";
import { actor, channelFor } from "../people.ts";
import { messageShape } from "../shapes.ts";
import type { Kit, User } from "../things.ts";
import { watch } from "../watch.ts";
import { messageAt, type World } from "../world.ts";

/** A person picks a shortcut: a global one, or one from the menu of a message. */
export default defineDoor({
  method: "POST",
  path: "/shortcut",
  async run({ world, body }) {
    needInteractivity(world);
    const who = actor(world, body);
    const known = shortcuts(world.manifest).find(({ callback_id }) => callback_id === body.callback_id);
    if (!known) return no("unknown_shortcut", `The manifest has no shortcut "${String(body.callback_id)}".`, 404);
    const channel = known.type === "message" ? channelFor(world, body.channel, who) : null;
    const type = known.type === "message" ? "message_action" : "shortcut";
    const payload = {
      callback_id: known.callback_id,
      action_ts: actionTs(world),
      ...(known.type === "message" ? aboutMessage(world, who, body) : {}),
    };
    const watching = watch(world, who.id, channel?.id ?? null);
    const answer = await interact(world, { type, user: who, payload });
    if (answer.acked) return { ok: true, ...(await watching.settled()) };

    watching.stop();
    const error = ackError(answer);
    const detail = `${known.name} did not work: the app did not respond in time.`;
    world.stream.publish({ type: "notice", user: who.id, channel: channel?.id ?? null, error, text: detail });
    return no(error, detail, 424);
  },
});

function aboutMessage(world: World, who: User, body: Kit): Kit {
  const channel = channelFor(world, body.channel, who);
  const ts = text(body, "ts") ?? no("message_not_found", "Which message? `ts` is missing.");
  const message =
    messageAt(world, channel.id, ts) ?? no("message_not_found", `There is no message ${ts} in #${channel.name}.`, 404);
  return {
    channel: channelRef(channel),
    message_ts: ts,
    message: messageShape(world, channel, message, false),
    response_url: responseUrl(world, { user: who.id, channel: channel.id, message: { ts, ephemeral: false } }),
  };
}
