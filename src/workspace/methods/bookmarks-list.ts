import type { BookmarksListResponse } from "@slack/web-api";
import { bookmarkedChannel } from "../bookmarks.ts";
import { defineMethod } from "../method.ts";

/** The bookmarks of a channel, in their order. */
export default defineMethod<BookmarksListResponse>({
  name: "bookmarks.list",
  tier: 3,
  scopes: ["bookmarks:read"],
  run: (call) => ({ bookmarks: bookmarkedChannel(call).bookmarks }),
});
