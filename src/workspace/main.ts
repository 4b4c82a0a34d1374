import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../base/clock.ts";
import { openLog } from "../base/log.ts";
import { readManifest } from "./manifest.ts";
import { openWorkspace } from "./workspace.ts";

/**
 * `npm run workspace`: the local workspace on its own, so that Sitrep can be stopped and started while "Slack" lives on.
 * A Sitrep finds it with `SITREP_LOCAL_URL`.
 */
const port = Number(process.env.SITREP_LOCAL_PORT ?? 3000);
const folder = process.env.SITREP_DATA_DIR ?? "./data";
const speed = Number(process.env.SITREP_CLOCK_SPEED ?? 1);

await mkdir(folder, { recursive: true });
const workspace = await openWorkspace({
  clock: systemClock(),
  port,
  manifest: await readManifest(fileURLToPath(new URL("../../manifest.yml", import.meta.url))),
  log: openLog(process.env.SITREP_LOG_LEVEL ?? "info"),
  dataFile: join(folder, "workspace.db"),
  speed,
});
process.stdout.write(`The local workspace is at ${workspace.url}\n`);

let isClosing = false;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (isClosing) return;
    isClosing = true;
    void workspace.close().then(() => process.exit(0));
  });
