import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered, never } from "../outcome.ts";
import { ending } from "./ending.ts";
import { standing } from "./post.ts";
import type { SlackRoom } from "./room.ts";

/** Codes that leave nothing to do: it is pinned, or a person took the message away. */
const nothingToDo = new Set(["already_pinned", "message_not_found"]);

/** Pins a slot's message in the channel it stands in. Repeating it is safe. */
export function pin(room: SlackRoom) {
  async function attempt({ effect }: Claimed<"message.pin">): Promise<Attempt> {
    const ref = await standing(room, effect.slot);
    // Why it was not posted has been told already.
    if (ref === null) return { delivery: never("The message that was to be pinned was never posted."), untold: true };
    const result = await room.client.call("pins.add", { channel: ref.channel, timestamp: ref.ts });
    if (result.kind === "ok" || (result.kind === "refused" && nothingToDo.has(result.error)))
      return { delivery: delivered() };
    return ending(result, effect.to);
  }

  return defineCarrier<"message.pin">({ kinds: ["message.pin"], attempt });
}
