import type { BookmarksRemoveResponse } from "@slack/web-api";
import { bookmarkOf, channelToBookmark } from "../bookmarks.ts";
import { defineMethod } from "../method.ts";
import { saveChannel } from "../world.ts";

/** Takes a bookmark away. */
export default defineMethod<BookmarksRemoveResponse>({
  name: "bookmarks.remove",
  tier: 2,
  scopes: ["bookmarks:write"],
  run(call) {
    const channel = channelToBookmark(call);
    const gone = bookmarkOf(channel, call.args);
    channel.bookmarks = channel.bookmarks.filter((bookmark) => bookmark !== gone);
    saveChannel(call.world, channel);
    return {};
  },
});
