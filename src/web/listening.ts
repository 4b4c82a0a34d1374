import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A listener that is up. */
export interface Listening {
  /** Where it is reached from this machine. */
  url: string;
  port: number;
  /** Takes nothing more in, lets answers that are under way finish for a moment, and ends. */
  close(): Promise<void>;
}

/** The longest an answer under way may hold up the end. */
const lastWordsMs = 5_000;

/** How long a request may take to arrive, ms: its headers, and the whole of it. Bounds what somebody slow can hold. */
export interface Patience {
  headersMs: number;
  requestMs: number;
}

const patience: Patience = { headersMs: 15_000, requestMs: 30_000 };

/**
 * Starts a server with limits on how long a request may take to arrive. Rejects with a sentence for the operator when the
 * address is taken or not ours.
 */
export async function listen(
  answer: RequestListener,
  {
    host,
    port,
    patience: { headersMs, requestMs } = patience,
  }: { host: string; port: number; patience?: Patience | undefined },
): Promise<Listening & { server: Server }> {
  const server = createServer(
    {
      // A sender must never write into a connection that we are about to close: they keep theirs for less than this.
      keepAliveTimeout: 75_000,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(5_000, requestMs),
    },
    answer,
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(new Error(wordsOf(error, host, port))));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return {
    server,
    url: `http://${name}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.closeAllConnections(), lastWordsMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function wordsOf(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken by another program. Stop that one, or choose another port.`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") return `${host} is no address of this machine.`;
  if (error.code === "EACCES") return `Port ${port} may not be opened without more rights. Choose one above 1023.`;
  return `Cannot listen on ${host}:${port}: ${error.message}`;
}
