import type { Anchor } from "../base/clock.ts";
import { shortcuts, slashCommands } from "./manifest.ts";
import type { World } from "./world.ts";

/** Everything a person may know of the workspace at a glance. `members` and the like are ids. */
export function stateOf(world: World, anchor: Anchor) {
  return {
    team: world.team,
    users: [...world.users.values()].map(({ id, name, real_name, tz, is_bot }) => ({
      id,
      name,
      real_name,
      tz,
      is_bot,
    })),
    channels: [...world.channels.values()].map((channel) => ({
      id: channel.id,
      name: channel.name,
      topic: channel.topic.value,
      purpose: channel.purpose.value,
      is_archived: channel.is_archived,
      is_private: channel.is_private,
      is_im: channel.is_im,
      is_mpim: channel.is_mpim,
      is_general: channel.is_general,
      created: channel.created,
      creator: channel.creator,
      members: channel.members,
      bookmarks: channel.bookmarks.map(({ id, title, link, emoji }) => ({
        id,
        title,
        link,
        ...(emoji ? { emoji } : {}),
      })),
      pins: channel.pins.map(({ ts }) => ts),
    })),
    commands: slashCommands(world.manifest).map(({ command, description, usage_hint }) => ({
      command,
      description,
      usage_hint: usage_hint ?? "",
    })),
    shortcuts: shortcuts(world.manifest),
    anchor,
    now: new Date(world.clock.now()).toISOString(),
  };
}
