import type { ServerResponse } from "node:http";
import type { Clock, Instant } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { answerProblem, type Problem } from "../../base/problem.ts";
import type { PeerAnswer, Received } from "../source.ts";
import { busy } from "./body.ts";
import { unauthorized } from "./problems.ts";
import type { Known } from "./routes.ts";

/** A request that was read, on its way through the door. */
export interface Visit {
  res: ServerResponse;
  known: Known;
  request: Received;
  /** It showed a secret, or the endpoint is open. */
  shown: boolean;
  /** Its body has the sender's own signature. */
  signed: boolean;
}

/** What the door says: to senders, to the log and to the metrics. */
export interface Voice {
  answer(visit: Visit, status: number, body: string): void;
  /** Answers in a peer's own words. */
  answerPeer(visit: Visit, said: PeerAnswer, headers?: Record<string, string>): void;
  /** A no before anything was read. `source` is one of ours, or `unknown`. */
  refuse(res: ServerResponse, source: string, problem: Problem, headers?: Record<string, string>): void;
  /** A no to a request that was read: a peer's API has words of its own for it. */
  deny(visit: Visit, problem: Problem, headers?: Record<string, string>): void;
  /** 401: nothing tells that the sender is who it should be. The log hears of it without what was shown. */
  turnAway(visit: Visit): void;
  turnAwayUnread(res: ServerResponse, known: Known): void;
  /** 503: too much at once, or the end is near. */
  putOff(res: ServerResponse, known: Known, leaving: boolean): void;
  /** Tells the operator, once an hour about the same thing. */
  complain(key: string, fields: object, sentence: string): void;
}

/** How often the same complaint about an endpoint is written to the log, and how many are remembered. */
const complainEveryMs = 60 * 60_000;
const mostComplaints = 1_000;
const bearer = { "www-authenticate": 'Bearer realm="sitrep"' };

export function openVoice({
  clock,
  log,
  observe,
}: {
  clock: Clock;
  log: Log;
  observe?: ((source: string, status: number) => void) | undefined;
}): Voice {
  const complained = new Map<string, Instant>();
  const write = (
    res: ServerResponse,
    source: string,
    status: number,
    body: string,
    headers?: Record<string, string>,
  ) => {
    if (res.headersSent) return;
    observe?.(source, status);
    res.writeHead(status, {
      ...headers,
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    res.end(body);
  };

  const voice: Voice = {
    answer: ({ res, known }, status, body) => write(res, known.source.name, status, body),
    answerPeer: ({ res, known }, said, headers) =>
      write(res, known.source.name, said.status, JSON.stringify(said.body), { ...headers, ...said.headers }),
    refuse(res, source, problem, headers) {
      if (res.headersSent) return;
      observe?.(source, problem.status);
      answerProblem(res, problem, headers);
    },
    deny(visit, problem, headers) {
      const { api, name } = visit.known.source;
      if (api) voice.answerPeer(visit, api.refused(problem, visit.request), headers);
      else voice.refuse(visit.res, name, problem, headers);
    },
    turnAway(visit) {
      heardStranger(visit.known);
      voice.deny(visit, unauthorized, bearer);
    },
    turnAwayUnread(res, known) {
      heardStranger(known);
      voice.refuse(res, known.source.name, unauthorized, bearer);
    },
    putOff(res, known, leaving) {
      const { problem, headers } = busy();
      voice.refuse(res, known.source.name, problem, leaving ? { ...headers, connection: "close" } : headers);
    },
    complain(key, fields, sentence) {
      if (clock.now() - (complained.get(key) ?? Number.NEGATIVE_INFINITY) < complainEveryMs) return;
      if (complained.size >= mostComplaints) complained.clear();
      complained.set(key, clock.now());
      log.warn(fields, sentence);
    },
  };
  const heardStranger = ({ path }: Known) =>
    voice.complain(`${path} secret`, { endpoint: path }, "webhook refused: its secret is missing or wrong");
  return voice;
}
