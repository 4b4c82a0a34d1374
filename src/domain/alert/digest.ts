import type { Instant } from "../../base/clock.ts";

/**
 * What a heap of alerts has in common, counted: enough for one summary, however many they are. Beyond the first kinds of
 * each sort, the rest is counted together under the empty name.
 */
export interface Digest {
  firstAt: Instant;
  lastAt: Instant;
  names: Record<string, number>;
  sources: Record<string, number>;
  components: Record<string, number>;
}

/** What is counted of one alert. */
export interface Counted {
  name: string;
  source: string;
  component: string | null;
  at: Instant;
}

/** How many kinds of a sort are told apart. */
const mostKinds = 12;
/** What is not told apart. */
const others = "";

/** A digest of nothing yet. */
export const emptyDigest: Digest = { firstAt: 0, lastAt: 0, names: {}, sources: {}, components: {} };

/** The digest with one alert more. */
export function withCounted(digest: Digest, { name, source, component, at }: Counted, by: 1 | -1 = 1): Digest {
  const isEmpty = digest.lastAt === 0;
  return {
    firstAt: isEmpty ? at : Math.min(digest.firstAt, at),
    lastAt: Math.max(digest.lastAt, at),
    names: counted(digest.names, name, by),
    sources: counted(digest.sources, source, by),
    components: component === null ? digest.components : counted(digest.components, component, by),
  };
}

function counted(kinds: Record<string, number>, name: string, by: 1 | -1): Record<string, number> {
  const known = Object.hasOwn(kinds, name);
  const kind = known || (by > 0 && Object.keys(kinds).length < mostKinds) ? name : others;
  const count = (Object.hasOwn(kinds, kind) ? (kinds[kind] ?? 0) : 0) + by;
  const { [kind]: _, ...rest } = kinds;
  return count > 0 ? { ...rest, [kind]: count } : rest;
}

/** The most frequent kinds, and how many alerts are of none of these. */
export function topOf(
  kinds: Record<string, number>,
  most: number,
): { top: [name: string, count: number][]; rest: number } {
  const named = Object.entries(kinds)
    .filter(([name]) => name !== others)
    .toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1));
  const rest = named.slice(most).reduce((sum, [, count]) => sum + count, kinds[others] ?? 0);
  return { top: named.slice(0, most), rest };
}
