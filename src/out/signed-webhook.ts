import { Webhook } from "standardwebhooks";
import type { Instant } from "../base/clock.ts";
import type { Secret } from "../base/secret.ts";

/**
 * The headers of a webhook of ours, signed as Standard Webhooks says (contracts: status providers 12). `id` is the same for
 * every attempt at the same thing, so that a receiver can tell a repetition. With several secrets, a receiver may know any
 * of them while one takes the place of another.
 */
export function signedHeaders(
  { id, at, body, agent }: { id: string; at: Instant; body: string; agent: string },
  secrets: readonly (Secret | undefined)[],
): Record<string, string> {
  const time = new Date(at);
  const signatures = secrets
    .filter((one) => one !== undefined)
    .map((one) => new Webhook(keyOf(one.reveal()), { format: "raw" }).sign(id, time, body));
  return {
    "content-type": "application/json",
    "user-agent": agent,
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}

/** A secret as Standard Webhooks writes it, `whsec_` and base64, or any other text as its own bytes. */
function keyOf(secret: string): Uint8Array {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret, "utf8");
}
