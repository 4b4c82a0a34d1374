import { defineDoor } from "../door.ts";

/** What a Sitrep on this machine needs to work with this workspace: its address, the tokens of this run, the time. */
export default defineDoor({
  method: "GET",
  path: "/attach",
  run: ({ world }) => ({ url: world.url, tokens: world.tokens, anchor: world.anchor() }),
});
