import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { Secret } from "../base/secret.ts";
import { readToken, type Signed } from "../base/signed-token.ts";
import type { Actor } from "../domain/actor.ts";
import type { Call } from "../domain/call/state.ts";
import type { Happening } from "../domain/events.ts";
import { type Incident, isOpen } from "../domain/incident/state.ts";
import { headline, standing } from "../domain/incident/view.ts";
import { numberOfKey } from "../domain/pager.ts";
import { wordsOf } from "../domain/refusal.ts";
import type { Engine } from "../engine/engine.ts";
import { callOf } from "../store/calls.ts";
import { incidentByNumber } from "../store/incidents.ts";
import { personById } from "../store/people.ts";
import type { Store } from "../store/store.ts";
import { utcMinute } from "../text/instant.ts";
import { type AckView, ackPage } from "./ack-page.ts";

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
      return send(res, 405, {
        mood: "not",
        title: "This cannot be done here",
        words: "The page can be looked at, and its button pressed.",
      });
    const token = (req.url ?? "").slice(prefix.length).split("?")[0] ?? "";
    const said = readToken(key.reveal(), token, clock.now());
    if (!said)
      return send(res, 404, {
        mood: "not",
        title: "This link does not work",
        words: "It was cut or changed on its way, or it is older than a day. Acknowledge in Slack instead.",
      });
    const view = await seenOf(said);
    if (!view) return send(res, 404, unknown);
    const { incident, ...shown } = view;
    if (method !== "POST" || shown.mood !== "asks") return send(res, 200, shown);

    const known = await personById(store.read, said.person);
    const by: Actor = { kind: "person", id: said.person, name: known?.name ?? said.person };
    const happening: Happening = incident
      ? { type: "incident.ack", incident: incident.id, by }
      : { type: "call.ack", key: said.about, by };
    const outcome = await engine.handle(happening, { door: "ack link" });
    if (outcome.kind === "refused") {
      // Somebody else may have had it in this very moment.
      const now = await seenOf(said);
      if (now && now.mood !== "asks") return send(res, 200, now);
      const status = outcome.refusal.refused === "not-allowed" ? 403 : 200;
      return send(res, status, { ...shown, mood: "not", words: wordsOf(outcome.refusal).replaceAll("`", "") });
    }
    send(res, 200, { ...shown, mood: "done", words: "You have it. Nobody else is paged." });
  }

  /** How what a page was about stands, to the person it was for; null = nothing here. */
  async function seenOf({ about, person }: Signed): Promise<(AckView & { incident: Incident | null }) | null> {
    const number = numberOfKey(about, instance);
    if (number === null) {
      const call = await callOf(store.read, about);
      return call && { ...callView(call, person), incident: null };
    }
    const incident = await incidentByNumber(store.read, number);
    return incident && { ...incidentView(incident, person), incident };
  }

  return (req, res) => {
    if (!(req.url ?? "").startsWith(prefix)) return false;
    req.resume();
    answer(req, res).catch((error: unknown) => {
      log.error({ err: error }, "a link to acknowledge failed");
      send(res, 500, {
        mood: "not",
        title: "This did not work",
        words: "It is a fault of ours, and in the log. Acknowledge in Slack instead.",
      });
    });
    return true;
  };
}

function incidentView(incident: Incident, reader: string): AckView {
  const title = incident.private ? `Private incident #${incident.number}` : headline(incident);
  const { acknowledged } = incident;
  if (!isOpen(incident))
    return { mood: "done", title, words: `It is ${standing(incident).toLowerCase()}. Nothing more to do.` };
  if (acknowledged) {
    const { by, at } = acknowledged;
    const who = by.id === reader ? "You have" : `${by.name} has`;
    return { mood: "done", title, words: `${who} it already, since ${utcMinute(at)}. Nothing more to do.` };
  }
  return { mood: "asks", title, words: "Nobody has it yet." };
}

function callView({ kind, by, message, acknowledged }: Call, reader: string): AckView {
  if (kind === "test") return { mood: "done", title: "A test page", words: "It came through. Nothing more to do." };
  const said = { title: `${by.name} pages you`, message };
  if (!acknowledged) return { ...said, mood: "asks", words: "Nobody has answered yet." };
  const who = acknowledged.by.id === reader ? "You have" : `${acknowledged.by.name} has`;
  return { ...said, mood: "done", words: `${who} answered already. Nothing more to do.` };
}

const unknown: AckView = {
  mood: "not",
  title: "This link does not work",
  words: "What it was about is not known here. Look into Slack instead.",
};

function send(res: ServerResponse, status: number, view: AckView): void {
  if (res.headersSent) return;
  const body = ackPage(view);
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
