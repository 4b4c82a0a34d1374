import type { BookmarksEditResponse } from "@slack/web-api";
import { text } from "../arguments.ts";
import { bookmarkOf, channelToBookmark, emojiOf, linkOf } from "../bookmarks.ts";
import { defineMethod } from "../method.ts";
import { saveChannel, seconds } from "../world.ts";

/** Changes title, link or emoji of a bookmark; what is not named stays. */
export default defineMethod<BookmarksEditResponse>({
  name: "bookmarks.edit",
  tier: 2,
  scopes: ["bookmarks:write"],
  run(call) {
    const { world, args, by } = call;
    const channel = channelToBookmark(call);
    const bookmark = bookmarkOf(channel, args);
    const [title, link, emoji] = [text(args, "title"), linkOf(args), emojiOf(args)];
    Object.assign(bookmark, title && { title }, link && { link }, emoji && { emoji });
    Object.assign(bookmark, { date_updated: seconds(world), last_updated_by_user_id: by });
    saveChannel(world, channel);
    return { bookmark };
  },
});
