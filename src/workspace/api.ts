import type { IncomingMessage, ServerResponse } from "node:http";
import type { Arguments } from "./arguments.ts";
import type { Fault } from "./faults.ts";
import type { Call, Method } from "./method.ts";
import { stopwatch } from "./records.ts";
import { SlackRefusal } from "./refusal.ts";
import { needScope } from "./scopes.ts";
import { readArguments, readBody } from "./web/body.ts";
import type { World } from "./world.ts";

/** An answer on its way out: a 200 with `ok`, or the one exception, a 429. */
interface Reply {
  status: number;
  body: { ok: boolean; error?: string } & Record<string, unknown>;
  retryAfter?: number;
}

/** Answers `POST /api/<method>` as Slack does: always 200 with `ok`, except 429; and goes wrong where a fault says so. */
export function webApi(world: World, methods: Map<string, Method>) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
    query: URLSearchParams,
  ): Promise<void> => {
    const done = world.traffic.begin();
    const record = { n: world.records.number(), at: world.clock.now(), method: name, elapsed: stopwatch(world.real) };
    const body = (await readBody(request)).toString("utf8");
    const read = readArguments(request.headers["content-type"] ?? "", body, query);
    const { token: inArguments, ...args } = read ?? {};
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? inArguments;

    const note = (ok: boolean, status: number, error?: string) => {
      const { elapsed, ...rest } = record;
      const call = { ...rest, args, ok, status, ms: elapsed(), ...(error ? { error } : {}) };
      world.records.add(call);
      world.stream.publish({ type: "call", call });
    };
    const answer = ({ status, body: content, retryAfter }: Reply) => {
      note(content.ok, status, content.error);
      response.writeHead(status, {
        "content-type": "application/json; charset=utf-8",
        "x-oauth-scopes": [...world.scopes].join(","),
        "x-accepted-oauth-scopes": methods.get(name)?.scopes?.join(",") ?? "",
        ...(retryAfter ? { "retry-after": String(retryAfter) } : {}),
      });
      response.end(JSON.stringify(content));
    };
    const perform = (fault: string | null): Promise<Reply> =>
      read === null
        ? Promise.resolve({ status: 200, body: { ok: false, error: "invalid_form_data" } })
        : run(world, methods.get(name), name, token, { world, args, by: world.app.user, fault });
    const silence = (fault: Fault) => note(false, 0, fault.kind);

    response.on("close", done);
    const fault = world.faults.forCall(name);
    switch (fault?.kind) {
      case undefined:
        return answer(await perform(null));
      case "name_race":
        return answer(await perform("name_race"));
      case "slow":
        await pass(world, fault.ms ?? 1_000);
        return answer(await perform(null));
      case "rate_limit":
        return answer({ status: 429, body: { ok: false, error: "ratelimited" }, retryAfter: fault.retry_after ?? 1 });
      case "error":
        return answer({ status: 200, body: { ok: false, error: fault.error ?? "internal_error" } });
      case "http_500":
        note(false, 500, fault.kind);
        response.writeHead(500, { "content-type": "text/html" });
        return void response.end("<html><body>Server Error</body></html>");
      case "timeout":
        return silence(fault);
      case "timeout_after":
        await perform(null);
        return silence(fault);
      case "lost_response":
        await perform(null);
        silence(fault);
        return void request.socket.destroy();
      default:
        throw new Error(`The fault ${fault?.kind} is none of a call.`);
    }
  };
}

const pass = (world: World, ms: number) => new Promise<void>((go) => void world.real.alarm(world.real.now() + ms, go));

async function run(world: World, method: Method | undefined, name: string, token: unknown, call: Call): Promise<Reply> {
  const no = (error: string, more: Arguments = {}): Reply => ({ status: 200, body: { ok: false, error, ...more } });
  if (!method) {
    const text = `The app called ${name}, which the local workspace does not have.`;
    world.log.warn({ method: name }, "unknown Web API method called");
    world.stream.publish({ type: "notice", user: null, channel: null, error: "unknown_method", text });
    return no("unknown_method", { req_method: name });
  }
  const wrongToken = tokenProblem(world, method, token);
  if (wrongToken) return no(wrongToken);

  const wait = world.limits.method(name, method.tier);
  if (wait > 0) return limited(wait);
  try {
    if (method.scopes) needScope(world, method.scopes);
    return { status: 200, body: { ok: true, ...(await method.run(call)) } };
  } catch (error) {
    if (!(error instanceof SlackRefusal)) {
      world.log.error({ err: error, method: name }, "a workspace method failed");
      return no("internal_error");
    }
    if (error.code === "ratelimited") return limited(Number(error.more.retryAfter ?? 1));
    return no(error.code, error.more);
  }
}

const limited = (retryAfter: number): Reply => ({ status: 429, body: { ok: false, error: "ratelimited" }, retryAfter });

function tokenProblem({ tokens }: World, method: Method, token: unknown): string | null {
  if (token === undefined || token === "") return "not_authed";
  const kind = token === tokens.bot ? "bot" : token === tokens.app ? "app" : null;
  if (kind === null) return "invalid_auth";
  const takes = method.token ?? "bot";
  return takes === "any" || takes === kind ? null : "not_allowed_token_type";
}
