import { type Fault, socketFaults } from "./faults.ts";
import type { World } from "./world.ts";

/** Faults of open connections are done at once; the others wait for their call or delivery. */
export function setFaults(world: World, list: Fault[]): void {
  const isForSockets = ({ kind }: Fault) => (socketFaults as readonly string[]).includes(kind);
  world.faults.replace(list.filter((fault) => !isForSockets(fault)));
  for (const fault of list.filter(isForSockets)) world.disturbSocket(fault);
}
