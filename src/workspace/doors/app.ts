import { defineDoor, no } from "../door.ts";

/** The app says how it is driven: over its sockets, or by signed requests to `requestUrl`. */
export default defineDoor({
  method: "POST",
  path: "/app",
  run({ world, body }) {
    const { mode, requestUrl } = body;
    if (mode === "socket") world.driveBy({ mode });
    else if (mode === "http" && typeof requestUrl === "string" && URL.canParse(requestUrl))
      world.driveBy({ mode, requestUrl });
    else no("invalid_mode", '`mode` is "socket", or "http" together with a `requestUrl`.');
    return { ok: true };
  },
});
