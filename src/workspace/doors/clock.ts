import { defineDoor } from "../door.ts";

/** How product time follows real time, and what time it is. */
export default defineDoor({
  method: "GET",
  path: "/clock",
  run: ({ world }) => ({ ...world.anchor(), now: world.clock.now() }),
});
