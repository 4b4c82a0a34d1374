import { z } from "zod";
import { defineDoor, no } from "../door.ts";
import { callFaults, deliveryFaults, socketFaults } from "../faults.ts";
import { setFaults } from "../set-faults.ts";

const positive = z.number().int().nonnegative();

const faultList = z.array(
  z.strictObject({
    method: z.string().optional(),
    kind: z.enum([...callFaults, ...deliveryFaults, "too_many_websockets", ...socketFaults]),
    times: positive.optional(),
    retry_after: positive.optional(),
    ms: positive.optional(),
    error: z.string().optional(),
    warning: z.boolean().optional(),
  }),
);

/** What goes wrong next. The list takes the place of all faults that still waited; `[]` clears. */
export default defineDoor({
  method: "POST",
  path: "/faults",
  run({ world, body }) {
    const read = faultList.safeParse(body.list);
    if (!read.success) return no("invalid_faults", z.prettifyError(read.error));
    setFaults(world, read.data);
    return { ok: true, faults: world.faults.waiting() };
  },
});
