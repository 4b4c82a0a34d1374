import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, type WriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import type { CrashPoint } from "../../src/base/crash.ts";

/** How a program is to die by itself: at the n-th visit of a named point. */
export interface Doom {
  point: CrashPoint;
  visit: number;
}

/** One Sitrep, as a process of its own: the very `src/main.ts` that people start. */
export interface Program {
  name: string;
  pid(): number | null;
  /** Where it listens; null until it has said so, and when it is dead. */
  url(): string | null;
  statusUrl(): string | null;
  /** Starts it. Resolves when `/readyz` says so; false when it died before. */
  start(doom?: Doom): Promise<boolean>;
  signal(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
  /** Resolves when the process is gone; false when it still lives after so long. */
  gone(withinMs?: number): Promise<boolean>;
}

/** From the start of the process to its being ready, ms; one for each start that got there. */
export type Starts = number[];

const root = fileURLToPath(new URL("../..", import.meta.url));
/** How often a starting program is asked whether it is ready. Bounds how exact the figure is. */
const askEveryMs = 20;
const running = new Set<ChildProcess>();
// Nothing of ours outlives us, however we end.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function openProgram(
  name: string,
  { env, log, starts, broke }: { env: NodeJS.ProcessEnv; log: string; starts: Starts; broke: (why: string) => void },
): Program {
  const out: WriteStream = createWriteStream(log, { flags: "a" });
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let url: string | null = null;
  let statusUrl: string | null = null;
  let asked: string | null = null;

  function launch(doom?: Doom): ChildProcess {
    const crash = doom ? { SITREP_CRASH_AT: `${doom.point}:${doom.visit}` } : {};
    const started = spawn(process.execPath, ["src/main.ts"], {
      cwd: root,
      env: { ...env, ...crash },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(started);
    out.write(`--- ${name} ${started.pid}${doom ? ` dies at ${doom.point}:${doom.visit}` : ""}\n`);
    let said = "";
    started.stdout?.on("data", (bytes: Buffer) => {
      out.write(bytes);
      said += String(bytes);
      statusUrl ??= /Status page +(http\S+)/.exec(said)?.[1] ?? null;
      url ??= statusUrl && (/Alerts and API +(http\S+)/.exec(said)?.[1] ?? null);
      if (url) said = "";
    });
    started.stderr?.on("data", (bytes: Buffer) => out.write(bytes));
    ended = new Promise((resolve) => {
      started.once("close", (code, signal) => {
        running.delete(started);
        out.write(`--- ${name} ${started.pid} ended: ${signal ?? code}\n`);
        const meant = asked === "SIGKILL" || signal === "SIGKILL" || (asked === "SIGTERM" && code === 0);
        if (!meant) broke(`${name} ended by itself with ${signal ?? code}; its log says why`);
        child = null;
        url = null;
        statusUrl = null;
        asked = null;
        resolve();
      });
    });
    return started;
  }

  return {
    name,
    pid: () => child?.pid ?? null,
    url: () => url,
    statusUrl: () => statusUrl,
    async start(doom) {
      const since = performance.now();
      const mine = launch(doom);
      child = mine;
      while (child === mine) {
        if (url && (await answers(`${url}/readyz`))) {
          starts.push(performance.now() - since);
          return child === mine;
        }
        await pause(askEveryMs);
      }
      return false;
    },
    signal(signal) {
      if (signal === "SIGKILL" || signal === "SIGTERM") asked = signal;
      child?.kill(signal);
    },
    async gone(withinMs = 60_000) {
      await Promise.race([ended, pause(withinMs)]);
      return child === null;
    },
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Real time: what is driven here is the world outside, and it has no other. */
export const pause = (ms: number) => new Promise<void>((over) => setTimeout(over, ms));
