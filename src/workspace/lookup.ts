import { type Arguments, needed } from "./arguments.ts";
import type { Call } from "./method.ts";
import { refuse } from "./refusal.ts";
import type { Channel, Message, User } from "./things.ts";
import { messageAt, type World } from "./world.ts";

/**
 * The channel an argument names by its id. What the bot may not know of (a private channel it is not in, a direct
 * conversation of others) does not exist for it.
 */
export function channelOf({ world, args }: Pick<Call, "world" | "args">, name = "channel"): Channel {
  const channel = world.channels.get(needed(args, name));
  if (!channel || !isVisible(world, channel)) return refuse("channel_not_found");
  return channel;
}

/** Whether the bot may know that this channel exists. An archived private one stays visible to the app that was in it. */
export function isVisible(world: World, channel: Channel): boolean {
  return (
    !channel.is_private ||
    channel.members.includes(world.app.user) ||
    (channel.is_archived && channel.creator === world.app.user)
  );
}

/** Refuses unless the bot is in the channel. */
export function needMembership(world: World, channel: Channel): void {
  if (!channel.members.includes(world.app.user)) refuse("not_in_channel");
}

export function needUnarchived(channel: Channel): void {
  if (channel.is_archived) refuse("is_archived");
}

/** Conversations that have no name, topic or membership to change. */
export function needRealChannel(channel: Channel): void {
  if (channel.is_im || channel.is_mpim) refuse("method_not_supported_for_channel_type");
}

export function userOf(world: World, args: Arguments, name = "user"): User {
  return world.users.get(needed(args, name)) ?? refuse("user_not_found");
}

/** A stored message by its `ts`, exactly as it was given out. */
export function messageOf(world: World, channel: Channel, ts: string): Message {
  return messageAt(world, channel.id, ts) ?? refuse("message_not_found");
}
