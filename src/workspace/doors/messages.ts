import { defineDoor } from "../door.ts";
import { channelFor, person } from "../people.ts";
import { shownIn } from "../shown.ts";

/** What stands in a channel, oldest first; with `as`, also what only that person sees. */
export default defineDoor({
  method: "GET",
  path: "/channels/:name/messages",
  run({ world, body, param }) {
    const who = body.as === undefined ? null : person(world, body.as);
    const channel = channelFor(world, param, who);
    return { messages: shownIn(world, channel, who?.id ?? null) };
  },
});
