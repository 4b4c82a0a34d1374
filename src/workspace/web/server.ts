import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Log } from "../../base/log.ts";
import { isFromHere } from "./guard.ts";
import { isPageAddress, servePage } from "./page-files.ts";

/** What stands behind the addresses of the workspace. */
export interface Rooms {
  api(request: IncomingMessage, response: ServerResponse, method: string, query: URLSearchParams): Promise<void>;
  person(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
  responseUrl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  files(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
  socket(request: IncomingMessage, socket: Duplex): void;
}

/** Listens on the loopback address. Rejects when the port is taken. */
export async function openServer(port: number, rooms: Rooms, log: Log): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    serve(rooms, request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split("?")[0] }, "a request to the local workspace failed");
      if (!response.headersSent) response.writeHead(error instanceof RangeError ? 413 : 500);
      response.end();
    });
  });
  server.on("upgrade", (request, socket) => rooms.socket(request, socket));
  // A client that keeps a connection open must not keep the workspace from closing; Bolt reuses its connections.
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", listening);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function serve(rooms: Rooms, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://local");
  const { pathname } = url;
  if (!isFromHere(request)) return refuse(response, 403, "Only this machine and the page served from here may ask.");
  if (pathname.startsWith("/api/"))
    return rooms.api(request, response, pathname.slice("/api/".length), url.searchParams);
  if (pathname.startsWith("/local/")) return rooms.person(request, response, url);
  if (pathname.startsWith("/response/")) return rooms.responseUrl(request, response, pathname);
  if (pathname.startsWith("/files/") || pathname.startsWith("/upload/"))
    return rooms.files(request, response, pathname);
  if (request.method === "GET" && isPageAddress(pathname)) return servePage(response, pathname);
  return refuse(response, 404, "There is nothing at this address.");
}

function refuse(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ ok: false, error: status === 403 ? "forbidden" : "not_found", detail }));
}
