import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { openHttp } from "../../../src/base/http.ts";

/** What the server saw of a request. */
export interface Seen {
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
}

interface Given {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** A web server that answers as it is told, and a client that may call it. */
export async function keeper(answer: (seen: Seen) => Given) {
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://x");
    const one = { path: url.pathname, query: url.searchParams, headers: req.headers };
    seen.push(one);
    const { status = 200, json, text = JSON.stringify(json), headers = {} } = answer(one);
    res.writeHead(status, headers).end(text);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { http, close } = openHttp({ allowPrivate: true });
  onTestFinished(async () => {
    await close();
    server.close();
  });
  return { seen, http, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const day = 24 * 60 * 60_000;
const now = Date.parse("2026-10-24T12:00Z");

/** Two weeks around the night when Berlin's clocks go back. */
export const window = { now, from: now - day, until: now + 15 * day };

/** A shift in words: `10-24 22:00 - 10-25 23:00 alice@example.com`. */
export function shown({
  from,
  until,
  names,
  text,
}: {
  from: number;
  until: number;
  names: string[];
  text?: string | undefined;
}): string {
  const time = (at: number) => new Date(at).toISOString().slice(5, 16).replace("T", " ");
  return `${time(from)} - ${time(until)} ${[...names, ...(text ? [`"${text}"`] : [])].join(", ")}`;
}
