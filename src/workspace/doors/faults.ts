import { z } from "zod";
import { defineDoor, no } from "../door.ts";
import { callFaults, deliveryFaults, type Fault, socketFaults } from "../faults.ts";
import type { World } from "../world.ts";

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

/** Faults of open connections are done at once; the others wait for their call or delivery. */
export function setFaults(world: World, list: Fault[]): void {
  const isForSockets = ({ kind }: Fault) => (socketFaults as readonly string[]).includes(kind);
  world.faults.replace(list.filter((fault) => !isForSockets(fault)));
  for (const fault of list.filter(isForSockets)) world.disturbSocket(fault);
}
