import type { ServerResponse } from "node:http";
import { shown } from "../shown.ts";
import { stateOf } from "../state.ts";
import type { Happening } from "../stream.ts";
import type { World } from "../world.ts";

/** A page that reads slower than this is behind for good; it is let go and connects anew. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;

/** Sends everything that changes to a page, as server-sent events, until it leaves. */
export function openStreamTo(world: World, response: ServerResponse): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    connection: "keep-alive",
    "x-accel-buffering": "no",
  });
  const send = (line: object) => {
    if (response.writableLength > MOST_UNREAD_BYTES) return void response.destroy();
    response.write(`data: ${JSON.stringify(line)}\n\n`);
  };
  send(lineOf(world, { type: "state" }));
  const leave = world.stream.listen((happening) => send(lineOf(world, happening)));
  response.on("close", leave);
}

/** What a page is told of a happening. */
function lineOf(world: World, happening: Happening): object {
  switch (happening.type) {
    case "state":
      return { type: "state", ...stateOf(world, world.anchor()) };
    case "clock":
      return { type: "clock", anchor: world.anchor() };
    case "message":
    case "ephemeral": {
      const channel = world.channels.get(happening.channel);
      return channel ? { ...happening, message: shown(channel, happening.message) } : happening;
    }
    default:
      return happening;
  }
}
