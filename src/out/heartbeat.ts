import type { Clock } from "../base/clock.ts";
import { type Http, HttpTrouble } from "../base/http.ts";
import type { Log } from "../base/log.ts";
import type { Secret } from "../base/secret.ts";

/** Something that is done again and again. */
export interface Rounds {
  /** Resolves when the round that is under way is over. */
  idle(): Promise<void>;
  stop(): void;
}

export interface HeartbeatSettings {
  url: Secret;
  everyMs: number;
  method: "GET" | "POST" | "HEAD";
  http: Http;
  clock: Clock;
  log: Log;
  /** Why Sitrep is not well, as a clause; null when it is. */
  trouble(): Promise<string | null>;
  /** Hears of each beat, for the metrics. */
  heard?: ((how: "sent" | "missed" | "withheld") => void) | undefined;
}

/** A beat is one call and at most two more at once: the next beat is the retry. */
const triesEach = 3;
const timeoutMs = 5_000;

/**
 * Tells an outside monitor that Sitrep is alive, for as long as it is well: when the beats stop, the monitor calls somebody.
 * A beat that is missed is counted and logged, and never becomes an incident.
 */
export function keepBeating({ url, everyMs, method, http, clock, log, trouble, heard }: HeartbeatSettings): Rounds {
  let stopped = false;
  let cancel = clock.alarm(clock.now(), begin);
  let running = Promise.resolve();

  function begin(): void {
    running = beat();
  }

  async function beat(): Promise<void> {
    const began = clock.now();
    const why = await trouble().catch(() => "its own check failed");
    if (why === null) await send();
    else {
      heard?.("withheld");
      log.warn({ why }, "no heartbeat: Sitrep is not well");
    }
    if (!stopped) cancel = clock.alarm(Math.max(began + everyMs, clock.now()), begin);
  }

  async function send(): Promise<void> {
    let why = "";
    for (let tries = 0; tries < triesEach && !stopped; tries++) {
      const failed = await attempt();
      if (failed === null) return heard?.("sent");
      why = failed;
    }
    heard?.("missed");
    log.warn({ why }, "a heartbeat was missed");
  }

  async function attempt(): Promise<string | null> {
    const address = url.reveal();
    try {
      const { status, text } = await http({
        method,
        url: pushed(address),
        timeoutMs,
        mostBytes: 64 * 1024,
        redirects: 0,
      });
      if (status < 200 || status > 299) return `the monitor answered ${status}`;
      return /^\s*\{\s*"ok"\s*:\s*false/.test(text) ? "the monitor knows no such push address" : null;
    } catch (error) {
      return error instanceof HttpTrouble ? error.message : "an unexpected error";
    }
  }

  return {
    idle: () => running,
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** Uptime Kuma's push address wants to hear how it goes; what the operator wrote there stays. */
function pushed(address: string): string {
  const url = new URL(address);
  if (!/\/api\/push\/[^/]+$/.test(url.pathname) || url.searchParams.has("status")) return address;
  url.searchParams.set("status", "up");
  if (!url.searchParams.has("msg")) url.searchParams.set("msg", "OK");
  return url.href;
}
