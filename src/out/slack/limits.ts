import type { Urgency } from "../../domain/effects.ts";

/**
 * How often Slack lets an app call: per method in the whole workspace (tiers), and one post a second in each channel
 * (contracts/slack.md section 4). The bursts are ours: Slack tolerates some and publishes none.
 */
export interface Limit {
  /** The budget's name: what shares it, shares the limit. */
  key: string;
  perMinute: number;
  /** How many calls may be made at once after a quiet while. */
  burst: number;
}

const tiers = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

const tierOf: Record<string, keyof typeof tiers> = {
  "bookmarks.add": 2,
  "bookmarks.list": 3,
  "chat.delete": 3,
  "chat.update": 3,
  "conversations.create": 2,
  "conversations.history": 3,
  "conversations.info": 3,
  "conversations.invite": 3,
  "conversations.join": 3,
  "conversations.list": 2,
  "conversations.open": 3,
  "conversations.setPurpose": 2,
  "conversations.setTopic": 2,
  "pins.add": 2,
  "users.conversations": 3,
  "users.lookupByEmail": 3,
};

/** Posts in all channels of a workspace together: "several hundred a minute". */
const postsPerMinute = 300;
const postsPerMinuteInChannel = 60;
/** Slack allows short bursts in a channel; a new incident's first messages fit into this. */
const burstInChannel = 4;

/** The share of a burst that what is not urgent leaves untouched, so that a page finds room however much waits. */
const keptForUrgent = 0.4;

/** The limits one call counts against. `auth.test` and whatever else Slack leaves unlimited has none. */
export function limitsOf(method: string, channel: string | undefined): Limit[] {
  if (method === "chat.postMessage") {
    const everywhere = { key: method, perMinute: postsPerMinute, burst: 60 };
    if (channel === undefined) return [everywhere];
    return [{ key: `post/${channel}`, perMinute: postsPerMinuteInChannel, burst: burstInChannel }, everywhere];
  }
  const tier = tierOf[method];
  if (tier === undefined) return [];
  return [{ key: method, perMinute: tiers[tier], burst: Math.floor(tiers[tier] / 2) }];
}

/** How much of a burst has to stay for what is more urgent than this. */
export function reserveOf(limit: Limit, urgency: Urgency): number {
  return urgency === "card" || urgency === "rest" ? Math.floor(limit.burst * keptForUrgent) : 0;
}
