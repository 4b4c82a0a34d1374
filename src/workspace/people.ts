import { join, openDirect } from "./channels.ts";
import { no } from "./door.ts";
import type { Channel, User } from "./things.ts";
import { botUser, type World } from "./world.ts";

/** Whoever acts: a person by id or name. The bot does not act by this side. */
export function actor(world: World, body: Record<string, unknown>): User {
  const user = person(world, body.as);
  return user.is_bot ? no("not_a_person", `${user.name} is a bot; only people act here.`) : user;
}

/** A user by id or name, with or without `@`. */
export function person(world: World, given: unknown): User {
  const word = String(given ?? "").replace(/^@/, "");
  const user = world.users.get(word) ?? [...world.users.values()].find(({ name }) => name === word);
  return user ?? no("user_not_found", `There is no user "${word}". GET /local/state lists them.`, 404);
}

/** A channel by id or name, with or without `#`; `@<bot>` is the person's conversation with it. A private one only for those in it. */
export function channelFor(world: World, given: unknown, who: User | null): Channel {
  const word = String(given ?? "").replace(/^#/, "");
  if (who && word.replace(/^@/, "") === botUser(world).name && word.startsWith("@"))
    return openDirect(world, [who, botUser(world)]).channel;
  const named = [...world.channels.values()].filter(({ name }) => name === word);
  const found = world.channels.get(word) ?? named.find(({ is_archived }) => !is_archived) ?? named[0];
  if (!found || (who && found.is_private && !found.members.includes(who.id)))
    return no(
      "channel_not_found",
      `There is no channel "${word}" that this person can see. GET /local/state lists them.`,
      404,
    );
  return found;
}

/** The channel, with the person in it: who says something in a public channel joins it first, as the button there does. */
export function joined(world: World, channel: Channel, who: User): Channel {
  if (channel.is_archived) no("is_archived", `#${channel.name} is archived: nothing can be said there.`);
  join(world, channel, who.id, null);
  return channel;
}
