import { z } from "zod";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered, later } from "../outcome.ts";
import { ending } from "./ending.ts";
import type { SlackRoom } from "./room.ts";

const added = z.object({ bookmark: z.object({ id: z.string() }) });
const listed = z.object({
  bookmarks: z.array(z.object({ id: z.string(), title: z.string(), link: z.string().nullish() })),
});

/**
 * Puts a link at the top of an incident's channel. A bookmark has no room for our key: its title and link are looked for.
 */
export function bookmark({ client, places }: SlackRoom) {
  async function attempt({ effect }: Claimed<"channel.bookmark">): Promise<Attempt> {
    const place = { incident: effect.incident };
    const found = await places.find(place, "rest");
    if ("ended" in found) return found.ended;

    const args = { channel_id: found.channel, title: effect.title, type: "link", link: effect.url };
    const result = await client.call("bookmarks.add", args, "rest");
    if (result.kind === "refused" && result.error === "too_many_requests") {
      return { delivery: later("Slack adds one bookmark at a time", { doubtful: false }) };
    }
    if (result.kind !== "ok") return ending(result, place);
    const read = added.safeParse(result.data);
    return { delivery: delivered(read.success ? { bookmark: read.data.bookmark.id } : undefined) };
  }

  async function find({ effect }: Claimed<"channel.bookmark">): Promise<Attempt | null> {
    const place = { incident: effect.incident };
    const found = await places.find(place, "rest");
    if ("ended" in found) return found.ended;

    const result = await client.call("bookmarks.list", { channel_id: found.channel }, "rest");
    if (result.kind !== "ok") return ending(result, place);
    const read = listed.safeParse(result.data);
    if (!read.success) return { delivery: later("bookmarks.list gave an unreadable answer", { doubtful: true }) };
    const there = read.data.bookmarks.find((one) => one.title === effect.title && one.link === effect.url);
    return there ? { delivery: delivered({ bookmark: there.id }) } : null;
  }

  return defineCarrier<"channel.bookmark">({ kinds: ["channel.bookmark"], attempt, find });
}
