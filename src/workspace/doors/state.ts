import { defineDoor } from "../door.ts";
import { stateOf } from "../state.ts";

/** The workspace at a glance: people, channels, commands, the time. */
export default defineDoor({
  method: "GET",
  path: "/state",
  run: ({ world }) => stateOf(world, world.anchor()),
});
