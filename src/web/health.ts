import type { ServerResponse } from "node:http";
import type { Instant } from "../base/clock.ts";

/** How Slack stands, as whoever talks to it says. `attempted`: the first attempt to reach it has ended, well or not. */
export interface SlackState {
  attempted: boolean;
  /** `connected`, `connecting`, `refused` (the token is wrong), `away`. */
  state: string;
  /** A sentence for the operator where something is wrong. */
  detail?: string | undefined;
}

/** What being ready rests on. */
export interface Readiness {
  config: boolean;
  /** Answers whether the store answers; a rejection is a no. */
  store(): Promise<boolean>;
  slack(): SlackState;
  /** How the copies of the page stand. That one is behind is told and does not count. */
  copies?(): readonly { label: string; currentAt: Instant | null; trouble: string | null }[];
}

/** The longest the store may take to answer before it counts as away. */
const storePatienceMs = 1_000;

/** `/healthz`: the process is alive and its event loop turns. Looks at nothing else, so that nothing else restarts it (decisions.md 28). */
export function answerHealth(res: ServerResponse): void {
  answerJson(res, 200, { status: "ok" });
}

/**
 * `/readyz`: 200 once the configuration and the store are ready and the first attempt at Slack has ended. How Slack stands
 * is told and does not count: while it is down, intake, pages and the console must go on (decisions.md 28).
 */
export async function answerReadiness(res: ServerResponse, readiness: Readiness): Promise<void> {
  const { config, store, slack, copies } = readiness;
  const storeReady = await within(storePatienceMs, store);
  const { attempted, ...said } = slack();
  const ready = config && storeReady && attempted;
  answerJson(res, ready ? 200 : 503, {
    status: ready ? "ready" : "not ready",
    config: config ? "ready" : "not ready",
    store: storeReady ? "ready" : "away",
    slack: said,
    ...(copies ? { copies: copies().map(shown) } : {}),
  });
}

function shown({ label, currentAt, trouble }: { label: string; currentAt: Instant | null; trouble: string | null }) {
  return {
    copy: label,
    current_at: currentAt === null ? null : new Date(currentAt).toISOString(),
    ...(trouble === null ? {} : { trouble }),
  };
}

function within(ms: number, ask: () => Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    const done = (answer: boolean) => {
      clearTimeout(timer);
      resolve(answer);
    };
    ask().then(done, () => done(false));
  });
}

function answerJson(res: ServerResponse, status: number, what: object): void {
  const body = `${JSON.stringify(what)}\n`;
  res.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
  });
  res.end(res.req.method === "HEAD" ? undefined : body);
}
