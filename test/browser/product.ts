import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type Anchor, systemClock } from "../../src/base/clock.ts";
import type { Log } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import { loadConfig } from "../../src/config/load.ts";
import { manifestOf } from "../../src/config/manifest.ts";
import { openSitrep } from "../../src/sitrep.ts";
import { openWorkspace } from "../../src/workspace/workspace.ts";

/** The real program and the local workspace, for a browser to look at. */
export interface Product extends AsyncDisposable {
  /** The local workspace, where people type and click. */
  url: string;
  statusUrl: string;
  /** The private listener. */
  adminUrl: string;
  /** Lets so many minutes pass at once; what became due in them is done when it resolves. */
  pass(minutes: number): Promise<void>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/**
 * Starts the program on a clock that runs as ours does, but began at `at` and can be moved on. Leaving it fails on any line
 * at error.
 */
export async function openProduct({ at, config = "" }: { at: string; config?: string }): Promise<Product> {
  const real = systemClock();
  const anchor: Anchor = { real: real.now(), product: Date.parse(at), speed: 1 };
  const clock = systemClock(anchor);
  const folder = await mkdtemp(join(tmpdir(), "sitrep-browser-"));
  await writeFile(join(folder, "sitrep.yml"), config);
  const settings = await loadConfig({
    cwd: folder,
    env: { SITREP_DATA_DIR: folder, SITREP_PORT: "0", SITREP_STATUS_PORT: "0" },
  });
  const errors: string[] = [];
  const log: Log = pino({ level: "error", base: null }, { write: (line: string) => void errors.push(line) });
  const workspace = await openWorkspace({
    clock,
    settleMs: 60,
    port: 0,
    manifest: manifestOf(settings),
    log,
    seed: { users: settings.local?.users, channels: settings.local?.channels },
  });
  const state = (await (await fetch(`${workspace.url}/local/state`)).json()) as {
    users: { id: string; name: string }[];
  };
  const sitrep = await openSitrep({
    config: settings,
    clock,
    log,
    slack: {
      apiUrl: `${workspace.url}/api/`,
      bot: new Secret(workspace.tokens.bot),
      app: new Secret(workspace.tokens.app),
      signing: new Secret(workspace.tokens.signingSecret),
    },
    people: new Map(state.users.map(({ id, name }) => [name, id])),
  });
  while (workspace.connections() < 2) await new Promise((turn) => setTimeout(turn, 10));
  const settled = async () => {
    await sitrep.idle();
    await workspace.idle();
    await sitrep.idle();
  };

  return {
    url: workspace.url,
    statusUrl: sitrep.statusUrl,
    adminUrl: sitrep.url,
    settled,
    async pass(minutes) {
      Object.assign(anchor, { product: clock.now() + minutes * 60_000, real: real.now() });
      // A clock that jumps is noticed at the next look at it, a second later at most.
      await new Promise((turn) => setTimeout(turn, 1_200));
      await settled();
    },
    async [Symbol.asyncDispose]() {
      await sitrep.stop();
      await workspace.close();
      await rm(folder, { recursive: true, force: true });
      if (errors.length > 0) throw new Error(`Lines at error that nobody asked for:\n${errors.join("")}`);
    },
  };
}
