import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached a destination. */
export interface Reached {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON as the destination would
  json: any;
}

/** What a destination does with a request: answers, hangs, or takes it and loses the answer. */
export type Answer =
  | { status: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | "hang"
  | "lose";

/** A destination on this machine that does as it is told, and remembers what reached it. */
export interface Destination {
  url: string;
  reached: Reached[];
  /** How it answers from now on. */
  answers(how: Answer | ((request: Reached) => Answer)): void;
  close(): Promise<void>;
}

/** Opens a destination. It answers 200 without words until it is told otherwise. */
export async function openDestination(): Promise<Destination> {
  let how: Answer | ((request: Reached) => Answer) = { status: 200 };
  const reached: Reached[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const request = read(req, Buffer.concat(chunks).toString("utf8"));
      reached.push(request);
      answer(res, typeof how === "function" ? how(request) : how);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reached,
    answers: (next) => {
      how = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function read(req: IncomingMessage, text: string): Reached {
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    // A destination may be sent something else.
  }
  return { method: req.method ?? "", path: req.url ?? "", headers: req.headers, text, json };
}

function answer(res: ServerResponse, how: Answer): void {
  if (how === "hang") return;
  if (how === "lose") {
    res.socket?.destroy();
    return;
  }
  const { status, headers = {}, json, text = json === undefined ? "" : JSON.stringify(json) } = how;
  res.writeHead(status, { "content-type": json === undefined ? "text/plain" : "application/json", ...headers });
  res.end(text);
}
