import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached a provider. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads JSON as the provider would
  json: any;
}

export interface Answered {
  status: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/**
 * What goes wrong with a call. An answer is given in the place of the provider's own, without any effect; `html` is a web
 * page with 200, without effect; `lost` takes effect and breaks the connection off; `hang` takes no effect and never
 * answers; `hang-after` takes effect and never answers; `none` lets one call through.
 */
export type Fault = Answered | "none" | "html" | "lost" | "hang" | "hang-after";

export interface FakeServer {
  url: string;
  asked: Asked[];
  /** What the next writing calls meet, one each, in order. */
  faults(list: readonly Fault[]): void;
  /** How many faults were not met yet. */
  left(): number;
  close(): Promise<void>;
}

/** What a test does to a page that everybody reads. */
export interface Publicly {
  /** Whether it shows what stands there. */
  shows(is: boolean): void;
  /** Answered in its place; null = itself again. Absent = other reading needs that address, too. */
  answers?(instead: Answered | null): void;
}

/** A page that everybody reads. Whoever brings a credential there is not everybody: that breaks the test. */
export function openPublicPage() {
  let isShown = true;
  let instead: Answered | null = null;
  const publicly: Required<Publicly> = {
    shows(is) {
      isShown = is;
    },
    answers(other) {
      instead = other;
    },
  };
  return {
    publicly,
    isShown: () => isShown,
    answer(headers: IncomingMessage["headers"], page: () => unknown): Answered {
      if (headers.authorization !== undefined || headers["x-cachet-token"] !== undefined)
        throw new Error("A credential was sent to the page that everybody reads.");
      return instead ?? { status: 200, json: page() };
    },
  };
}

let heard = 0;

/** When any of them was last asked anything, in machine time, ms. */
export const lastAskedAt = (): number => heard;

/** Serves what `handle` answers, with faults on the calls that `isWrite` says change something. */
export async function openFake(
  handle: (asked: Asked) => Answered,
  isWrite: (asked: Asked) => boolean = ({ method }) => method !== "GET",
): Promise<FakeServer> {
  let coming: Fault[] = [];
  const broken: unknown[] = [];
  const taken = (request: Asked): Answered => {
    try {
      return handle(request);
    } catch (error) {
      broken.push(error);
      return { status: 500, json: { message: String(error) } };
    }
  };
  const asked: Asked[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const request = read(req, Buffer.concat(chunks).toString("utf8"));
      heard = Date.now();
      asked.push(request);
      const fault = isWrite(request) ? coming.shift() : undefined;
      if (fault === undefined || fault === "none") return answer(res, taken(request));
      if (fault === "html") return answer(res, { status: 200, text: "<!doctype html><h1>Sign in</h1>" });
      if (fault === "hang") return;
      if (typeof fault === "object") return answer(res, fault);
      taken(request);
      if (fault === "lost") req.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    faults: (list) => {
      coming = [...list];
    },
    left: () => coming.length,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      // The provider of a test is part of it: what broke there must be seen.
      if (broken.length > 0) throw broken[0];
    },
  };
}

function answer(res: ServerResponse, { status, json, text, headers = {} }: Answered): void {
  const body = text ?? (json === undefined ? "" : JSON.stringify(json));
  res.writeHead(status, { "content-type": text === undefined ? "application/json" : "text/html", ...headers });
  res.end(body);
}

function read(req: IncomingMessage, text: string): Asked {
  const url = new URL(req.url ?? "/", "http://here");
  let json: unknown = null;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  return { method: req.method ?? "GET", path: url.pathname, query: url.searchParams, headers: req.headers, text, json };
}
