import { text } from "../arguments.ts";
import { defineDoor, no } from "../door.ts";
import { actor, channelFor, joined } from "../people.ts";
import { react, unreact } from "../reactions.ts";
import { messageAt } from "../world.ts";

/** A person gives a message an emoji, or (`remove: true`) takes it back. */
export default defineDoor({
  method: "POST",
  path: "/react",
  run({ world, body }) {
    const who = actor(world, body);
    const channel = joined(world, channelFor(world, body.channel, who), who);
    const message = messageAt(world, channel.id, text(body, "ts") ?? "");
    if (!message) return no("message_not_found", `There is no message ${String(body.ts)} in #${channel.name}.`, 404);
    const name = (text(body, "name") ?? "").replaceAll(":", "");
    if (!/^[\w+'-]+(::skin-tone-\d)?$/.test(name)) no("invalid_name", `"${name}" is no emoji name.`);
    if (body.remove === true)
      return unreact(world, channel, message, who.id, name) ? { ok: true } : no("no_reaction", "There was none.");
    return react(world, channel, message, who.id, name)
      ? { ok: true }
      : no("already_reacted", "This reaction is there already.");
  },
});
