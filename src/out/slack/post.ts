import { z } from "zod";
import type { Instant } from "../../base/clock.ts";
import type { Place, Urgency } from "../../domain/effects.ts";
import { toSlack } from "../../text/blocks.ts";
import type { Card } from "../../text/card.ts";
import type { Attempt } from "../carrier.ts";
import { delivered, later } from "../outcome.ts";
import type { CallResult } from "./client.ts";
import { ending, type NotOk } from "./ending.ts";
import type { MessageRef, SlackRoom } from "./room.ts";
import { channelGone, sentenceOf } from "./sentence.ts";

/** One message that is to stand in Slack once. */
export interface Post {
  key: string;
  to: Place;
  card: Card;
  /** Remembers where the message stands; null when nothing will ever edit it. */
  slot: string | null;
  urgency: Urgency;
  /** When it was decided on: nothing older has to be looked at to find it. */
  createdAt: Instant;
}

export interface Poster {
  /** Posts it. The key rides in the message's metadata. */
  post(message: Post): Promise<Attempt>;
  /** Looks for the message by its key. null = it is not there. */
  find(message: Post): Promise<Attempt | null>;
  /** Brings a message that stands already up to date. Slack's no comes back for the caller to judge. */
  edit(ref: MessageRef, card: Card, urgency: Urgency): Promise<CallResult>;
}

const eventType = "sitrep";
const posted = z.object({ channel: z.string(), ts: z.string() });
const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .nullish()
        .catch(null),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).nullish(),
});

/** Bounds how far apart Slack's clock and ours may be before a message of ours is not found. */
const clockDifferenceMs = 300_000;
/** Slack's largest page: the fewer calls a look takes, the less of the budget. */
const pageSize = 999;
/** Bounds the look through a very busy channel. */
const mostPages = 20;

export function openPoster({ client, places }: SlackRoom): Poster {
  async function post(message: Post): Promise<Attempt> {
    const { to, urgency } = message;
    const found = await places.find(to, urgency);
    if ("ended" in found) return found.ended;

    const metadata = { event_type: eventType, event_payload: { key: message.key } };
    const args = {
      channel: found.channel,
      ...toSlack(message.card),
      metadata,
      unfurl_links: false,
      unfurl_media: false,
    };
    const result = await client.call("chat.postMessage", args, urgency);
    if (result.kind === "refused" && channelGone[result.error]) places.forget(to);
    if (result.kind === "refused" && channelGone[result.error] && "announcement" in to) {
      // A person has to mend it; until then it waits, as it does when the channel was never there.
      return { delivery: later(`The announcement channel: ${sentenceOf(result)}`, { doubtful: false }) };
    }
    if (result.kind !== "ok") return postEnding(result, message);
    const read = posted.safeParse(result.data);
    if (!read.success) return { delivery: later("chat.postMessage answered no ts", { doubtful: true }) };
    return standsAt(message, { channel: read.data.channel, ts: read.data.ts });
  }

  async function find(message: Post): Promise<Attempt | null> {
    const found = await places.find(message.to, message.urgency);
    if ("ended" in found) return found.ended;

    const oldest = (Math.max(0, message.createdAt - clockDifferenceMs) / 1000).toFixed(6);
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const args = { channel: found.channel, oldest, limit: pageSize, include_all_metadata: true, cursor };
      const result = await client.call("conversations.history", args, message.urgency);
      if (result.kind !== "ok") return postEnding(result, message);
      const read = history.safeParse(result.data);
      if (!read.success)
        return { delivery: later("conversations.history gave an unreadable answer", { doubtful: true }) };
      const ours = read.data.messages.find(
        ({ metadata }) => metadata?.event_type === eventType && metadata.event_payload.key === message.key,
      );
      if (ours) return standsAt(message, { channel: found.channel, ts: ours.ts });
      cursor = read.data.response_metadata?.next_cursor || undefined;
      if (!cursor) return null;
    }
    return null;
  }

  async function edit(ref: MessageRef, card: Card, urgency: Urgency): Promise<CallResult> {
    return client.call("chat.update", { channel: ref.channel, ts: ref.ts, ...toSlack(card) }, urgency);
  }

  return { post, find, edit };
}

function standsAt({ slot }: Post, ref: MessageRef): Attempt {
  return { delivery: delivered(ref), ...(slot === null ? {} : { remote: { slot, ref } }) };
}

/**
 * A message that is itself said once in the incident's channel is not answered with another one there about its failure:
 * that one could fail for the same reason, without an end. Nor does a missing right to post allow one.
 */
export function postEnding(result: NotOk, { to, slot }: Pick<Post, "to" | "slot">): Attempt {
  const attempt = ending(result, to);
  const cannotBeTold =
    "incident" in to && (slot === null || (result.kind === "refused" && result.error === "missing_scope"));
  return attempt.delivery.outcome === "never" && cannotBeTold ? { ...attempt, untold: true } : attempt;
}

const storedRef = z.object({ channel: z.string(), ts: z.string() });

/** Where a slot's message stands, as we stored it; null when it stands nowhere. */
export async function standing({ records }: SlackRoom, slot: string | null): Promise<MessageRef | null> {
  if (slot === null) return null;
  const stored = await records.remoteOf(slot);
  return stored === null || stored === undefined ? null : storedRef.parse(stored);
}
