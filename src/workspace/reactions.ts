import { type Channel, type Message, tsOf } from "./things.ts";
import { saveMessage, type World } from "./world.ts";

/** Adds a reaction; false when this user has given it already. */
export function react(world: World, channel: Channel, message: Message, user: string, name: string): boolean {
  const reactions = message.reactions ?? [];
  const same = reactions.find((reaction) => reaction.name === name);
  if (same?.users.includes(user)) return false;
  const users = [...(same?.users ?? []), user];
  const now = { name, users, count: users.length };
  const rest = same ? reactions.map((reaction) => (reaction === same ? now : reaction)) : [...reactions, now];
  saveMessage(world, channel.id, { ...message, reactions: rest });
  tell(world, channel, message, user, "reaction_added", name);
  return true;
}

/** Takes a reaction back; false when this user has not given it. */
export function unreact(world: World, channel: Channel, message: Message, user: string, name: string): boolean {
  const same = message.reactions?.find((reaction) => reaction.name === name);
  if (!same?.users.includes(user)) return false;
  const users = same.users.filter((other) => other !== user);
  const reactions = (message.reactions ?? [])
    .map((reaction) => (reaction === same ? { name, users, count: users.length } : reaction))
    .filter(({ count }) => count > 0);
  saveMessage(world, channel.id, { ...message, reactions });
  tell(world, channel, message, user, "reaction_removed", name);
  return true;
}

function tell(world: World, channel: Channel, message: Message, user: string, type: string, reaction: string): void {
  const item = { type: "message", channel: channel.id, ts: message.ts };
  const event_ts = tsOf(world.clock.now() * 1_000);
  world.events.send({ type, user, reaction, item, item_user: message.user, event_ts }, channel);
}
