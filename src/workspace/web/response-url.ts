import type { IncomingMessage, ServerResponse } from "node:http";
import { showAnswer } from "../answers.ts";
import { SlackRefusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { readArguments, readBody } from "./body.ts";

/** Takes what an app posts to a response_url: five times within half an hour, and nothing after that. */
export function responseUrlDoor(world: World) {
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const done = world.traffic.begin();
    response.on("close", done);
    const say = (status: number, body: object | string) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      response.writeHead(status, {
        "content-type": typeof body === "string" ? "text/html" : "application/json; charset=utf-8",
      });
      response.end(text);
    };
    const answer = readArguments(
      request.headers["content-type"] ?? "",
      (await readBody(request)).toString("utf8"),
      new URLSearchParams(),
    );
    const origin = world.responseUrls.look(path);
    if (!origin) return say(404, { ok: false, error: "used_url" });
    if (request.method !== "POST" || answer === null) return say(400, { ok: false, error: "invalid_payload" });
    const wait = world.limits.post(origin.channel);
    if (wait > 0) return void response.writeHead(429, { "retry-after": String(wait) }).end("rate_limited");
    try {
      world.responseUrls.use(path);
      showAnswer(world, origin, answer);
      say(200, "ok");
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      say(400, { ok: false, error: error.code, ...error.more });
    }
  };
}
