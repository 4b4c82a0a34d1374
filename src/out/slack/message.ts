import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered } from "../outcome.ts";
import { type Post, type Poster, postEnding, standing } from "./post.ts";
import type { SlackRoom } from "./room.ts";

type Show = Claimed<"message.show">;
type Renew = Claimed<"message.renew">;

/** Posts the card, or edits the slot's message where it stands. One that a person took away is posted anew. */
export function show(room: SlackRoom, poster: Poster) {
  async function attempt(row: Show): Promise<Attempt> {
    const { effect } = row;
    const ref = await standing(room, effect.slot);
    if (ref === null) return poster.post(postOf(row));
    const result = await poster.edit(ref, effect.card, effect.urgency);
    if (result.kind === "ok") return { delivery: delivered(ref) };
    if (result.kind === "refused" && result.error === "message_not_found") return poster.post(postOf(row));
    return postEnding(result, effect);
  }

  return defineCarrier<"message.show">({
    kinds: ["message.show"],
    attempt,
    find: async (row) => poster.find(postOf(row)),
  });
}

/** Takes the slot's message away and posts the card at the bottom, so that people are notified again. */
export function renew(room: SlackRoom, poster: Poster) {
  async function attempt(row: Renew): Promise<Attempt> {
    const { effect } = row;
    const ref = await standing(room, effect.slot);
    if (ref !== null) {
      const result = await room.client.call("chat.delete", { channel: ref.channel, ts: ref.ts }, effect.urgency);
      const isGone = result.kind === "ok" || (result.kind === "refused" && result.error === "message_not_found");
      // One that may not be deleted stays where it is; that people are notified again counts for more.
      if (!isGone && !(result.kind === "refused" && result.error === "cant_delete_message"))
        return postEnding(result, effect);
    }
    return poster.post(postOf(row));
  }

  return defineCarrier<"message.renew">({
    kinds: ["message.renew"],
    attempt,
    find: async (row) => poster.find(postOf(row)),
  });
}

/**
 * Edits the slot's message one last time. Where there is none, because it was never sent or a person took it away,
 * nothing is left to do. Repeating it is safe.
 */
export function settle(room: SlackRoom, poster: Poster) {
  async function attempt({ effect }: Claimed<"message.settle">): Promise<Attempt> {
    const ref = await standing(room, effect.slot);
    if (ref === null) return { delivery: delivered() };
    const result = await poster.edit(ref, effect.card, "reminder");
    if (result.kind === "ok") return { delivery: delivered(ref) };
    if (result.kind === "refused" && result.error === "message_not_found") return { delivery: delivered() };
    return postEnding(result, effect);
  }

  return defineCarrier<"message.settle">({ kinds: ["message.settle"], attempt });
}

function postOf({ key, effect, createdAt }: Show | Renew): Post {
  return { key, to: effect.to, card: effect.card, slot: effect.slot, urgency: effect.urgency, createdAt };
}
