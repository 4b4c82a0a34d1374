import type { Body } from "./body.ts";
import type { Known } from "./freshness.ts";
import { bodyAt, missingBody } from "./pages.ts";
import type { Site } from "./site.ts";

/** The answers that were made so far of what is known; it is emptied when something else is known. */
export function openShelf(site: Site): (known: Known, path: string) => Body {
  let made = new Map<string, Body>();
  let last: Known | null = null;

  return (known, path) => {
    if (known !== last && !(last && readsAlike(known, last))) made = new Map();
    last = known;
    const found = made.get(path);
    if (found) return found;
    const body = bodyAt(site, known, path);
    if (body) made.set(path, body);
    if (body) return body;
    // What is not there is one body, not one for each address that somebody tries.
    const as = path.startsWith("/api/") ? "json" : "html";
    const missing = made.get(`no ${as}`) ?? missingBody(site, known, as);
    made.set(`no ${as}`, missing);
    return missing;
  };
}

/** Pages say to the minute when they were true, so that is how long they last. */
function readsAlike(a: Known, b: Known): boolean {
  const minute = ({ asOf }: Known) => Math.floor(asOf / 60_000);
  return a.snapshot === b.snapshot && a.stale === b.stale && minute(a) === minute(b);
}
