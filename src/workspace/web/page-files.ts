import { readFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname } from "node:path";

const folder = new URL("../page/", import.meta.url);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

/** Nothing from elsewhere runs or is loaded, and nobody may frame the page. Images in messages come from where they say. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Whether the browser page answers here: its index, its files, and the links to messages that Slack calls permalinks. */
export const isPageAddress = (pathname: string): boolean =>
  pathname === "/" || pathname.startsWith("/page/") || pathname.startsWith("/archives/");

/** Serves the browser page: `/page/...` are its files, everything else its index, which finds its way by the address. */
export async function servePage(response: ServerResponse, pathname: string): Promise<void> {
  const name = pathname.startsWith("/page/") ? decodeURIComponent(pathname.slice("/page/".length)) : "index.html";
  const type = types[extname(name)];
  const file = new URL(name, folder);
  const isInside = file.href.startsWith(folder.href) && !name.includes("\\");
  const content = type && isInside ? await readFile(file).catch(() => null) : null;
  if (!type || content === null)
    return void response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
  response.writeHead(200, {
    "content-type": type,
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  });
  response.end(content);
}
