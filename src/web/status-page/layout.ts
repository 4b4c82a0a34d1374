import { html, raw } from "hono/html";
import type { Instant } from "../../base/clock.ts";
import type { OverallStatus } from "../../domain/policy.ts";
import { utcMinute } from "../../text/instant.ts";
import { baseOf, pictureName, type Site } from "./site.ts";
import { momentOf } from "./times.ts";
import { headline } from "./words.ts";

/** A piece of a page. What stands in it is escaped where it was put in. */
export type Markup = ReturnType<typeof html>;

/** What every page is made with. */
export interface Frame {
  site: Site;
  /** When the store was last asked, and whether it still answers. */
  asOf: Instant;
  stale: boolean;
}

interface Page {
  /** Without the name of the site. */
  title: string;
  overall: OverallStatus;
  at: "home" | "history" | "subscribe" | "methodology" | "elsewhere";
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
export function pageOf({ site, asOf, stale }: Frame, { title, overall, at, body }: Page): string {
  const { name, branding } = site;
  const base = baseOf(site);
  const dot = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${hues[overall]}"/></svg>`)}`;
  const here = (place: Page["at"]) => (at === place ? raw(' aria-current="page"') : "");
  const links = branding.links.map(({ text, url }) => html`<a href="${url}">${text}</a>`);
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${name}: ${headline[overall].toLowerCase()}.">
<link rel="icon" href="${dot}">
<link rel="alternate" type="application/atom+xml" title="${name}" href="${base}/feed.atom">
<style>${raw(site.dress.style)}</style>
<script src="${base}/page.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header>
<a class="name" href="${base}/" dir="auto">${nameOf(site, base)}</a>
<nav aria-label="Pages"><a href="${base}/"${here("home")}>Now</a><a href="${base}/history"${here("history")}>History</a><a href="${base}/subscribe"${here("subscribe")}>Subscribe</a>${links}</nav>
</header>
<main id="main">
${stale ? html`<p class="stale degraded" role="status">${icon("degraded")}<span>Live data is missing at the moment. This is how things stood at ${time(asOf)}.</span></p>` : ""}
${site.copyOf === undefined ? "" : html`<p class="stale" role="status"><span>This is a copy of <a href="${site.copyOf}/">the status page</a>. It was made at ${time(asOf)}.</span></p>`}
${body}
</main>
<footer>
<p>As of ${time(asOf)}. Reload for the newest.</p>
<p><a href="${base}/feed.atom">Atom</a>, <a href="${base}/feed.rss">RSS</a>, <a href="${base}/maintenance.ics">calendar</a>, <a href="${base}/api/v2/summary.json">JSON</a>. <a href="${base}/methodology"${here("methodology")}>How this page is made</a>.</p>
</footer>
${raw(drawings)}
</body>
</html>
`);
}

function nameOf({ name, branding: { logo, logoDark } }: Site, base: string): Markup | string {
  if (!logo) return name;
  const dark = logoDark
    ? html`<source srcset="${base}${pictureName("logo-dark", logoDark)}" media="screen and (prefers-color-scheme: dark)">`
    : "";
  return html`<picture>${dark}<img src="${base}${pictureName("logo", logo)}" alt="${name}"></picture>`;
}

/** A moment, in UTC. */
export function time(at: Instant): Markup {
  return html`<time datetime="${utcMinute(at)}">${momentOf(at)}</time>`;
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

/** The shapes, once; they are used wherever they are needed. */
const drawings = `<svg class="drawings" aria-hidden="true">${Object.entries(shapes)
  .map(([status, shape]) => `<symbol id="s-${status}" viewBox="0 0 20 20">${shape}</symbol>`)
  .join("")}</svg>`;

export function icon(status: OverallStatus): Markup {
  return html`<svg class="icon" aria-hidden="true"><use href="#s-${status}"/></svg>`;
}

/** How something is, in a shape and in words. */
export function state(status: OverallStatus, words: string): Markup {
  return html`<span class="state ${status}">${icon(status)}${words}</span>`;
}
