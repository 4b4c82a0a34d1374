import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { z } from "zod";

/**
 * How Slack answered one call.
 *
 * - `ok`: it took effect; `data` is what Slack said.
 * - `refused`: Slack understood and said no, in its own code. Nothing took effect. What it means depends on the call.
 * - `limited`: too many calls; nothing took effect.
 * - `locked`: our token is not accepted (any more); nothing took effect. A person has to mend it.
 * - `unknown`: no usable answer, so it may have taken effect.
 */
export type Answer =
  | { kind: "ok"; data: Record<string, unknown> }
  | ({ kind: "refused" } & Refused)
  | { kind: "limited"; retryAfterMs: number }
  | { kind: "locked"; error: string }
  | { kind: "unknown"; why: string };

/** Slack's no. */
export interface Refused {
  error: string;
  /** The scope that is missing, where that is why. */
  needed: string | null;
  /** What exactly was wrong, in Slack's words. */
  details: string[];
  /** For a call about several people: what was wrong with whom. */
  people: { user: string; error: string }[];
}

/** Codes that speak of our token or our app as a whole, never of the one call (contracts/slack.md sections 3 and 16.10). */
const lockedCodes = new Set([
  "not_authed",
  "invalid_auth",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "team_disabled",
  "user_removed_from_team",
  "org_login_required",
  "team_access_not_granted",
  "enterprise_is_restricted",
  "two_factor_setup_required",
]);

/** Codes of a Slack in trouble. `fatal_error` may be half done by its own word; the others promise nothing either. */
const troubleCodes = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "accesslimited",
]);

/** `ratelimited` in a 200 comes without a time; a minute is the window of every limit. */
const unnamedWaitMs = 60_000;

const platformData = z.object({
  error: z.string(),
  needed: z.string().optional(),
  errors: z
    .array(z.object({ user: z.string(), error: z.string() }))
    .optional()
    .catch(undefined),
  response_metadata: z
    .object({ messages: z.array(z.string()).optional(), retryAfter: z.number().optional() })
    .optional(),
});

/** Reads whatever the SDK threw. Nothing in it is trusted: a proxy may have answered HTML with a 200. */
export function answerOf(thrown: unknown): Answer {
  if (thrown instanceof WebAPIRateLimitedError) return { kind: "limited", retryAfterMs: thrown.retryAfter * 1000 };
  if (thrown instanceof WebAPIPlatformError) return platformAnswer(thrown.data);
  if (thrown instanceof WebAPIHTTPError) return { kind: "unknown", why: `Slack answered HTTP ${thrown.statusCode}` };
  if (thrown instanceof WebAPIRequestError)
    return { kind: "unknown", why: `Slack could not be reached (${thrown.original.message})` };
  return {
    kind: "unknown",
    why: `Slack gave no usable answer (${thrown instanceof Error ? thrown.message : String(thrown)})`,
  };
}

function platformAnswer(data: unknown): Answer {
  const read = platformData.safeParse(data);
  if (!read.success || !/^[a-z0-9_]+$/.test(read.data.error))
    return { kind: "unknown", why: "Slack's answer could not be read" };

  const { error, needed, errors, response_metadata: metadata } = read.data;
  if (error === "ratelimited" || error === "rate_limited") {
    return { kind: "limited", retryAfterMs: metadata?.retryAfter ? metadata.retryAfter * 1000 : unnamedWaitMs };
  }
  if (lockedCodes.has(error)) return { kind: "locked", error };
  if (troubleCodes.has(error)) return { kind: "unknown", why: `Slack answered ${error}` };
  return { kind: "refused", error, needed: needed ?? null, details: metadata?.messages ?? [], people: errors ?? [] };
}
