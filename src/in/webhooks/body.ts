import type { IncomingMessage } from "node:http";
import { brotliDecompress, unzip } from "node:zlib";
import type { Problem } from "../../base/problem.ts";

/** What came of reading a body: its bytes, unpacked, or why not. */
export type Read = { raw: Buffer } | { problem: Problem; headers?: Record<string, string> };

/** How many bytes of bodies may be held at one time, over all requests; and how many are. Bounds memory in a storm. */
export interface Held {
  bytes: number;
  readonly most: number;
}

/**
 * Reads a request's body up to `limit` bytes, on the wire and unpacked. What is too much is not kept: the answer can go out
 * while the rest still comes. Calls `done` once; never when the sender went away.
 */
export function readBody(req: IncomingMessage, limit: number, held: Held, done: (read: Read) => void): void {
  if (Number(req.headers["content-length"] ?? 0) > limit) {
    done(tooLarge(limit));
    return;
  }

  let chunks: Buffer[] = [];
  let length = 0;
  let over = false;
  const finish = (read: Read) => {
    over = true;
    held.bytes -= length;
    chunks = [];
    done(read);
  };
  req.on("data", (chunk: Buffer) => {
    if (over) return;
    length += chunk.length;
    held.bytes += chunk.length;
    if (length > limit) return finish(tooLarge(limit));
    if (held.bytes > held.most) return finish(busy());
    chunks.push(chunk);
  });
  req.on("end", () => {
    if (over) return;
    const [first] = chunks;
    const raw = chunks.length === 1 && first ? first : Buffer.concat(chunks, length);
    const encoding = req.headers["content-encoding"];
    if (encoding === undefined || encoding === "" || encoding === "identity") return finish({ raw });
    inflate(raw, encoding.toLowerCase(), limit, finish);
  });
  req.on("close", () => {
    // The sender went away in the middle: there is nobody to answer.
    if (!over && !req.complete) held.bytes -= length;
  });
}

function inflate(raw: Buffer, encoding: string, limit: number, finish: (read: Read) => void): void {
  const packed = encoding === "gzip" || encoding === "x-gzip" || encoding === "deflate";
  if (!packed && encoding !== "br") {
    const detail = `The body is packed as ${encoding.slice(0, 40)}. Send it unpacked, or as gzip, deflate or br.`;
    finish({
      problem: { status: 415, title: "Unknown content encoding", detail },
      headers: { "accept-encoding": "gzip, deflate, br" },
    });
    return;
  }
  // Unpacking stops at the limit: what a bomb would have become is never held.
  const unpacked = (error: Error | null, bytes: Buffer) => {
    if (!error) finish({ raw: bytes });
    else if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") finish(tooLarge(limit, " when unpacked"));
    else
      finish({
        problem: { status: 400, title: "Broken body", detail: `The body says it is ${encoding}, and is not.` },
      });
  };
  if (packed) unzip(raw, { maxOutputLength: limit }, unpacked);
  else brotliDecompress(raw, { maxOutputLength: limit }, unpacked);
}

function tooLarge(limit: number, when = ""): Read {
  const detail = `The body is larger than ${limit} bytes${when}, which is the most that is taken. Send fewer alerts at a time.`;
  return { problem: { status: 413, title: "Body too large", detail } };
}

/** Too much at once. 503, because senders drop what is answered with any 4xx. */
export function busy(): { problem: Problem; headers: Record<string, string> } {
  return {
    problem: {
      status: 503,
      title: "Busy",
      detail: "More alerts are coming in than can be stored. Send this again shortly.",
    },
    headers: { "retry-after": "1" },
  };
}
