import { type Arguments, needed, text } from "./arguments.ts";
import { channelOf, needMembership, needUnarchived } from "./lookup.ts";
import type { Call } from "./method.ts";
import { refuse } from "./refusal.ts";
import type { Bookmark, Channel } from "./things.ts";

/** The channel whose bookmarks a call is about: the bot must be in it. */
export function bookmarkedChannel(call: Call): Channel {
  const channel = channelOf(call, "channel_id");
  needMembership(call.world, channel);
  return channel;
}

/** The same, for a call that changes them. */
export function channelToBookmark(call: Call): Channel {
  const channel = bookmarkedChannel(call);
  needUnarchived(channel);
  return channel;
}

export function bookmarkOf(channel: Channel, args: Arguments): Bookmark {
  const id = needed(args, "bookmark_id");
  return channel.bookmarks.find((bookmark) => bookmark.id === id) ?? refuse("not_found");
}

/** A link that a bookmark may hold: http and https only. */
export function linkOf(args: Arguments): string | undefined {
  const link = text(args, "link");
  if (link === undefined) return undefined;
  return /^https?:\/\/[^\s/]+/.test(link) && URL.canParse(link) ? link : refuse("invalid_link");
}

export function emojiOf(args: Arguments): string | undefined {
  const emoji = text(args, "emoji");
  return emoji === undefined || /^:[\w+'-]+:$/.test(emoji) ? emoji : refuse("invalid_emoji");
}
