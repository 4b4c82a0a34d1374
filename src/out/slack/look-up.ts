import { z } from "zod";
import type { Clock, Instant } from "../../base/clock.ts";
import { ScheduleTrouble } from "../schedule.ts";
import type { LookUp } from "../who-is-who.ts";
import type { SlackClient } from "./client.ts";

const found = z.object({ user: z.object({ id: z.string(), deleted: z.boolean().optional() }) });

/** How long an answer holds, ms: who is known changes seldom, who is not may join any day. */
const knownHoldsMs = 24 * 60 * 60_000;
const unknownHoldsMs = 60 * 60_000;
/** The most addresses that are kept. */
const mostKept = 2_000;

/** Asks Slack who has an e-mail address. Throws when Slack does not answer now: that nobody has it would be wrong. */
export function lookUpByEmail(client: SlackClient, clock: Clock): LookUp {
  const kept = new Map<string, { id: string | null; until: Instant }>();

  return async (address) => {
    const email = address.trim().toLowerCase();
    const held = kept.get(email);
    if (held && held.until > clock.now()) return held.id;
    const answer = await client.call("users.lookupByEmail", { email }, "rest");
    if (answer.kind === "put-off") throw new ScheduleTrouble("Slack did not say in time who the people of it are");
    const read = answer.kind === "ok" ? found.safeParse(answer.data) : null;
    const user = read?.success && !read.data.user.deleted ? read.data.user : null;
    if (kept.size >= mostKept) kept.clear();
    kept.set(email, { id: user?.id ?? null, until: clock.now() + (user ? knownHoldsMs : unknownHoldsMs) });
    return user?.id ?? null;
  };
}
