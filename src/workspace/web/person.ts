import type { IncomingMessage, ServerResponse } from "node:http";
import { type Door, No } from "../door.ts";
import { SlackRefusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { readBody } from "./body.ts";
import { openStreamTo } from "./sse.ts";

/** Answers the person's side, `/local/...`: JSON in, JSON out; a refusal is `{ ok: false, error, detail }` with a 4xx status. */
export function personApi(world: World, doors: Door[]) {
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const path = url.pathname.slice("/local".length);
    if (path === "/stream" && request.method === "GET") return openStreamTo(world, response);
    try {
      const here = doors
        .map((door) => ({ door, param: matches(door.path, path) }))
        .filter(({ param }) => param !== null);
      const fit = here.find(({ door }) => door.method === request.method);
      if (!fit) throw here.length > 0 ? wrongMethod(request) : unknownPath(path);
      const body = fit.door.method === "GET" ? Object.fromEntries(url.searchParams) : await readJson(request);
      reply(response, 200, await fit.door.run({ world, body, param: fit.param ?? "" }));
    } catch (error) {
      if (error instanceof No)
        return reply(response, error.status, { ok: false, error: error.error, detail: error.message });
      if (error instanceof SlackRefusal)
        return reply(response, 400, {
          ok: false,
          error: error.code,
          detail: `Slack would refuse this: ${error.code}.`,
        });
      world.log.error({ err: error, path }, "a call of the person's side failed");
      reply(response, 500, {
        ok: false,
        error: "internal_error",
        detail: "The local workspace failed; its log says why.",
      });
    }
  };
}

const wrongMethod = ({ method }: IncomingMessage) =>
  new No("method_not_allowed", `This call is not made with ${method}.`, 405);
const unknownPath = (path: string) => new No("not_found", `There is no call /local${path}.`, 404);

/** The part of the path that `:` stands for, an empty text when the pattern has none, null when it does not fit. */
function matches(pattern: string, path: string): string | null {
  const source = pattern.replace(/:\w+/, "([^/]+)");
  const found = new RegExp(`^${source}$`).exec(path);
  return found ? decodeURIComponent(found[1] ?? "") : null;
}

/** The body as an object; a list stands under `list`. */
async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = (await readBody(request)).toString("utf8");
  if (text === "") return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new No("invalid_json", "The body is no JSON.");
  }
  if (typeof json !== "object" || json === null) throw new No("invalid_json", "The body must be a JSON object.");
  return Array.isArray(json) ? { list: json } : (json as Record<string, unknown>);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
