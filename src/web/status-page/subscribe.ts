import type { IncomingMessage, ServerResponse } from "node:http";
import { isPrivateAddress } from "../../base/address.ts";
import type { Log } from "../../base/log.ts";
import { answerProblem } from "../../base/problem.ts";
import { slugsOf } from "./files.ts";
import type { Known } from "./freshness.ts";
import type { Frame } from "./layout.ts";
import type { Site } from "./site.ts";
import * as pages from "./subscribe-pages.ts";

/** Who takes subscriptions. Nothing that it answers tells whether an address is subscribed. */
export interface SubscriptionDoor {
  offers: pages.Offers;
  ask(request: {
    kind: "email" | "webhook";
    address: string;
    /** Public names; empty = all. */
    components: string[];
    /** Where it came from, to tell one from another that asks too often. */
    from: string;
  }): Promise<Answered>;
  /** What a link would confirm, for the person to read; null = nothing, or no more. */
  look(token: string): Promise<{ shown: string; scope: string } | null>;
  /** False: there is nothing that this would confirm. */
  confirm(token: string): Promise<boolean>;
  /** Ends what bears this token; it does not matter whether there is any. */
  end(token: string): Promise<void>;
}

/** What became of a request. `secret` is for whoever asked, and for nobody else. */
export type Answered =
  | { kind: "asked"; as: "email" | "webhook" | "slack"; secret: string | null }
  | { kind: "wrong"; words: string }
  | { kind: "often"; seconds: number };

/** Answers a request about subscriptions. False: it is none, and nothing was done. */
export type Forms = (req: IncomingMessage, res: ServerResponse, path: string) => boolean;

export interface FormsSettings {
  site: Site;
  door: SubscriptionDoor;
  known: () => Known | null;
  log: Log;
}

/** The largest form: an address and every component. */
const mostBytes = 16 * 1024;

/**
 * The forms of the public page. No session and no cookie: who may confirm or end something has its token, from a message to
 * the very address. A GET never changes anything.
 */
export function openForms({ site, door, known, log }: FormsSettings): Forms {
  async function answer(req: IncomingMessage, res: ServerResponse, to: Route, around: Around): Promise<void> {
    const reads = req.method === "GET" || req.method === "HEAD";
    if (!reads && req.method !== "POST") return notAllowed(res);
    if (to.page === "subscribe") {
      if (reads) return send(site, res, 200, pages.subscribePage(around, door.offers, null));
      return subscribe(req, res, around);
    }
    if (to.page === "confirm") {
      if (!reads) {
        const done = await door.confirm(to.token);
        return send(site, res, done ? 200 : 404, done ? pages.confirmedPage(around) : pages.uselessLinkPage(around));
      }
      const asked = await door.look(to.token);
      return send(
        site,
        res,
        asked ? 200 : 404,
        asked ? pages.confirmPage(around, asked) : pages.uselessLinkPage(around),
      );
    }
    if (reads) return send(site, res, 200, pages.endPage(around));
    await door.end(to.token);
    send(site, res, 200, pages.endedPage(around));
  }

  async function subscribe(req: IncomingMessage, res: ServerResponse, around: Around): Promise<void> {
    const form = await formOf(req);
    if (form === "strange" || form === "large") {
      const status = form === "large" ? 413 : 415;
      return send(site, res, status, pages.laterPage(around, "This is not what the form of this page sends."));
    }
    const kind = form.get("kind") === "webhook" ? "webhook" : "email";
    const typed = form.get("address")?.trim() ?? "";
    const bySlug = new Map([...slugsOf(around.snapshot)].map(([name, slug]) => [slug, name]));
    const components = form.getAll("component").flatMap((slug) => bySlug.get(slug) ?? []);
    const answered = door.offers[kind]
      ? await door.ask({ kind, address: typed, components, from: senderOf(req) })
      : { kind: "wrong" as const, words: "This page does not send that." };
    if (answered.kind === "asked") return send(site, res, 200, pages.askedPage(around, answered.as, answered.secret));
    if (answered.kind === "wrong")
      return send(
        site,
        res,
        422,
        pages.subscribePage(around, door.offers, { kind, typed, words: answered.words, chosen: components }),
      );
    const words = `That was asked too often. Try again in ${Math.ceil(answered.seconds / 60)} min.`;
    send(site, res, 429, pages.laterPage(around, words), { "retry-after": String(answered.seconds) });
  }

  return (req, res, path) => {
    const to = routeOf(path);
    if (!to) return false;
    const now = known();
    if (!now) return false;
    const around = { frame: { site, asOf: now.asOf, stale: now.stale } satisfies Frame, snapshot: now.snapshot };
    answer(req, res, to, around).catch((error: unknown) => {
      log.warn({ err: error, page: to.page }, "a form of the status page could not be answered");
      const words = "This cannot be done at the moment. Try again in a few minutes.";
      send(site, res, 503, pages.laterPage(around, words), { "retry-after": "60" });
    });
    return true;
  };
}

type Around = Parameters<typeof pages.endPage>[0];
type Route = { page: "subscribe" } | { page: "confirm" | "end"; token: string };

function routeOf(path: string): Route | null {
  if (path === "/subscribe") return { page: "subscribe" };
  const [, place, token] = /^\/(subscribe\/confirm|unsubscribe)\/([\w-]{20,64})$/.exec(path) ?? [];
  if (token === undefined) return null;
  return { page: place === "unsubscribe" ? "end" : "confirm", token };
}

/** The fields that were sent. */
async function formOf(req: IncomingMessage): Promise<URLSearchParams | "strange" | "large"> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(req.headers["content-type"] ?? "")) return "strange";
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) return "large";
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

/** Where a request came from: the connection's other end, or what the proxy on our own network says of it. */
function senderOf({ socket, headers }: IncomingMessage): string {
  const near = socket.remoteAddress ?? "";
  const forwarded = String(headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  const sender = forwarded && isPrivateAddress(near) ? forwarded : near;
  // Whoever has an IPv6 address has a whole network of them.
  return sender.includes(":") && !sender.includes(".") ? sender.split(":").slice(0, 4).join(":") : sender;
}

function notAllowed(res: ServerResponse): void {
  const detail = "This page can be looked at, and its button pressed.";
  answerProblem(res, { status: 405, title: "Wrong method", detail }, { allow: "GET, HEAD, POST" });
}

function send(
  site: Site,
  res: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent) return;
  res.writeHead(status, {
    ...headers,
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
    "referrer-policy": "no-referrer",
    "content-security-policy": site.dress.policy,
    // What is left of a body that was not read is not waited for.
    ...(res.req.complete ? {} : { connection: "close" }),
  });
  res.end(res.req.method === "HEAD" ? undefined : text);
}
