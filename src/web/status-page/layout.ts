import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { html, raw } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import type { OverallStatus } from "../../domain/policy.ts";
import { isoOf, momentOf } from "./times.ts";

/** A piece of a page. What stands in it is escaped where it was put in. */
export type Markup = ReturnType<typeof html>;

/** How a page is dressed. The style stands in the page itself: on a bad day one request is enough to read it. */
const style = readFileSync(new URL("./status.css", import.meta.url), "utf8")
  .replace(/\/\*.*?\*\//gs, "")
  .replace(/\s*\n\s*/g, "\n")
  .trim();
const styleHash = createHash("sha256").update(style).digest("base64");

/** No script, nothing from elsewhere, no form, no frame; the one style and the icon, which are in the page. */
export const contentSecurityPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What every page is made with. */
export interface Frame {
  /** The name of what the page is about, as configured. */
  name: string;
  /** When the store was last asked, and whether it still answers. */
  asOf: Instant;
  stale: boolean;
}

interface Page {
  title: string;
  overall: OverallStatus;
  at: "home" | "history" | "elsewhere";
  body: Markup;
}

const hues: Record<OverallStatus, string> = {
  operational: "#17713f",
  maintenance: "#2a5ca3",
  degraded: "#c58a00",
  "partial-outage": "#d9611c",
  "major-outage": "#b0231c",
};

/** A whole page as text. */
export function pageOf({ name, asOf, stale }: Frame, { title, overall, at, body }: Page): string {
  const icon = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${hues[overall]}"/></svg>`)}`;
  const here = (place: Page["at"]) => (at === place ? raw(' aria-current="page"') : "");
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<link rel="alternate" type="application/atom+xml" title="${name}: incidents" href="/feed.atom">
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="name" href="/" dir="auto">${name}</a>
<nav aria-label="Pages"><a href="/"${here("home")}>Now</a><a href="/history"${here("history")}>History</a></nav>
</header>
<main id="main">
${stale ? html`<p class="stale">Live data is missing at the moment. This is how things stood at ${time(asOf)}.</p>` : ""}
${body}
</main>
<footer>
<p>As of ${time(asOf)}. Reload for the newest. All times are in UTC.</p>
<p>Follow along: <a href="/feed.atom">Atom feed</a> or <a href="/api/v2/summary.json">JSON</a>.</p>
</footer>
</body>
</html>
`);
}

export function time(at: Instant): Markup {
  return html`<time datetime="${isoOf(at)}">${momentOf(at)}</time>`;
}

/** Each status has a shape of its own: nobody has to tell colours apart. */
const shapes: Record<OverallStatus, string> = {
  operational: '<circle cx="10" cy="10" r="8"/><path d="m6.5 10.3 2.4 2.4 4.6-5.1"/>',
  maintenance: '<circle cx="10" cy="10" r="8"/><path d="M7.6 6.8v6.4M12.4 6.8v6.4"/>',
  degraded: '<path d="M10 2.8 18 16.6H2z"/><path d="M10 8v3.8M10 14.2v.1"/>',
  "partial-outage": '<circle cx="10" cy="10" r="8"/><path d="M10 2a8 8 0 0 1 0 16z" fill="currentColor"/>',
  "major-outage":
    '<path d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z"/><path d="m7.3 7.3 5.4 5.4M12.7 7.3l-5.4 5.4"/>',
};

export function icon(status: OverallStatus): Markup {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">${raw(shapes[status])}</svg>`;
}
