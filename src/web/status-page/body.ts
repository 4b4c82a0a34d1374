import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** An answer, made once and sent to everybody: the bytes as they are and packed, and their headers. */
export interface Body {
  status: number;
  etag: string;
  plain: { bytes: Buffer; headers: string[] };
  /** Made when somebody first takes it packed. */
  packed: { bytes: Buffer; headers: string[] } | null;
}

const kinds = {
  html: "text/html; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  rss: "application/rss+xml; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  "image/svg+xml": "image/svg+xml",
  "image/png": "image/png",
  "image/webp": "image/webp",
  json: "application/json; charset=utf-8",
} as const;
export type Kind = keyof typeof kinds;

/** Readers' browsers and caches in between may keep an answer this long, and show an old one while we are gone. */
const cacheControl = "public, max-age=5, stale-while-revalidate=15, stale-if-error=86400";

/**
 * Makes an answer. `asOf` is set when it is older than it should be. `policy` is its Content-Security-Policy; without one it
 * may do nothing, and the data among them may be read from anybody's page.
 */
export function bodyOf(
  kind: Kind,
  content: string | Buffer,
  { status = 200, asOf = null, policy }: { status?: number; asOf?: string | null; policy?: string } = {},
): Body {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const etag = `W/"${hash("sha256", bytes, "base64url").slice(0, 22)}"`;
  const headers = [
    "content-type",
    kinds[kind],
    "etag",
    etag,
    "cache-control",
    status === 200 ? cacheControl : "no-store",
    "vary",
    "accept-encoding",
    "x-content-type-options",
    "nosniff",
    "referrer-policy",
    "no-referrer",
    "content-security-policy",
    policy ?? "default-src 'none'",
    ...(kind === "html" ? [] : ["access-control-allow-origin", "*"]),
    ...(asOf === null ? [] : ["sitrep-as-of", asOf]),
  ];
  return {
    status,
    etag,
    plain: { bytes, headers: [...headers, "content-length", String(bytes.length)] },
    packed: null,
  };
}

/** Sends it, packed where that is taken, or says that the reader has it already. */
export function sendBody(req: IncomingMessage, res: ServerResponse, body: Body): void {
  const { headers } = req;
  if (body.status === 200 && headers["if-none-match"]?.includes(body.etag)) {
    res.writeHead(304, { etag: body.etag, "cache-control": cacheControl, vary: "accept-encoding" });
    res.end();
    return;
  }
  const { bytes, headers: own } = takesGzip(headers["accept-encoding"]) ? packed(body) : body.plain;
  res.writeHead(body.status, own);
  res.end(req.method === "HEAD" ? undefined : bytes);
}

function takesGzip(accepted: string | string[] | undefined): boolean {
  return typeof accepted === "string" && accepted.includes("gzip") && !/gzip\s*;\s*q=0(?:\.0*)?(?:,|$)/.test(accepted);
}

function packed(body: Body): { bytes: Buffer; headers: string[] } {
  if (!body.packed) {
    const bytes = gzipSync(body.plain.bytes);
    const headers = body.plain.headers.with(-1, String(bytes.length));
    body.packed = { bytes, headers: [...headers, "content-encoding", "gzip"] };
  }
  return body.packed;
}
