import type { Clock } from "../base/clock.ts";

/** Calls a minute of each tier (https://docs.slack.dev/apis/web-api/rate-limits). `special` methods are allowed several hundred. */
const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100, special: 300 } as const;

export type Tier = keyof typeof perMinute;

/** One message a second in a channel, in any way, with short bursts. Slack does not publish the burst; five is a choice. */
const POST_BURST = 5;
const POSTS_PER_SECOND = 1;

/** Token buckets, refilled by the protocol's clock. Each answers the seconds to wait, or 0 when the call may go on. */
export interface RateLimits {
  method(name: string, tier: Tier): number;
  post(channel: string): number;
}

interface Bucket {
  tokens: number;
  at: number;
}

export function openRateLimits(real: Clock, on: boolean): RateLimits {
  const buckets = new Map<string, Bucket>();

  const take = (key: string, capacity: number, perSecond: number): number => {
    if (!on) return 0;
    const now = real.now();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
    bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  };

  return {
    method: (name, tier) => take(`method ${name}`, perMinute[tier], perMinute[tier] / 60),
    post: (channel) => take(`post ${channel}`, POST_BURST, POSTS_PER_SECOND),
  };
}
