import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Instant } from "../base/clock.ts";
import type { Secret } from "../base/secret.ts";
import type { Received } from "./source.ts";

/*
 * What senders sign with: an HMAC-SHA256 over the bytes as they came, never over JSON that was read and written again.
 */

/** A signed time that is further from our clock than this is a replay (alert sources 2). */
const replayWindowMs = 5 * 60_000;
/** A header with more signatures than this is nobody's rotation of a secret; it bounds the work of one request. */
const mostShown = 8;

/** A header's value without space around it; null when it is absent or empty. `name` in any case. */
export function headerOf({ headers }: Pick<Received, "headers">, name: string): string | null {
  const value = headers[name.toLowerCase()];
  const one = (Array.isArray(value) ? value.join(",") : (value ?? "")).trim();
  return one === "" ? null : one;
}

/** HMAC-SHA256 over the parts one after the other, in lower-case hex. */
export function hmacHex(secret: Secret, ...parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac("sha256", secret.reveal());
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** True when both are the same. Takes as long for a wrong one as for a right one, whatever their lengths. */
export function sameDigest(shown: string, own: string): boolean {
  return timingSafeEqual(createHash("sha256").update(shown).digest(), createHash("sha256").update(own).digest());
}

/**
 * True when one of the shown signatures (hex, in any case) is the HMAC-SHA256 of the parts under one of the secrets: several
 * of both stand side by side while a secret is rotated. Every pair is compared, so that the time says nothing of which matched.
 */
export function isSigned(
  shown: readonly string[],
  secrets: readonly Secret[],
  ...parts: readonly (string | Buffer)[]
): boolean {
  let genuine = false;
  for (const secret of secrets) {
    const own = hmacHex(secret, ...parts);
    for (const one of shown.slice(0, mostShown)) genuine = sameDigest(one.trim().toLowerCase(), own) || genuine;
  }
  return genuine;
}

/** True when a signed time, in whole seconds since 1970, is at most five minutes from our clock, before or after. */
export function isTimely(seconds: string | null, at: Instant): boolean {
  return seconds !== null && /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1_000 - at) <= replayWindowMs;
}
