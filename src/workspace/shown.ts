import type { Channel, Message } from "./things.ts";
import { messagesOf, type World } from "./world.ts";

/** A message as a person reads it. */
export type Shown = Omit<Message, "type" | "ephemeral"> & { reactions: object[]; pinned: boolean; ephemeral: boolean };

export function shown(channel: Channel, { type: _, ephemeral, ...message }: Message): Shown {
  return {
    ...message,
    reactions: message.reactions ?? [],
    pinned: channel.pins.some(({ ts }) => ts === message.ts),
    ephemeral: ephemeral === true,
  };
}

/** The messages of a channel, oldest first, threads inline; with `as`, also what only that person sees. */
export function shownIn(world: World, channel: Channel, as: string | null): Shown[] {
  const own = (world.ephemerals.get(channel.id) ?? []).filter(({ user }) => user === as).map(({ message }) => message);
  return [...messagesOf(world, channel.id), ...own]
    .sort((one, other) => Number(one.ts) - Number(other.ts) || one.ts.localeCompare(other.ts))
    .map((message) => shown(channel, message));
}
