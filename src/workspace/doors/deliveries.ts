import { defineDoor } from "../door.ts";

/** What was handed to the app so far, each attempt with its ack; numbered together with the calls. */
export default defineDoor({
  method: "GET",
  path: "/deliveries",
  run: ({ world, body }) => ({ deliveries: world.records.deliveries.filter(({ n }) => n > Number(body.since ?? 0)) }),
});
