import { text } from "../arguments.ts";
import {
  archive,
  createChannel,
  deleteChannel,
  join,
  leave,
  rename,
  setLine,
  setPrivate,
  unarchive,
} from "../channels.ts";
import { defineDoor, no } from "../door.ts";
import { isNameTaken, nameProblem } from "../names.ts";
import { actor, channelFor, person } from "../people.ts";
import type { Channel, User } from "../things.ts";
import type { World } from "../world.ts";

type Deed = (world: World, channel: Channel, who: User, body: Record<string, unknown>) => void;

const deeds: Record<string, Deed> = {
  archive: (world, channel, who) =>
    channel.is_archived ? no("already_archived", "It is archived already.") : archive(world, channel, who.id),
  unarchive: (world, channel, who) =>
    channel.is_archived ? unarchive(world, channel, who.id) : no("not_archived", "It is not archived."),
  rename: (world, channel, who, body) => rename(world, channel, freeName(world, body.to), who.id),
  leave: (world, channel, who) => leave(world, channel, who.id),
  join: (world, channel, who) => void join(world, channel, who.id, null),
  make_private: (world, channel, who) => setPrivate(world, channel, true, who.id),
  make_public: (world, channel, who) => setPrivate(world, channel, false, who.id),
  kick_bot: (world, channel) => leave(world, channel, world.app.user),
  invite: (world, channel, who, body) => void join(world, channel, person(world, body.user).id, who.id),
  delete: (world, channel) => deleteChannel(world, channel),
  topic: (world, channel, who, body) => setLine(world, channel, "topic", text(body, "to") ?? "", who.id),
};

/**
 * A person changes a channel in Slack itself, behind the app's back: `action` is one of the above or `create`; `to` is the
 * new name or topic, `user` who is invited.
 */
export default defineDoor({
  method: "POST",
  path: "/channels",
  run({ world, body }) {
    const who = actor(world, body);
    const action = String(body.action);
    if (action === "create") {
      return {
        ok: true,
        channel: createChannel(world, freeName(world, body.name), who.id, [who.id], body.is_private === true).id,
      };
    }
    const deed =
      deeds[action] ?? no("unknown_action", `"${action}" is none of: create, ${Object.keys(deeds).join(", ")}.`);
    const channel = channelFor(world, body.name ?? body.channel, who);
    if (channel.is_im)
      no("method_not_supported_for_channel_type", "A direct conversation cannot be changed like that.");
    deed(world, channel, who, body);
    return { ok: true, channel: channel.id };
  },
});

function freeName(world: World, given: unknown): string {
  const name = String(given ?? "").replace(/^#/, "");
  const problem = nameProblem(name);
  if (problem)
    no(problem, `"${name}" cannot be the name of a channel: lower case, digits, - and _, at most 80 characters.`);
  if (isNameTaken(world, name)) no("name_taken", `The name "${name}" is taken, perhaps by an archived channel.`, 409);
  return name;
}
