import type { Instant } from "../base/clock.ts";
import { HttpTrouble } from "../base/http.ts";
import { type Delivery, later, never } from "./outcome.ts";

/* How calls to other systems end, and how texts are cut to what they take: the same for pagers and status providers. */

/** The longest a `Retry-After` is obeyed. */
const longestRetryAfterMs = 5 * 60_000;
/** What trying again may help for; every other no is a fault of the settings or of the message. */
const passing = new Set([408, 420, 425, 429]);

/**
 * How a call ended that was not the answer we wanted: again later for what passes, never for what does not. An answer of
 * success that is not the destination's own is somebody else's in its place (a proxy, a sign-in page), and passes too.
 */
export function endingOf(
  { status, headers }: { status: number; headers: Record<string, string> },
  shown: string,
  said = "",
  now: Instant = 0,
): Delivery {
  const words = said === "" ? "" : `: ${cut(said.replace(/\s+/g, " ").trim(), 200)}`;
  const why = `${shown} answered ${status}${words}`;
  if (status < 300) return later(`${shown} answered ${status}, but not as it should`, { doubtful: true });
  if (!passing.has(status) && status < 500) return never(why);
  const at = retryAfter(headers["retry-after"], now) ?? resetAt(headers["x-ratelimit-reset"], now);
  return later(why, { doubtful: status >= 500, ...(at === null ? {} : { at }) });
}

function retryAfter(value: string | undefined, now: Instant): Instant | null {
  if (value === undefined) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) && ms > 0 ? now + Math.min(ms, longestRetryAfterMs) : null;
}

/** When a limit ends that is told in epoch seconds; only where nothing else says when. */
function resetAt(value: string | undefined, now: Instant): Instant | null {
  const at = Number(value) * 1_000;
  return Number.isFinite(at) && at > now ? Math.min(at, now + longestRetryAfterMs) : null;
}

/** How a call ended that got no answer at all. Anything that is not the network's is a bug of ours, and thrown on. */
export function troubleOf(error: unknown): Delivery {
  if (!(error instanceof HttpTrouble)) throw error;
  if (error.kind === "private-address") return never(`${error.message}; allow_private: true allows it there`);
  if (error.kind === "bad-address") return never(error.message);
  return later(error.message, { doubtful: error.mayHaveArrived });
}

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The text within so many characters, cut between two of them, with `…` where something is missing. */
export function cut(text: string, most: number): string {
  const whole = text.toWellFormed();
  return whole.length <= most ? whole : within(whole, most - 1, (piece) => piece.length);
}

/** The same by its bytes in UTF-8. */
export function cutBytes(text: string, most: number): string {
  const whole = text.toWellFormed();
  return Buffer.byteLength(whole) <= most ? whole : within(whole, most - 3, (piece) => Buffer.byteLength(piece));
}

/** The text within so many characters, cut at the end of a line where there is one, with a last line that says so. */
export function cutAtLine(text: string, most: number, more = "The rest is left out here."): string {
  const whole = text.toWellFormed();
  if (whole.length <= most) return whole;
  const room = most - more.length - 1;
  const end = whole.lastIndexOf("\n", room);
  // A line that is nearly all of it is cut itself: better its beginning than nothing of it.
  const kept = end > room / 2 ? whole.slice(0, end) : cut(whole, room);
  return `${kept.trimEnd()}\n${more}`;
}

function within(text: string, most: number, size: (piece: string) => number): string {
  let kept = "";
  let used = 0;
  for (const { segment } of segments.segment(text)) {
    used += size(segment);
    if (used > most) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Limits of every call (contracts: paging 1). */
export const callLimits = { timeoutMs: 10_000, mostBytes: 64 * 1024, redirects: 0 } as const;

/** What a destination answered, still to be checked by a schema; null when it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
