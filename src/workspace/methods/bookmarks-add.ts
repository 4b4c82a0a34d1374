import type { BookmarksAddResponse } from "@slack/web-api";
import { needed, text } from "../arguments.ts";
import { channelToBookmark, emojiOf, linkOf } from "../bookmarks.ts";
import { MOST_BOOKMARKS } from "../channels.ts";
import { defineMethod } from "../method.ts";
import { refuse } from "../refusal.ts";
import { slackId } from "../slack-ids.ts";
import type { Bookmark } from "../things.ts";
import { saveChannel, seconds } from "../world.ts";

/** Adds a link to the bar above a channel. The same link twice is two bookmarks. */
export default defineMethod<BookmarksAddResponse>({
  name: "bookmarks.add",
  tier: 2,
  scopes: ["bookmarks:write"],
  run(call) {
    const { world, args, by } = call;
    const channel = channelToBookmark(call);
    const title = needed(args, "title");
    if (text(args, "type") !== "link") refuse("invalid_bookmark_type");
    const link = linkOf(args) ?? refuse("invalid_link");
    const emoji = emojiOf(args);
    if (channel.bookmarks.length >= MOST_BOOKMARKS) refuse("too_many_bookmarks");
    const bookmark: Bookmark = {
      id: slackId("Bk"),
      channel_id: channel.id,
      title,
      link,
      type: "link",
      date_created: seconds(world),
      date_updated: 0,
      last_updated_by_user_id: by,
      ...(emoji ? { emoji } : {}),
    };
    channel.bookmarks.push(bookmark);
    saveChannel(world, channel);
    return { bookmark };
  },
});
