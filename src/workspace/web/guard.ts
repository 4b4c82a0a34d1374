import type { IncomingMessage } from "node:http";

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Whether a request may come in: its `Host` is this machine by name, and its `Origin`, if it has one, is the page we
 * served. Another web page must neither read nor drive the workspace.
 */
export function isFromHere({ headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  if (!host || !loopback.has(host.replace(/:\d+$/, "").toLowerCase())) return false;
  if (headers["sec-fetch-site"] === "cross-site") return false;
  return origin === undefined || origin === `http://${host}`;
}
