import { pageSlot } from "../../domain/effects.ts";
import { type Attempt, type Claimed, defineCarrier } from "../carrier.ts";
import type { Post, Poster } from "./post.ts";

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
