import { defineDoor } from "../door.ts";

/** The Web API calls received so far, in order; `since` leaves out those up to that number. */
export default defineDoor({
  method: "GET",
  path: "/calls",
  run: ({ world, body }) => ({ calls: world.records.calls.filter(({ n }) => n > Number(body.since ?? 0)) }),
});
