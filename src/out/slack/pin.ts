import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered, later, never } from "../outcome.ts";
import { ending } from "./ending.ts";
import { standing } from "./post.ts";
import type { SlackRoom } from "./room.ts";

/** Codes that leave nothing to do: it is pinned, or a person took the message away. */
const nothingToDo = new Set(["already_pinned", "message_not_found"]);

/** Some twenty minutes of looking for a message that is not on its way any more: it may have been posted just now. */
const patientAttempts = 12;
const notYet: Attempt = { delivery: later("the message is not there yet", { doubtful: false }) };

/** Pins a slot's message in the channel it stands in. Repeating it is safe. */
export function pin(room: SlackRoom) {
  async function attempt({ effect, attempts }: Claimed<"message.pin">): Promise<Attempt> {
    const ref = await standing(room, effect.slot);
    // Its own lane: a newer card may take the place of the one before it. Why none could be posted is told where that failed.
    if (ref === null) {
      const mayCome = attempts < patientAttempts || (await room.records.isOnItsWay(effect.slot));
      return mayCome ? notYet : { delivery: never("It was never posted."), untold: true };
    }
    const result = await room.client.call("pins.add", { channel: ref.channel, timestamp: ref.ts });
    if (result.kind === "ok" || (result.kind === "refused" && nothingToDo.has(result.error)))
      return { delivery: delivered() };
    return ending(result, effect.to);
  }

  return defineCarrier<"message.pin">({ kinds: ["message.pin"], attempt });
}
