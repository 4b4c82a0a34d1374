import { pageSlot } from "../../domain/effects.ts";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import { delivered } from "../outcome.ts";
import { type Post, type Poster, standing } from "./post.ts";
import type { SlackRoom } from "./room.ts";

/** After so many tries an edit is let be: the next page to the same person waits behind it, and wakes them. */
const mostEdits = 3;

/** Wakes a person by direct message, once. Where the message stands is remembered: it is edited when somebody has acknowledged. */
export function page(poster: Poster) {
  const postOf = ({ key, effect, createdAt }: Claimed<"page">): Post => ({
    key,
    to: { person: effect.person },
    card: effect.card,
    slot: pageSlot(effect.incident, effect.person),
    urgency: "page",
    createdAt,
  });

  return defineCarrier<"page">({
    kinds: ["page"],
    attempt: async (row): Promise<Attempt> => poster.post(postOf(row)),
    find: async (row): Promise<Attempt | null> => poster.find(postOf(row)),
  });
}

/**
 * Brings a page up to date where it stands. Where there is none, because it was never sent, or it cannot be edited any more,
 * nothing is left to do: the person was woken, and that is what counts. Repeating it is safe.
 */
export function amendPage(room: SlackRoom, poster: Poster) {
  async function attempt({ effect, attempts }: Claimed<"page.amend">): Promise<Attempt> {
    const ref = await standing(room, pageSlot(effect.incident, effect.person));
    if (ref === null) return { delivery: delivered() };
    const result = await poster.edit(ref, effect.card, "reminder");
    if (result.kind !== "put-off") return { delivery: delivered(ref) };
    return { delivery: attempts + 1 < mostEdits ? result.delivery : { outcome: "superseded" } };
  }

  return defineCarrier<"page.amend">({ kinds: ["page.amend"], attempt });
}
