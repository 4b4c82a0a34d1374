import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../../base/secret.ts";
import { problem, type Reply } from "./problem.ts";

/** Null for the holder of the token; else the no. Takes as long for a wrong token as for a right one. */
export function refuseStranger(authorization: string | undefined, token: Secret): Reply | null {
  const shown = /^bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1] ?? "";
  if (timingSafeEqual(digest(shown), digest(token.reveal()))) return null;
  return {
    ...problem(401, "Token missing or wrong", "This takes the header Authorization: Bearer <SITREP_API_TOKEN>."),
    headers: { "www-authenticate": 'Bearer realm="sitrep"' },
  };
}

/** Programs send no Origin; a web page of somebody else must not work incidents with a token that it found. */
export function refuseForeignOrigin(origin: string | undefined, host: string | undefined): Reply | null {
  if (origin === undefined) return null;
  const own = URL.canParse(origin) && new URL(origin).host === host;
  return own ? null : problem(403, "Foreign origin", "Web pages of other origins may not use this address.");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
