import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A program under measurement. */
export interface Measured {
  child: ChildProcess;
  url: string;
  /** From its start to its first answer, ms. */
  readyMs: number;
  stop(): Promise<void>;
}

export interface MeasuredSitrep extends Measured {
  statusUrl: string;
  folder: string;
  /** For its REST door. */
  token: string;
  /** Resolves when Slack can reach it. */
  connected(): Promise<void>;
}

/** Starts the local workspace as a process of its own, so that Sitrep is measured alone. */
export async function startWorkspace(env: Record<string, string> = {}): Promise<Measured & { folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "sitrep-bench-slack-"));
  const port = await freePort();
  const measured = await start(["src/workspace/main.ts"], `http://127.0.0.1:${port}`, "/local/state", {
    SITREP_LOCAL_PORT: String(port),
    SITREP_DATA_DIR: folder,
    SITREP_LOG_LEVEL: "error",
    ...env,
  });
  return { ...measured, folder, stop: () => measured.stop().then(() => rm(folder, { recursive: true, force: true })) };
}

/** Starts Sitrep against a workspace; `folder` keeps data over several starts, `settings` is its sitrep.yml. */
export async function startSitrep(
  workspace: string,
  folder?: string,
  { settings = "", databaseUrl }: { settings?: string; databaseUrl?: string } = {},
): Promise<MeasuredSitrep> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), "sitrep-bench-")));
  const config = join(own, "sitrep.yml");
  const token = "bench".repeat(10);
  await writeFile(config, settings);
  const [port, statusPort] = [await freePort(), await freePort()];
  // The way `npm start` goes, with the compile cache that it turns on.
  const measured = await start(["scripts/run.cjs", "src/main.ts"], `http://127.0.0.1:${port}`, "/healthz", {
    SITREP_PORT: String(port),
    SITREP_STATUS_PORT: String(statusPort),
    SITREP_LOCAL_URL: workspace,
    SITREP_DATA_DIR: own,
    SITREP_CONFIG: config,
    SITREP_LOG_LEVEL: "error",
    SITREP_API_TOKEN: token,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  });
  return {
    ...measured,
    statusUrl: `http://127.0.0.1:${statusPort}`,
    folder: own,
    token,
    async connected() {
      for (;;) {
        const { slack } = (await (await fetch(`${measured.url}/readyz`)).json()) as { slack: { state: string } };
        if (slack.state === "connected") return;
        await new Promise((wake) => setTimeout(wake, 10));
      }
    },
    stop: () => measured.stop().then(() => (folder ? undefined : rm(own, { recursive: true, force: true }))),
  };
}

/** Starts the baseline: a bare node:http server that reads the body and says ok, or what lies in `BODY_FILE`. */
export async function startBare(env: Record<string, string> = {}): Promise<Measured> {
  const port = await freePort();
  return start(["scripts/bench/bare.ts"], `http://127.0.0.1:${port}`, "/", { PORT: String(port), ...env });
}

/** Debian's Alertmanager, where it is installed; null elsewhere. */
export async function startAlertmanager(): Promise<(Measured & { version: string }) | null> {
  const binary = ["/usr/bin/prometheus-alertmanager", "/usr/local/bin/alertmanager"].find((path) => existsSync(path));
  if (!binary) return null;
  const folder = await mkdtemp(join(tmpdir(), "sitrep-bench-am-"));
  const config = join(folder, "alertmanager.yml");
  await writeFile(config, "route: { receiver: none }\nreceivers: [{ name: none }]\n");
  const port = await freePort();
  const args = [
    `--config.file=${config}`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
    "--log.level=error",
  ];
  const measured = await start(args, `http://127.0.0.1:${port}`, "/-/ready", {}, binary);
  const status = (await (await fetch(`${measured.url}/api/v2/status`)).json()) as { versionInfo: { version: string } };
  return {
    ...measured,
    version: status.versionInfo.version,
    stop: () => measured.stop().then(() => rm(folder, { recursive: true, force: true })),
  };
}

/** Resident memory of a process now, in MiB (Linux; NaN elsewhere). */
export function residentMiB(child: ChildProcess): number {
  try {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8")) ?? [];
    return Number(kib) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Processor time a process has used so far, in seconds (Linux; NaN elsewhere). */
export function cpuSeconds(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

async function start(
  args: string[],
  url: string,
  path: string,
  env: Record<string, string>,
  binary = process.execPath,
): Promise<Measured> {
  const began = performance.now();
  const child = spawn(binary, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "exit");
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${args[0]} ended with ${child.exitCode}`);
    const answer = await fetch(url + path).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) break;
    await new Promise((wake) => setTimeout(wake, 5));
  }
  return {
    child,
    url,
    readyMs: performance.now() - began,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
