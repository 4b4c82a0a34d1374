import { type Arguments, needed, text } from "./arguments.ts";
import { channelOf, messageOf, needMembership, needUnarchived } from "./lookup.ts";
import type { Call } from "./method.ts";
import { refuse } from "./refusal.ts";
import type { Channel, Message } from "./things.ts";

/** The message that a call of `reactions.*` is about. */
export function itemOf(call: Call): { channel: Channel; message: Message } {
  const { world, args } = call;
  const ts = text(args, "timestamp") ?? refuse("no_item_specified");
  const channel = channelOf(call);
  needUnarchived(channel);
  needMembership(world, channel);
  return { channel, message: messageOf(world, channel, ts) };
}

/** An emoji by its name, without colons. Whether such an emoji exists is not looked up. */
export function nameOf(args: Arguments): string {
  const name = needed(args, "name");
  return /^[\w+'-]+(::skin-tone-[2-6])?$/.test(name) ? name : refuse("invalid_name");
}
