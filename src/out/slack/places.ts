import { z } from "zod";
import type { Place, Urgency } from "../../domain/effects.ts";
import type { Attempt } from "../carrier.ts";
import { later } from "../outcome.ts";
import type { Announcement } from "./announcement.ts";
import type { SlackClient } from "./client.ts";
import { ending } from "./ending.ts";

/** Finds the channel that a place stands for: its id, or how the attempt ends without it. */
export interface Places {
  find(place: Place, urgency: Urgency): Promise<{ channel: string } | { ended: Attempt }>;
  /** The place was found closed to us: what was remembered of it is looked up anew. */
  forget(place: Place): void;
}

const openAnswer = z.object({ channel: z.object({ id: z.string() }) });

export interface PlacesSettings {
  client: SlackClient;
  announcement: Announcement;
  channelOf(incident: string): Promise<string | null>;
}

/** Direct messages are opened once and remembered: their ids never change. */
export function openPlaces({ client, announcement, channelOf }: PlacesSettings): Places {
  const direct = new Map<string, string>();

  async function directWith(person: string, urgency: Urgency): Promise<{ channel: string } | { ended: Attempt }> {
    const known = direct.get(person);
    if (known !== undefined) return { channel: known };

    const result = await client.call("conversations.open", { users: person }, urgency);
    if (result.kind !== "ok") return { ended: ending(result, null) };
    const read = openAnswer.safeParse(result.data);
    if (!read.success)
      return { ended: { delivery: later("conversations.open answered no channel", { doubtful: false }) } };
    direct.set(person, read.data.channel.id);
    return { channel: read.data.channel.id };
  }

  return {
    async find(place, urgency) {
      if ("person" in place) return directWith(place.person, urgency);
      if ("announcement" in place) return announcement.find(urgency);
      if ("channel" in place) return { channel: place.channel };
      const channel = await channelOf(place.incident);
      if (channel !== null) return { channel };
      return { ended: { delivery: later("the incident's channel is not open yet", { doubtful: false }) } };
    },
    forget(place) {
      if ("announcement" in place) announcement.forget();
      else if ("person" in place) direct.delete(place.person);
    },
  };
}
