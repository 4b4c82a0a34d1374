import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/*
 * How pages are dressed. The style stands in the page itself: on a bad day one request is enough to read it. The script only
 * adds the reader's own time beside ours; it is a file of its own, so that nothing within a page is ever run.
 */

export interface Dress {
  style: string;
  /** The Content-Security-Policy of its pages. */
  policy: string;
}

const near = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

const ours = near("./status.css")
  .replace(/\/\*.*?\*\//gs, "")
  .replace(/\s*\n\s*/g, "")
  .replace(/: /g, ":")
  .replace(/ ?([{},;>]) ?/g, "$1")
  .replace(/;}/g, "}")
  .trim();

/** What is served as `/page.js`. */
export const script = near("./page.js");

/**
 * The style with the colours of an operator, and the policy that allows it: one style and one script, both ours; pictures of
 * our own; forms that lead to us; no frame, and nothing from elsewhere.
 */
export function dressOf({ accent, accentDark }: { accent: string | null; accentDark: string | null }): Dress {
  // Paper is white, whatever the screen was.
  const light = (colour: string) => `@media print,(prefers-color-scheme:light){:root{${accented(colour)}}}`;
  const dark = (colour: string) => `@media screen and (prefers-color-scheme:dark){:root{${accented(colour)}}}`;
  const style = [ours, accent ? light(accent) : "", accentDark ? dark(accentDark) : ""].join("");
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${hash}'`,
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { style, policy };
}

function accented(colour: string): string {
  return `--accent:${colour};--edge:${colour}`;
}
