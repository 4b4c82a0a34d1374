import { toMrkdwn } from "../../text/mrkdwn.ts";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered } from "../outcome.ts";
import { ending } from "./ending.ts";
import type { SlackRoom } from "./room.ts";

/** Slack's longest topic and purpose. */
const longest = 250;

/** Sets the topic or the purpose of an incident's channel, clipped visibly to what Slack takes. Repeating it is safe. */
export function topic({ client, places }: SlackRoom) {
  async function attempt({ effect }: Claimed<"channel.topic" | "channel.purpose">): Promise<Attempt> {
    const place = { incident: effect.incident };
    const found = await places.find(place, "card");
    if ("ended" in found) return found.ended;

    const { channel } = found;
    const result =
      effect.kind === "channel.topic"
        ? await client.call("conversations.setTopic", { channel, topic: toMrkdwn(effect.topic, longest) }, "card")
        : await client.call(
            "conversations.setPurpose",
            { channel, purpose: toMrkdwn(effect.purpose, longest) },
            "rest",
          );
    return result.kind === "ok" ? { delivery: delivered() } : ending(result, place);
  }

  return defineCarrier<"channel.topic" | "channel.purpose">({ kinds: ["channel.topic", "channel.purpose"], attempt });
}
