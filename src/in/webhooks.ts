import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../base/clock.ts";
import type { Http } from "../base/http.ts";
import type { Log } from "../base/log.ts";
import type { Terms } from "../domain/terms.ts";
import type { Engine } from "../engine/engine.ts";
import type { Received, Source } from "./source.ts";
import { isForeignOrigin } from "./webhooks/access.ts";
import { type Held, readBody } from "./webhooks/body.ts";
import type { Endpoint } from "./webhooks/endpoints.ts";
import { openLookUp } from "./webhooks/look-up.ts";
import { foreignOrigin, troubleOf, unknownCall, unknownPath, wrongMethod } from "./webhooks/problems.ts";
import { type Known, routesOf } from "./webhooks/routes.ts";
import { openShares } from "./webhooks/shares.ts";
import { openTaking } from "./webhooks/take.ts";
import { openVoice, type Visit } from "./webhooks/voice.ts";

export interface WebhookParts {
  sources: readonly Source[];
  endpoints: readonly Endpoint[];
  /** Without `foresee`, `?explain=1` goes by the rules alone. */
  engine: Pick<Engine, "intake"> & Partial<Pick<Engine, "foresee">>;
  terms: Terms;
  clock: Clock;
  log: Log;
  /** Calls the public internet, for senders that sign with a certificate of theirs or want to be confirmed. */
  http: Http;
  /** True when there is an alert of this identity. */
  knows: (identity: string) => Promise<boolean>;
  /** Told of every answer, for the metrics. `source` is one of ours, or `unknown`. */
  observe?: ((source: string, status: number) => void) | undefined;
  /** How many messages may wait for their commit, and how many bytes of bodies may be held (coming in, or waiting too), before senders are put off; shared out among the endpoints. */
  most?: { waiting: number; bytes: number } | undefined;
}

export interface Webhooks {
  /** Answers a request under `/hooks/`. False: not one of these, nothing was done. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
  /** Puts off what comes from now on, and resolves when everything that came before has its answer. */
  drain(): Promise<void>;
}

/** Some four batches of the store for each of 64 connections' bursts; beyond it, waiting would outlast the senders' patience. */
const defaultMost = { waiting: 2_000, bytes: 64 * 1024 * 1024 };
const prefix = "/hooks/";
const noQuery = new URLSearchParams();

/**
 * The door for alert webhooks: `POST /hooks/{source}`. It verifies, reads, and hands on; a 2xx goes out only after the
 * commit. Trouble of our own is always a 503 or 500, never a 4xx, which would make senders drop the message.
 */
export function webhooks(parts: WebhookParts): Webhooks {
  const { sources, endpoints, clock, log } = parts;
  const most = parts.most ?? defaultMost;
  const routes = routesOf(endpoints, sources);
  const lookUp = openLookUp(parts.http);
  const voice = openVoice(parts);
  const held: Held = { bytes: 0, most: most.bytes };
  const shares = openShares(most);
  let draining = false;
  let drained: (() => void) | null = null;

  const during = <T>(visit: Visit, work: Promise<T>, then: (result: T) => void) => {
    const { known, request } = visit;
    shares.enter(known.path, request.raw.length);
    held.bytes += request.raw.length;
    const fail = (error: unknown) => {
      const [problem, headers] = troubleOf(error);
      const fields = { err: error, endpoint: known.path };
      if (problem.status === 500) log.error(fields, "webhook failed");
      else voice.complain(`${known.path} ${problem.title}`, fields, "webhook put off: it cannot be taken now");
      voice.deny(visit, problem, headers);
    };
    const end = (act: () => void) => {
      try {
        act();
      } catch (error) {
        fail(error);
      }
      shares.leave(known.path, request.raw.length);
      held.bytes -= request.raw.length;
      if (shares.waiting() === 0) drained?.();
    };
    work.then(
      (result) => end(() => then(result)),
      (error: unknown) => end(() => fail(error)),
    );
  };

  const verify = (visit: Visit, then: (genuine: boolean) => void) => {
    const { known, request } = visit;
    const genuine = known.source.verify?.(request, known.endpoint.secrets, known.options, lookUp) ?? false;
    if (typeof genuine === "boolean") then(genuine);
    else during(visit, genuine, then);
  };

  const take = openTaking({ ...parts, voice, during, verify });

  /** The body is here. */
  const enter = (visit: Visit) => {
    const { known, request, shown, res } = visit;
    // Its body was still coming when the end began, and the engine takes nothing more; or it is one too many to hold.
    if (draining || held.bytes + request.raw.length > held.most) return voice.putOff(res, known, draining);
    if (shown || known.source.api) take(visit);
    else verify(visit, (genuine) => (genuine ? take({ ...visit, signed: true }) : voice.turnAway(visit)));
  };

  const open = (req: IncomingMessage, res: ServerResponse, known: Known, rest: string, query: string) => {
    const { method = "POST", headers } = req;
    const { source, endpoint, check, methods } = known;
    if (method === "HEAD" || method === "OPTIONS") return greet(req, res, methods);
    if (!methods.includes(method))
      return voice.refuse(res, source.name, wrongMethod(method, methods), { allow: allowed(methods) });
    if (source.api && !source.api.takes({ method, rest }))
      return voice.refuse(res, source.name, unknownCall(source.name, rest));
    if (isForeignOrigin(req)) return voice.refuse(res, source.name, foreignOrigin);
    if (draining || !shares.mayEnter(known.path)) return voice.putOff(res, known, draining);

    const shown = endpoint.open || check.shownBy(req, query);
    // Without anything else to tell the sender by, a stranger's body is not even read. Hardly any GET can prove itself.
    if (!shown && !source.api && (!source.verify || (method === "GET" && !source.provesQuery)))
      return voice.turnAwayUnread(res, known);
    readBody(req, known.limit, held, (read) => {
      if ("problem" in read) return voice.refuse(res, source.name, read.problem, read.headers);
      const request: Received = {
        method,
        rest,
        query: query === "" ? noQuery : new URLSearchParams(query),
        headers,
        raw: read.raw,
        at: clock.now(),
        shown,
      };
      enter({ res, known, request, shown, signed: false });
    });
  };

  return {
    handle(req, res) {
      const url = req.url ?? "";
      const mark = url.indexOf("?");
      const hooked = url.startsWith(prefix);
      const path = url.slice(hooked ? prefix.length : 1, mark < 0 ? undefined : mark).replace(/\/$/, "");
      const found = hooked ? routes.find(path) : routes.findAtRoot(req.method ?? "", path);
      if (!hooked && !found) return false;
      if (found) open(req, res, found.known, found.rest, mark < 0 ? "" : url.slice(mark + 1));
      else voice.refuse(res, "unknown", unknownPath(path, routes.paths, sources));
      return true;
    },
    async drain() {
      draining = true;
      if (shares.waiting() > 0) await new Promise<void>((resolve) => (drained = resolve));
    },
  };
}

function allowed(methods: readonly string[]): string {
  return [...methods, "HEAD", "OPTIONS"].join(", ");
}

/** HEAD and OPTIONS ask what is here. CloudEvents' handshake is OPTIONS with an origin: it may send, at any rate. */
function greet(req: IncomingMessage, res: ServerResponse, methods: readonly string[]): void {
  const origin = req.headers["webhook-request-origin"];
  const handshake = req.method === "OPTIONS" && typeof origin === "string" && origin.length <= 255;
  if (handshake)
    res.writeHead(200, {
      allow: allowed(methods),
      "webhook-allowed-origin": origin,
      "webhook-allowed-rate": "*",
      "content-length": 0,
    });
  else res.writeHead(204, { allow: allowed(methods) });
  res.end();
}
