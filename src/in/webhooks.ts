import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock, Instant } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { answerProblem, type Problem } from "../base/problem.ts";
import type { Terms } from "../domain/terms.ts";
import type { Engine } from "../engine/engine.ts";
import { type Received, readingOf, type Source } from "./source.ts";
import { type Access, isForeignOrigin, type TokenCheck, tokenCheck } from "./webhooks/access.ts";
import { busy, type Held, readBody } from "./webhooks/body.ts";
import { explain } from "./webhooks/explain.ts";
import { parseJson } from "./webhooks/json.ts";
import { misread, troubleOf, unauthorized, unknownPath } from "./webhooks/problems.ts";

/** A path under `/hooks/`: `alertmanager`, or `alertmanager/eu` for a second one of the same kind. */
export interface Endpoint extends Access {
  source: string;
  name?: string | null | undefined;
  /** The most bytes a body may have, on the wire and unpacked. */
  limit?: number | undefined;
}

export interface WebhookParts {
  sources: readonly Source[];
  endpoints: readonly Endpoint[];
  engine: Pick<Engine, "intake">;
  terms: Terms;
  clock: Clock;
  log: Log;
  /** Told of every answer, for the metrics. `source` is one of ours, or `unknown`. */
  observe?: ((source: string, status: number) => void) | undefined;
  /** How many messages may wait for their commit, and how many bytes of bodies may be held (coming in, or waiting too), before senders are put off. */
  most?: { waiting: number; bytes: number } | undefined;
}

export interface Webhooks {
  /** Answers a request under `/hooks/`. False: not one of these, nothing was done. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** Puts off what comes from now on, and resolves when everything that came before has its answer. */
  drain(): Promise<void>;
}

/** Two of the largest messages seen in the wild fit into it many times over (alert sources, section 2). */
const defaultLimit = 2 * 1024 * 1024;
/** Some four batches of the store for each of 64 connections' bursts; beyond it, waiting would outlast the senders' patience. */
const defaultMost = { waiting: 2_000, bytes: 64 * 1024 * 1024 };
/** How long an identical body is a redelivery (decisions.md 1). */
const redeliveryMs = 60_000;
/** How often the same complaint about an endpoint is written to the log. */
const complainEveryMs = 60 * 60_000;
const prefix = "/hooks/";

interface Known {
  source: Source;
  endpoint: Endpoint;
  path: string;
  options: unknown;
  limit: number;
  shows: TokenCheck;
}

/**
 * The door for alert webhooks: `POST /hooks/{source}`. It verifies, reads, and hands on; a 2xx goes out only after the
 * commit. Trouble of our own is always a 503 or 500, never a 4xx, which would make senders drop the message.
 */
export function webhooks(parts: WebhookParts): Webhooks {
  const { sources, endpoints, engine, terms, clock, log, observe } = parts;
  const most = parts.most ?? defaultMost;
  const known = new Map(endpoints.map((endpoint) => [pathOf(endpoint), openEndpoint(endpoint, sources)]));
  const held: Held = { bytes: 0, most: most.bytes };
  const complained = new Map<string, Instant>();
  let waiting = 0;
  let draining = false;
  let drained: (() => void) | null = null;

  const complain = (key: string, fields: object, sentence: string) => {
    if (clock.now() - (complained.get(key) ?? Number.NEGATIVE_INFINITY) < complainEveryMs) return;
    complained.set(key, clock.now());
    log.warn(fields, sentence);
  };
  const refuse = (res: ServerResponse, source: string, problem: Problem, headers?: Record<string, string>) => {
    observe?.(source, problem.status);
    answerProblem(res, problem, headers);
  };
  const answer = (res: ServerResponse, source: string, status: number, body: string) => {
    observe?.(source, status);
    res.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    res.end(body);
  };

  const putOff = (res: ServerResponse, source: string) => {
    const { problem, headers } = busy();
    refuse(res, source, problem, draining ? { ...headers, connection: "close" } : headers);
  };

  /** The body is here, and the sender is who it should be, unless it signs its bodies. */
  const take = (
    req: IncomingMessage,
    res: ServerResponse,
    { source, endpoint, path, options }: Known,
    query: string,
    raw: Buffer,
    shown: boolean,
  ) => {
    const request: Received = {
      method: req.method ?? "POST",
      rest: "",
      query: new URLSearchParams(query),
      headers: req.headers,
      raw,
      at: clock.now(),
    };
    const reading = readingOf(source.prefix ?? source.name, endpoint.name ?? null, {
      request,
      options,
      unique: () => hash("sha256", raw, "hex").slice(0, 16),
    });
    if (!shown && !source.verify?.(request, endpoint.secrets, options)) {
      complain(`${path} secret`, { endpoint: path }, "webhook refused: its secret is missing or wrong");
      return refuse(res, source.name, unauthorized, { "www-authenticate": 'Bearer realm="sitrep"' });
    }
    const parsed = parseJson(raw);
    if ("fault" in parsed) return refuse(res, source.name, { status: 400, title: "Not JSON", detail: parsed.fault });
    const read = source.body.safeParse(parsed.value);
    if (!read.success) return refuse(res, source.name, misread(source.name, read.error.issues));
    const signals = source.signals(read.data, reading);
    for (const notice of source.notices?.(read.data, reading) ?? [])
      complain(`${path} ${notice}`, { endpoint: path, notice }, "a sender of alerts should be mended");
    if (query !== "" && new URLSearchParams(query).has("explain")) {
      return answer(
        res,
        source.name,
        200,
        JSON.stringify({ status: "explained", changed: false, alerts: explain(signals, terms, request.at) }),
      );
    }

    // Its body was still coming when the end began, and the engine takes nothing more; or it is one too many to hold.
    if (draining || held.bytes + raw.length > held.most) return putOff(res, source.name);

    waiting += 1;
    held.bytes += raw.length;
    const key = `${path} ${hash("sha256", raw, "base64url")}`;
    engine
      .intake({ source: source.name, key, keyHoldsMs: redeliveryMs, signals })
      .then(
        (outcome) => {
          if (outcome === "seen") return answer(res, source.name, 200, '{"status":"seen"}');
          const identities = (signals.length > 20 ? signals.slice(0, 20) : signals).map((signal) => signal.identity);
          answer(
            res,
            source.name,
            202,
            `{"status":"accepted","accepted":${signals.length},"alerts":${JSON.stringify(identities)}}`,
          );
        },
        (error: unknown) => {
          const [problem, headers] = troubleOf(error);
          if (problem.status === 500) log.error({ err: error, endpoint: path }, "webhook failed");
          else
            complain(
              `${path} ${problem.title}`,
              { err: error, endpoint: path },
              "webhook put off: the store cannot take it",
            );
          refuse(res, source.name, problem, headers);
        },
      )
      .finally(() => {
        waiting -= 1;
        held.bytes -= raw.length;
        if (waiting === 0) drained?.();
      });
  };

  return {
    handle(req, res) {
      const url = req.url ?? "";
      if (!url.startsWith(prefix)) return false;
      const mark = url.indexOf("?");
      const path = url.slice(prefix.length, mark < 0 ? undefined : mark).replace(/\/$/, "");
      const query = mark < 0 ? "" : url.slice(mark + 1);
      const found = known.get(path);
      if (!found) {
        refuse(res, "unknown", unknownPath(path, [...known.keys()], sources));
        return true;
      }
      const name = found.source.name;
      if (req.method !== "POST") {
        const detail = `Alerts are sent here with POST, not ${req.method}.`;
        refuse(res, name, { status: 405, title: "Wrong method", detail }, { allow: "POST" });
      } else if (isForeignOrigin(req)) {
        const detail = "This request comes from a web page of another origin. Alerts are sent by programs.";
        refuse(res, name, { status: 403, title: "Foreign origin", detail });
      } else if (draining || waiting >= most.waiting) {
        putOff(res, name);
      } else {
        const shown = found.endpoint.open || found.shows(req, query);
        // Without a signature to come, a stranger's body is not even read.
        if (!shown && !found.source.verify) {
          complain(`${path} secret`, { endpoint: path }, "webhook refused: its secret is missing or wrong");
          refuse(res, name, unauthorized, { "www-authenticate": 'Bearer realm="sitrep"' });
          return true;
        }
        readBody(req, found.limit, held, (read) => {
          if ("problem" in read) return refuse(res, name, read.problem, read.headers);
          take(req, res, found, query, read.raw, shown);
        });
      }
      return true;
    },
    async drain() {
      draining = true;
      if (waiting > 0) await new Promise<void>((resolve) => (drained = resolve));
    },
  };
}

function pathOf({ source, name }: Endpoint): string {
  return name ? `${source}/${name}` : source;
}

function openEndpoint(endpoint: Endpoint, sources: readonly Source[]): Known {
  const source = sources.find((one) => one.name === endpoint.source);
  if (!source) throw new Error(`There is no source ${endpoint.source}.`);
  return {
    source,
    endpoint,
    path: pathOf(endpoint),
    options: source.options?.parse({}) ?? {},
    limit: endpoint.limit ?? defaultLimit,
    shows: tokenCheck(endpoint),
  };
}
