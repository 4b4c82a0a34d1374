import type { Hit } from "./rule.ts";

/** Widens a hit on a host to all of its URL: scheme before it, port, range and path after it. */
export function wholeAddress(text: string, hit: Hit): Hit {
  const before =
    /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@<>"']*@)?\[?$/i.exec(text.slice(Math.max(0, hit.start - 100), hit.start))?.[0] ??
    "";
  const after =
    /^\]?(?:%\w+)?(?:\/\d{1,3}(?![\w/]))?(?::\d{1,5}(?!\d))?(?:[/?#][^\s<>"'|)\]]*)?/.exec(text.slice(hit.end))?.[0] ??
    "";
  return { ...hit, start: hit.start - before.length, end: hit.end + after.replace(/[.,;:!?]+$/, "").length };
}
