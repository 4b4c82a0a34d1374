import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Secret } from "../../base/secret.ts";

/** Who may post to an endpoint: everybody (`open`), or whoever shows one of the secrets. Several stand side by side while one is rotated. */
export interface Access {
  open: boolean;
  secrets: readonly Secret[];
}

/** Asks whether a request shows one of the secrets. Takes as long for a wrong one as for a right one. */
export type TokenCheck = (req: IncomingMessage, query: string) => boolean;

/** Makes the check of an endpoint's tokens: `Authorization: Bearer x`, the password (or the whole) of Basic, or `?token=x`. */
export function tokenCheck({ secrets }: Pick<Access, "secrets">): TokenCheck {
  const known = secrets.map((secret) => digest(secret.reveal()));
  return (req, query) => {
    let shown = false;
    for (const token of tokensOf(req.headers.authorization, query)) {
      const own = digest(token);
      // Every known one is compared, so that the time says nothing about which one matched.
      for (const one of known) shown = timingSafeEqual(one, own) || shown;
    }
    return shown;
  };
}

function tokensOf(authorization: string | undefined, query: string): string[] {
  const tokens: string[] = [];
  const [, scheme = "", value = ""] = /^(\S+)\s+(.+)$/.exec(authorization ?? "") ?? [];
  if (/^bearer$/i.test(scheme)) tokens.push(value.trim());
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(value, "base64").toString("utf8");
    tokens.push(pair, pair.slice(pair.indexOf(":") + 1));
  }
  const asked = query === "" ? null : new URLSearchParams(query).get("token");
  if (asked !== null) tokens.push(asked);
  return tokens;
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * True when a web page of somebody else sent this. Senders of alerts are no browsers and send no Origin; only our own pages
 * on this machine may (decisions.md 4). A name that merely resolves to this machine is foreign, too.
 */
export function isForeignOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return false;
  if (!URL.canParse(origin)) return true;
  const from = new URL(origin);
  return from.host !== host || !["localhost", "127.0.0.1", "[::1]"].includes(from.hostname);
}
