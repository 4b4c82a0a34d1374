import { tell } from "./figures.ts";
import { residentMiB, startBare, startSitrep, startWorkspace } from "./processes.ts";

/** How long a process is left alone before its memory counts as idle. */
const restMs = 5_000;

/** What Sitrep holds while nothing happens, against a bare node:http process. */
export async function memory(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  const bare = await startBare();
  await new Promise((wake) => setTimeout(wake, restMs));
  const [ours, base] = [residentMiB(sitrep.child), residentMiB(bare.child)];
  console.log(`Sitrep ${ours.toFixed(0)} MiB, bare ${base.toFixed(0)} MiB`);
  tell("idle memory, of a bare node:http process", ours / base, { aim: 2.2, atMost: true });
  await Promise.all([sitrep.stop(), bare.stop(), workspace.stop()]);
}
