import type { Story } from "./story.ts";

/** Something that left the program for the public, as it went: a provider's request, a mail, a pushed file. */
export interface Outgoing {
  /** Where it went, for whoever reads what leaked. */
  to: string;
  body: string;
}

/** Where the public, and whoever watches Sitrep, can begin to read. What is linked from there is followed. */
const beginnings = [
  "/",
  "/history",
  "/methodology",
  "/feed.atom",
  "/feed.rss",
  "/maintenance.ics",
  "/api/v2/summary.json",
  "/api/v2/status.json",
  "/api/v2/components.json",
  "/api/v2/incidents.json",
  "/api/v2/incidents/unresolved.json",
  "/api/v2/scheduled-maintenances.json",
];

/** The most pages that are followed: a page that links without end would keep the story for ever. */
const mostPages = 200;

/**
 * Every place outside of an incident's own channel that has a word it must not have: each byte of the page with all that is
 * linked from it, the feeds, the public API, the figures, every line of the log, and whatever else went out.
 */
export async function leaks(s: Story, secret: RegExp, outgoing: readonly Outgoing[] = []): Promise<string[]> {
  const found: string[] = [];
  const look = (place: string, text: string) => {
    if (secret.test(text)) found.push(place);
  };
  const waiting = [...beginnings];
  const seen = new Set(waiting);
  for (let path = waiting.shift(); path !== undefined && seen.size < mostPages; path = waiting.shift()) {
    const answer = await fetch(new URL(path, s.statusUrl));
    const text = await answer.text();
    look(`page ${path}`, `${[...answer.headers].flat().join("\n")}\n${text}`);
    for (const [, link = ""] of text.matchAll(/(?:href|src)="([^"]+)"/g)) {
      const to = new URL(link.replaceAll("&amp;", "&"), new URL(path, s.statusUrl));
      const next = to.pathname + to.search;
      if (to.origin !== new URL(s.statusUrl).origin || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  for (const path of ["/metrics", "/healthz", "/readyz"])
    look(`private listener ${path}`, await read(`${s.url}${path}`));
  for (const line of s.log().split("\n")) look(`log: ${line}`, line);
  for (const { to, body } of outgoing) look(`sent to ${to}`, body);
  return found;
}

async function read(url: string): Promise<string> {
  return (await fetch(url)).text();
}
