import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long another program may take for one step, in real time. */
const patienceMs = 120_000;

/** A program of somebody else's that runs beside the test, and ends with it. */
export interface Program extends AsyncDisposable {
  url: string;
}

/** The first of these files that is here. */
export function firstOf(...paths: (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && existsSync(path));
}

/** Starts a program with files of its own in a folder of its own; resolves once `ready` answers. Rejects with its last words when it ends before. */
export async function start(
  binary: string,
  given: { files: Record<string, string>; args: (folder: string, port: number) => string[]; ready: string },
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-real-"));
  for (const [name, text] of Object.entries(given.files)) await writeFile(join(folder, name), text);
  const port = await freePort();
  const child = spawn(binary, given.args(folder, port), { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said = (said + text).slice(-2_000)));
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`${binary} ended:\n${said}`);
      return (await fetch(url + given.ready).catch(() => null))?.ok === true;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, [Symbol.asyncDispose]: stop };
}

/** Waits for another program, which keeps its own time. */
export async function eventually(holds: () => Promise<unknown>): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`it did not come to pass within ${patienceMs / 1_000} s`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
