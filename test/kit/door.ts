import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import type { Http } from "../../src/base/http.ts";
import { silentLog } from "../../src/base/log.ts";
import type { Intake } from "../../src/engine/engine.ts";
import type { Source } from "../../src/in/source.ts";
import { type WebhookParts, type Webhooks, webhooks } from "../../src/in/webhooks.ts";
import { storyClock } from "./clock.ts";
import { someTerms } from "./terms.ts";

let closing: Server[] = [];
afterEach(() => {
  for (const server of closing) server.close().closeAllConnections();
  closing = [];
});

/** Stands where the internet is, and says so. */
export const noInternet: Http = () => Promise.reject(new Error("nothing may be called here"));

export interface DoorParts
  extends Partial<Omit<WebhookParts, "engine" | "sources" | "endpoints">>,
    Pick<WebhookParts, "endpoints"> {
  // biome-ignore lint/suspicious/noExplicitAny: a list of sources holds sources of all bodies
  sources: readonly Source<any, any>[];
  intake?: (intake: Intake) => Promise<"taken" | "seen">;
  /** Where `send` sends to unless it is told otherwise. */
  path?: string | undefined;
}

/** The webhook door on a real listener, over an engine that keeps what it is handed. */
export async function openDoor({ intake: decide, path = "/hooks/", ...own }: DoorParts) {
  const taken: Intake[] = [];
  const answers: [string, number][] = [];
  const clock = storyClock(Date.parse("2026-11-21T12:00Z"));
  const hooks: Webhooks = webhooks({
    terms: someTerms(),
    clock,
    log: silentLog,
    http: noInternet,
    knows: async (identity) => taken.some(({ signals }) => signals.some((signal) => signal.identity === identity)),
    observe: (source, status) => answers.push([source, status]),
    ...own,
    engine: {
      intake: async (intake) => {
        const outcome = (await decide?.(intake)) ?? "taken";
        if (outcome === "taken") taken.push(intake);
        return outcome;
      },
    },
  });
  const server = createServer((req, res) => {
    if (!hooks.handle(req, res)) res.writeHead(418).end();
  });
  closing.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const at = `http://127.0.0.1:${port}`;
  const send = async (body: string | Buffer | undefined, init: RequestInit & { to?: string } = {}) => {
    const res = await fetch(at + (init.to ?? path), {
      method: "POST",
      ...init,
      ...(body === undefined ? {} : { body: body as RequestInit["body"] & {} }),
    });
    const said = await res.text();
    return { status: res.status, headers: res.headers, said: said === "" ? null : JSON.parse(said) };
  };
  return { hooks, taken, answers, clock, port, at, send };
}

/** Keys that were seen within their time, as the store tells them. */
export function seenKeys(now: () => number): (intake: Intake) => Promise<"taken" | "seen"> {
  const held = new Map<string, number>();
  return async ({ key, keyHoldsMs }) => {
    const since = held.get(key);
    if (since !== undefined && now() - since <= keyHoldsMs) return "seen";
    held.set(key, now());
    return "taken";
  };
}
