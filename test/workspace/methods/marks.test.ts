import { describe, expect } from "vitest";
import { rule, type Slack } from "../slack.ts";

async function message(slack: Slack) {
  const channel = await slack.channel();
  const { ts } = await slack.call("chat.postMessage", { channel, text: "a message" });
  return { channel, timestamp: ts as string };
}

describe("pins", () => {
  rule("pin a message once, list it, and let it go once", async (slack) => {
    const item = await message(slack);
    expect((await slack.call("pins.add", item)).ok).toBe(true);
    expect((await slack.call("pins.add", item)).error).toBe("already_pinned");
    const { items } = await slack.call("pins.list", { channel: item.channel });
    expect(items.map((pin: { message: { ts: string } }) => pin.message.ts)).toEqual([item.timestamp]);
    expect((await slack.call("pins.remove", item)).ok).toBe(true);
    expect((await slack.call("pins.remove", item)).error).toBe("no_pin");
  });

  rule("want a message that is there, in a channel the bot is in", async (slack) => {
    const { channel } = await message(slack);
    expect((await slack.call("pins.add", { channel })).error).toBe("no_item_specified");
    expect((await slack.call("pins.add", { channel, timestamp: "1.000001" })).error).toBe("message_not_found");
    const channelOfOthers = await slack.elsewhere();
    expect((await slack.call("pins.add", { channel: channelOfOthers, timestamp: "1.000001" })).error).toBe(
      "not_in_channel",
    );
  });
});

describe("bookmarks", () => {
  const link = { title: "Dashboard", type: "link", link: "https://example.com/d" };

  rule("are added, changed, listed and removed", async (slack) => {
    const channel_id = await slack.channel();
    const { bookmark } = await slack.call("bookmarks.add", { channel_id, ...link });
    expect(bookmark).toMatchObject({ channel_id, title: "Dashboard", link: "https://example.com/d" });
    const bookmark_id = bookmark.id;
    const edited = await slack.call("bookmarks.edit", { channel_id, bookmark_id, title: "Board" });
    expect(edited.bookmark).toMatchObject({ title: "Board", link: "https://example.com/d" });
    const listed = await slack.call("bookmarks.list", { channel_id });
    expect(listed.bookmarks.map(({ id }: { id: string }) => id)).toEqual([bookmark_id]);
    expect((await slack.call("bookmarks.remove", { channel_id, bookmark_id })).ok).toBe(true);
    expect((await slack.call("bookmarks.list", { channel_id })).bookmarks).toEqual([]);
    expect((await slack.call("bookmarks.remove", { channel_id, bookmark_id })).ok).toBe(false);
  });

  rule("hold http and https links only", async (slack) => {
    const channel_id = await slack.channel();
    for (const bad of ["ftp://example.com", "not a link", ""])
      expect((await slack.call("bookmarks.add", { channel_id, ...link, link: bad })).error).toBe("invalid_link");
  });
});

describe("reactions", () => {
  rule("are given once, read, and taken back once", async (slack) => {
    const item = { ...(await message(slack)), name: "eyes" };
    expect((await slack.call("reactions.add", item)).ok).toBe(true);
    expect((await slack.call("reactions.add", item)).error).toBe("already_reacted");
    const { message: read } = await slack.call("reactions.get", item);
    expect(read.reactions).toMatchObject([{ name: "eyes", count: 1 }]);
    expect((await slack.call("reactions.remove", item)).ok).toBe(true);
    expect((await slack.call("reactions.remove", item)).error).toBe("no_reaction");
  });

  rule("want an emoji by name and a message that is there", async (slack) => {
    const item = await message(slack);
    expect((await slack.call("reactions.add", { ...item, name: "no such emoji!" })).error).toBe("invalid_name");
    const missing = { ...item, name: "eyes", timestamp: "1.000001" };
    expect((await slack.call("reactions.add", missing)).error).toBe("message_not_found");
  });
});
