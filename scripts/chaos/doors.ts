import type { Chance } from "./chance.ts";
import { type Program, pause } from "./program.ts";

/** What a sender heard; null = nothing: it cannot know whether it was taken. */
export type Answer = { status: number; body: unknown } | null;

/** The HTTP doors of whichever replica is up, as senders outside use them. */
export interface Doors {
  /** One attempt at whichever replica is up, waiting for one if none is. A text is sent as it is, anything else as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /**
   * The same again and again until it is taken, as every sender of webhooks does. `tried` hears of each attempt. Throws at a
   * refusal: a sender drops what is refused, so that it would be lost.
   */
  tell(path: string, body: unknown, more?: Telling): Promise<void>;
  get(path: string): Promise<Answer>;
  /** When the last answer came, in machine time, ms. */
  heardAt(): number;
}

interface Telling {
  headers?: Record<string, string>;
  tried?(taken: boolean): void;
}

/** What a sender waits before it tries again, ms. */
const againMs = 50;
/** A sender's patience with one attempt, ms: longer than any answer takes, shorter than a run. */
const patienceMs = 10_000;

export function openDoors(programs: readonly Program[], token: string, chance: Chance): Doors {
  let heardAt = 0;

  async function ask(path: string, request: RequestInit): Promise<Answer> {
    const url = await someUrl(programs, chance);
    try {
      const headers = { ...request.headers, authorization: `Bearer ${token}` };
      const answer = await fetch(`${url}${path}`, { ...request, headers, signal: AbortSignal.timeout(patienceMs) });
      heardAt = Date.now();
      return { status: answer.status, body: await answer.json() };
    } catch {
      return null;
    }
  }

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  return {
    post,
    async tell(path, body, { headers, tried } = {}) {
      for (;;) {
        const answer = await post(path, body, headers);
        const taken = answer !== null && answer.status < 300;
        tried?.(taken);
        if (taken) return;
        if (answer && answer.status >= 400 && answer.status < 500)
          throw new Error(`${path} refused a message of the run with ${answer.status}: ${JSON.stringify(answer.body)}`);
        await pause(againMs);
      }
    },
    get: (path) => ask(path, {}),
    heardAt: () => heardAt,
  };
}

async function someUrl(programs: readonly Program[], chance: Chance): Promise<string> {
  for (;;) {
    const up = programs.flatMap((program) => program.url() ?? []);
    if (up.length > 0) return chance.pick(up);
    await pause(20);
  }
}
