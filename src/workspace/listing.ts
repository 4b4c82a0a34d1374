import { type Arguments, flag, list } from "./arguments.ts";
import { refuse } from "./refusal.ts";
import { needScope } from "./scopes.ts";
import { type Channel, channelType } from "./things.ts";
import type { World } from "./world.ts";

const kinds = { public_channel: "channel", private_channel: "group", im: "im", mpim: "mpim" } as const;
const scopes = { channel: "channels:read", group: "groups:read", im: "im:read", mpim: "mpim:read" } as const;

/** The channels of the kinds that `types` asks for (public ones when it says nothing), each kind with its scope. */
export function channelsAskedFor(world: World, args: Arguments): Channel[] {
  const types = list(args, "types");
  const asked = (types.length > 0 ? types : ["public_channel"]).map(
    (type) => kinds[type as keyof typeof kinds] ?? refuse("invalid_types"),
  );
  for (const kind of asked) needScope(world, [scopes[kind]]);
  const withoutArchived = flag(args, "exclude_archived") ?? false;
  return [...world.channels.values()].filter(
    (channel) => asked.includes(channelType(channel)) && !(withoutArchived && channel.is_archived),
  );
}
