import { defineDoor, no } from "../door.ts";

/** Lets product time pass faster or slower from now on: 60 = a minute each second. */
export default defineDoor({
  method: "POST",
  path: "/clock",
  run({ world, body }) {
    const speed = Number(body.speed);
    if (!(speed > 0 && speed <= 100_000))
      no("invalid_speed", "`speed` is a number above 0: 60 lets a minute pass each second.");
    if (!world.setSpeed(speed))
      no("clock_is_not_ours", "The clock was handed to this workspace and cannot be changed here.", 409);
    return { ok: true, ...world.anchor(), now: world.clock.now() };
  },
});
