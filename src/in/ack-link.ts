import type { IncomingMessage, ServerResponse } from "node:http";
import { html } from "hono/html";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Secret } from "../base/secret.ts";
import { readToken } from "../base/signed-token.ts";
import type { Actor } from "../domain/actor.ts";
import type { Happening } from "../domain/events.ts";
import { headline } from "../domain/incident/view.ts";
import { numberOfKey } from "../domain/pager.ts";
import { wordsOf } from "../domain/refusal.ts";
import type { Engine } from "../engine/engine.ts";
import { incidentByNumber } from "../store/incidents.ts";
import { personById } from "../store/people.ts";
import type { Store } from "../store/store.ts";

/*
 * `/ack/<token>`: the link that a page carries. Whoever holds it acknowledges for the person it was made for, with a POST;
 * a GET only shows a page with a button, because mail servers and chats look at every link they pass on.
 */

export interface AckLinkParts {
  engine: Pick<Engine, "handle">;
  store: Store;
  clock: Clock;
  log: Log;
  key: Secret;
  instance: string;
}

const prefix = "/ack/";

/** Answers a request under `/ack/`. False: not one of these. */
export function ackLink(parts: AckLinkParts): (req: IncomingMessage, res: ServerResponse) => boolean {
  const { engine, store, clock, log, key, instance } = parts;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { method = "GET" } = req;
    if (method !== "GET" && method !== "HEAD" && method !== "POST")
      return send(res, 405, "This cannot be done here", "The page can be looked at, and its button pressed.");
    const token = (req.url ?? "").slice(prefix.length).split("?")[0] ?? "";
    const said = readToken(key.reveal(), token, clock.now());
    if (!said)
      return send(
        res,
        404,
        "This link does not work",
        "It was shortened on its way, or it is older than a day. Acknowledge in Slack instead.",
      );
    const number = numberOfKey(said.about, instance);
    const incident = number === null ? null : await incidentByNumber(store.read, number);
    if (number !== null && !incident)
      return send(res, 404, "This link does not work", "There is no such incident here.");
    const what = incident
      ? incident.private
        ? `Private incident #${incident.number}`
        : headline(incident)
      : "The page";
    if (incident?.acknowledged)
      return send(res, 200, what, `${incident.acknowledged.by.name} has it already. Nothing more to do.`);
    if (method !== "POST") return send(res, 200, what, "Nobody has it yet.", true);

    const known = await personById(store.read, said.person);
    const by: Actor = { kind: "person", id: said.person, name: known?.name ?? said.person };
    const happening: Happening = incident
      ? { type: "incident.ack", incident: incident.id, by }
      : { type: "call.ack", key: said.about, by };
    const outcome = await engine.handle(happening, { door: "ack link" });
    if (outcome.kind === "refused") {
      const { refused } = outcome.refusal;
      const status = refused === "not-allowed" ? 403 : 200;
      return send(res, status, what, wordsOf(outcome.refusal).replaceAll("`", ""));
    }
    send(res, 200, what, "You have it. Nobody else is paged.");
  }

  return (req, res) => {
    if (!(req.url ?? "").startsWith(prefix)) return false;
    req.resume();
    answer(req, res).catch((error: unknown) => {
      log.error({ err: error }, "a link to acknowledge failed");
      send(res, 500, "This did not work", "It is a fault of ours, and in the log. Acknowledge in Slack instead.");
    });
    return true;
  };
}

function send(res: ServerResponse, status: number, title: string, words: string, button = false): void {
  if (res.headersSent) return;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          :root { color-scheme: light dark; }
          body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem; }
          button { font: inherit; font-weight: 600; padding: 0.75rem 2rem; border: 0; border-radius: 0.5rem; background: #0a7d33; color: #fff; }
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${words}</p>
        ${button ? html`<form method="post"><button>I have it</button></form>` : ""}
      </body>
    </html>`;
  const body = String(page);
  res.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    // A pager's web page sends the POST of its button from its own origin; the token alone is what counts.
    "access-control-allow-origin": "*",
    ...(status === 405 ? { allow: "GET, HEAD, POST" } : {}),
  });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
