import { createHmac, timingSafeEqual } from "node:crypto";

/** What a token says, and until when it holds. */
export interface Signed {
  /** What it is about, and for whom: neither holds a line break. */
  about: string;
  person: string;
  /** Epoch ms. */
  until: number;
}

/** A token that only whoever has the key can have made. It is safe in an address. Whoever has the token may use it. */
export function signToken(key: string, { about, person, until }: Signed): string {
  const said = Buffer.from([about, person, until].join("\n")).toString("base64url");
  return `${said}.${signatureOf(key, said)}`;
}

/** What a token says; null when we did not make it, or when its time is over. */
export function readToken(key: string, token: string, now: number): Signed | null {
  const [, said, signature] = /^([\w-]{1,600})\.([\w-]{43})$/.exec(token) ?? [];
  if (said === undefined || signature === undefined) return null;
  if (!timingSafeEqual(Buffer.from(signatureOf(key, said)), Buffer.from(signature))) return null;
  const [about = "", person = "", until = ""] = Buffer.from(said, "base64url").toString("utf8").split("\n");
  return Number(until) > now ? { about, person, until: Number(until) } : null;
}

function signatureOf(key: string, said: string): string {
  return createHmac("sha256", key).update(said).digest("base64url");
}
