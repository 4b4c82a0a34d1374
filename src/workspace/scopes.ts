import { refuse } from "./refusal.ts";
import type { Channel } from "./things.ts";
import type { World } from "./world.ts";

/** Refuses with `missing_scope` unless the app was granted any one of these. */
export function needScope(world: World, anyOf: string[]): void {
  if (anyOf.some((scope) => world.scopes.has(scope))) return;
  refuse("missing_scope", { needed: anyOf.join(","), provided: [...world.scopes].join(",") });
}

/** The scope for this channel's kind: `channels:read` of a public channel is `groups:read` of a private one. */
export function needChannelScope(world: World, channel: Channel, right: string, otherwise: string[] = []): void {
  const family = channel.is_im ? "im" : channel.is_mpim ? "mpim" : channel.is_private ? "groups" : "channels";
  const named = family === "channels" || right !== "manage" ? right : "write";
  needScope(world, [`${family}:${named}`, ...otherwise.map((also) => `${family}:${also}`)]);
}
