import { type Arguments, text, whole } from "./arguments.ts";
import { refuse } from "./refusal.ts";

/** One page of a list, with the cursor of the next one (empty at the end), as `response_metadata` tells it. */
export interface Page<T> {
  items: T[];
  has_more: boolean;
  response_metadata: { next_cursor: string };
}

/** Cuts the page that `limit` and `cursor` ask for. Refuses with `invalid_limit` or `invalid_cursor`. */
export function pageOf<T>(
  args: Arguments,
  all: T[],
  { otherwise, most }: { otherwise: number; most: number },
): Page<T> {
  const limit = whole(args, "limit", { least: 1, most, otherwise }) ?? refuse("invalid_limit");
  const start = startOf(text(args, "cursor"), all.length);
  const end = start + limit;
  const has_more = end < all.length;
  const next_cursor = has_more ? Buffer.from(`next:${end}`).toString("base64") : "";
  return { items: all.slice(start, end), has_more, response_metadata: { next_cursor } };
}

function startOf(cursor: string | undefined, length: number): number {
  if (cursor === undefined) return 0;
  const start = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString("latin1"))?.[1];
  return start !== undefined && Number(start) <= length ? Number(start) : refuse("invalid_cursor");
}
