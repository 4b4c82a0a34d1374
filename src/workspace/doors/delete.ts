import { text } from "../arguments.ts";
import { defineDoor, no } from "../door.ts";
import { hideEphemeral, remove } from "../messages.ts";
import { actor, channelFor } from "../people.ts";
import { messageAt } from "../world.ts";

/** A person deletes a message (the workspace's people are all allowed to), or dismisses one that only they see. */
export default defineDoor({
  method: "POST",
  path: "/delete",
  run({ world, body }) {
    const who = actor(world, body);
    const channel = channelFor(world, body.channel, who);
    const ts = text(body, "ts") ?? "";
    const isOwn = (world.ephemerals.get(channel.id) ?? []).some(
      ({ user, message }) => user === who.id && message.ts === ts,
    );
    if (isOwn) hideEphemeral(world, channel.id, ts);
    else
      remove(
        world,
        channel,
        messageAt(world, channel.id, ts) ??
          no("message_not_found", `There is no message ${ts} in #${channel.name}.`, 404),
      );
    return { ok: true };
  },
});
