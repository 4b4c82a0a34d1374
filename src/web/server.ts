import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Log } from "../base/log.ts";
import { answerProblem, type Problem } from "../base/problem.ts";
import { answerDraft, type Drafts } from "./drafts.ts";
import { answerHealth, answerReadiness, type Readiness } from "./health.ts";
import { type Listening, listen, type Patience } from "./listening.ts";
import type { Metrics } from "./metrics.ts";

/** Answers a request, or says that it is none of its own (false), in which case it has done nothing. */
export type Handler = (req: IncomingMessage, res: ServerResponse) => boolean;

export interface PrivateServerParts {
  host: string;
  port: number;
  /** Asked in this order, before the pages of our own; the busiest comes first. */
  handlers: readonly Handler[];
  readiness: Readiness;
  metrics: Metrics;
  drafts: Drafts;
  log: Log;
  /** How long a request may take to arrive; the default suits every sender we know. */
  patience?: Patience | undefined;
}

/** Hands everything under a path to a listener of node:http: `under("/api/", listener)`. */
export function under(prefix: string, listener: (req: IncomingMessage, res: ServerResponse) => unknown): Handler {
  const whole = prefix.replace(/\/$/, "");
  return (req, res) => {
    const url = req.url ?? "";
    if (!url.startsWith(prefix) && url !== whole && !url.startsWith(`${whole}?`)) return false;
    listener(req, res);
    return true;
  };
}

/**
 * Opens the private listener: alert webhooks, REST, Slack's requests in HTTP mode, health, metrics and drafts. Each of those
 * that are handed in checks for itself who asks.
 */
export async function openPrivateServer(parts: PrivateServerParts): Promise<Listening> {
  const { handlers, readiness, metrics, drafts, log } = parts;

  const own = (req: IncomingMessage, res: ServerResponse) => {
    const path = (req.url ?? "").split("?", 1)[0];
    res.setHeader("x-content-type-options", "nosniff");
    res.setHeader("referrer-policy", "no-referrer");
    if (answerDraft(req, res, drafts)) return;
    if (path !== "/healthz" && path !== "/readyz" && path !== "/metrics") {
      const detail = "There is nothing at this address. Webhooks are under /hooks/, the API under /api/v1/.";
      answerProblem(res, { status: 404, title: "There is nothing here", detail });
    } else if (req.method !== "GET" && req.method !== "HEAD") {
      answerProblem(
        res,
        { status: 405, title: "Wrong method", detail: `${path} can only be read.` },
        { allow: "GET, HEAD" },
      );
    } else if (path === "/healthz") answerHealth(res);
    else if (path === "/readyz") guarded(res, answerReadiness(res, readiness));
    else guarded(res, scrape(res, metrics));
  };
  const guarded = (res: ServerResponse, work: Promise<void>) => {
    work.catch((error: unknown) => failed(res, error));
  };
  const failed = (res: ServerResponse, error: unknown) => {
    log.error({ err: error }, "a request failed");
    answerProblem(res, {
      status: 500,
      title: "Fault of ours",
      detail: "This could not be answered. It is in the log.",
    });
  };

  const answer = (req: IncomingMessage, res: ServerResponse) => {
    try {
      for (const handle of handlers) if (handle(req, res)) return;
      own(req, res);
    } catch (error) {
      failed(res, error);
    }
  };
  const listening = await listen(answer, parts);
  listening.server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
    answerClientError(error, socket),
  );
  return listening;
}

async function scrape(res: ServerResponse, metrics: Metrics): Promise<void> {
  const { type, text } = await metrics.scrape();
  res.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(text), "cache-control": "no-store" });
  res.end(res.req.method === "HEAD" ? undefined : text);
}

/** What is no HTTP, or takes too long to arrive, never becomes a request: it is answered on the bare connection. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { status, title, detail } = clientProblem(error.code);
  const body = JSON.stringify({ type: "about:blank", status, title, detail });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function clientProblem(code: string | undefined): Problem {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return { status: 408, title: "Too slow", detail: "The request took too long to arrive." };
  if (code === "HPE_HEADER_OVERFLOW")
    return { status: 431, title: "Headers too large", detail: "The request's headers are too large." };
  return { status: 400, title: "No HTTP", detail: "This is not a request that can be read." };
}
