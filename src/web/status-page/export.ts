import { hash } from "node:crypto";
import { posix } from "node:path";
import type { Body } from "./body.ts";
import { filePaths } from "./files.ts";
import type { Known } from "./freshness.ts";
import { bodyAt, missingBody } from "./pages.ts";
import type { Site } from "./site.ts";

/*
 * The whole page as static files, to live where Sitrep's own trouble does not reach. Links within it are relative, so that it
 * works at any address, and opened from a disk; feeds and JSON need whole addresses, and have those of the site.
 */

/** One file of a copy. */
export interface ExportedFile {
  /** Below the copy's top, with slashes: `incidents/abc/index.html`. */
  path: string;
  type: string;
  bytes: Buffer;
  /** The same as long as nothing in it has changed but the time it was made at. */
  mark: string;
}

/** Stands in addresses for the top of the copy while pages are made; nothing else looks like it. */
const here = "/__copy__";
/** How many pages are made in one go: bounds how long anything else waits. */
const atOnce = 10;

/**
 * Makes every file of a copy, those that others lead to first: a reader of a copy that is being written meets no page that
 * is not there yet. `live` is where the page itself is. Null while nothing is known, or what is known is out of date.
 */
export async function exportedFiles(site: Site, known: Known | null, live: string): Promise<ExportedFile[] | null> {
  if (!known || known.stale) return null;
  const bySelf: Site = { ...site, url: `http://copy${here}`, copyOf: live };
  const found: ExportedFile[] = [];
  const add = (path: string, { headers, bytes }: Body["plain"], content = bytes) =>
    found.push(fileOf(path, typeIn(headers), content));
  // Every page can be reached from the front page: what no link leads to, nobody would find in a copy.
  const paths = new Set(["/"]);
  let made = 0;
  for (const path of paths) {
    const body = bodyAt(bySelf, known, path)?.plain;
    if (!body) continue;
    const isPage = typeIn(body.headers).startsWith("text/html");
    if (isPage) for (const link of linksIn(body.bytes)) paths.add(link);
    add(path, body, isPage ? settled(body.bytes, path, bySelf) : body.bytes);
    made += 1;
    if (made % atOnce === 0) await new Promise((turn) => setImmediate(turn));
  }
  for (const path of filePaths({ site, snapshot: known.snapshot })) {
    const body = bodyAt(site, known, path)?.plain;
    if (body) add(path, body);
  }
  const lost = missingBody(bySelf, known, "html").plain;
  add("/404.html", lost, settled(lost.bytes, "/404.html", bySelf));
  return found.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The front page comes last. */
function rankOf({ path }: ExportedFile): number {
  return path === "index.html" ? 2 : path.startsWith("api/") || path.includes("feed.") ? 1 : 0;
}

/** Where a page says of when it is. */
const asOfWords = /(?:As of|It was made at) <time[^>]*>[^<]*<\/time>/g;

function fileOf(path: string, type: string, bytes: Buffer): ExportedFile {
  const timeless = type.startsWith("text/html") ? bytes.toString("utf8").replace(asOfWords, "") : bytes;
  return { path: fileAt(path), type, bytes, mark: hash("sha256", timeless, "hex").slice(0, 32) };
}

/** Where a path of the page lies in the copy: a page is the index of its own folder. */
function fileAt(path: string): string {
  const inside = path.slice(1);
  if (inside === "") return "index.html";
  return /\.[a-z]+$/.test(inside) ? inside : `${inside}/index.html`;
}

/** A page with relative links, and its policy in itself: nobody sends its headers along with a file. */
function settled(bytes: Buffer, path: string, site: Site): Buffer {
  const from = posix.dirname(fileAt(path));
  const policy = site.dress.policy.replace(/; frame-ancestors [^;]*/, "");
  const text = bytes
    .toString("utf8")
    .replace(/( (?:href|src|srcset)=")\/__copy__(\/[^"#?]*)?/g, (_, before: string, link = "/") => {
      return `${before}${posix.relative(from, fileAt(link)) || posix.basename(fileAt(link))}`;
    })
    .replace(
      '<meta charset="utf-8">',
      `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    );
  return Buffer.from(text);
}

/** The pages that a page leads to, and what belongs to it. Feeds and the like are made with the site's own address. */
function linksIn(bytes: Buffer): string[] {
  const links = [...bytes.toString("utf8").matchAll(/ (?:href|src|srcset)="\/__copy__(\/[^"#?]*)/g)];
  return links.map(([, path = ""]) => path).filter((path) => !/\.(?:atom|rss|ics|json)$|\/badge\.svg$/.test(path));
}

function typeIn(headers: string[]): string {
  return headers[headers.indexOf("content-type") + 1] ?? "";
}
