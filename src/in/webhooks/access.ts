import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Secret } from "../../base/secret.ts";
import { queryTokens } from "./content.ts";

/** Who may post to an endpoint: everybody (`open`), or whoever shows one of the secrets. Several stand side by side while one is rotated. */
export interface Access {
  open: boolean;
  secrets: readonly Secret[];
  /** A header of any name (in any case) with a value of its own, for senders that can send nothing else. */
  headers?: readonly { name: string; value: Secret }[] | undefined;
}

/** Asks for the secrets of an endpoint. Takes as long for a wrong one as for a right one. */
export interface SecretCheck {
  /** True when a request shows one, as the caller of an address would. */
  shownBy(req: IncomingMessage, query: string): boolean;
  /** True when this is one. */
  knows(secret: string): boolean;
}

/**
 * Makes the check of an endpoint's secrets: `Authorization: Bearer x`, the password (or the whole) of Basic, `?token=x`, or
 * a header of its own.
 */
export function secretCheck({ secrets, headers = [] }: Pick<Access, "secrets" | "headers">): SecretCheck {
  const known = secrets.map((secret) => digest(secret.reveal()));
  const own = headers.map(({ name, value }) => ({ name: name.toLowerCase(), value: digest(value.reveal()) }));
  const knows = (secret: string) => {
    const shown = digest(secret);
    let found = false;
    // Every known one is compared, so that the time says nothing about which one matched.
    for (const one of known) found = timingSafeEqual(one, shown) || found;
    return found;
  };
  return {
    knows,
    shownBy(req, query) {
      let shown = false;
      for (const token of tokensOf(req.headers.authorization, query)) shown = knows(token) || shown;
      for (const { name, value } of own) {
        const sent = req.headers[name];
        if (typeof sent === "string") shown = timingSafeEqual(value, digest(sent)) || shown;
      }
      return shown;
    },
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
  if (query !== "") {
    const asked = new URLSearchParams(query);
    for (const name of queryTokens) tokens.push(...asked.getAll(name).slice(0, 1));
  }
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
