import type { IncomingMessage } from "node:http";

/** Bounds what one request may take in memory; uploads have a limit of their own. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The whole body of a request. Throws a RangeError when it is longer than `most` bytes. */
export async function readBody(request: IncomingMessage, most = MOST_BYTES): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) throw new RangeError(`The body is longer than ${most} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The arguments of a call by query, form or JSON body; null when the body is not what its content type says. */
export function readArguments(
  contentType: string,
  body: string,
  query: URLSearchParams,
): Record<string, unknown> | null {
  const given = Object.fromEntries(query);
  if (body === "") return given;
  if (contentType.startsWith("application/json")) {
    try {
      const json: unknown = JSON.parse(body);
      return typeof json === "object" && json !== null && !Array.isArray(json) ? { ...given, ...json } : null;
    } catch {
      return null;
    }
  }
  if (contentType.startsWith("application/x-www-form-urlencoded"))
    return { ...given, ...Object.fromEntries(new URLSearchParams(body)) };
  return null;
}
