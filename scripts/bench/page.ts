import { median, tell } from "./figures.ts";
import { load } from "./load.ts";
import { startBare, startSitrep, startWorkspace } from "./processes.ts";

/** The public page from its snapshot, against a server that answers two letters. */
export async function page(): Promise<void> {
  const workspace = await startWorkspace();
  const sitrep = await startSitrep(workspace.url);
  const bare = await startBare();
  const ours: number[] = [];
  const base: number[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push((await load({ url: sitrep.statusUrl, path: "/", seconds: 3 })).perSecond);
    base.push((await load({ url: bare.url, path: "/", seconds: 3 })).perSecond);
  }
  tell("status page requests, of bare node:http", median(ours) / median(base), { aim: 0.8 });
  await Promise.all([sitrep.stop(), bare.stop(), workspace.stop()]);
}
