import { html, raw } from "hono/html";
import type { Notice } from "../../domain/publishing/notice.ts";
import { pathOf, type Site } from "./site.ts";
import type { Snapshot } from "./snapshot.ts";
import { isoOf } from "./times.ts";

/*
 * The feeds: an entry for each incident and maintenance, with all of its updates, newest first. Its time is that of its last
 * change, so that a correction shows as one. They are written by hand: the usual library leaves a text that holds `]]>` twice
 * as XML that cannot be read, and lets through characters that XML has no way to write.
 */

/** What feeds, calendars and the JSON need to know of the page they belong to. */
export type Origin = Pick<Site, "name" | "url" | "since">;

/** A feed: all there is, or what concerns one component. */
export interface FeedScope {
  /** Null = all. */
  component: string | null;
  /** Where the feed itself is, below the site. */
  path: string;
}

/** How many entries a feed holds. */
const most = 25;

/** The Atom feed (RFC 4287). */
export function atomFeed(site: Origin, snapshot: Snapshot, scope: FeedScope): string {
  const { name, url } = site;
  const entries = entriesOf(snapshot, scope);
  return String(html`${declaration}
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${url}${scope.component === null ? "/" : scope.path}</id>
<title>${titleOf(site, scope)}</title>
<updated>${isoOf(changedAt(site, entries))}</updated>
<author><name>${name}</name></author>
<link rel="alternate" type="text/html" href="${url}/"/>
<link rel="self" type="application/atom+xml" href="${url}${scope.path}"/>
${entries.map((notice) => atomEntry(notice, url))}</feed>
`);
}

function atomEntry(notice: Notice, url: string) {
  const at = `${url}${pathOf(notice)}`;
  return html`<entry>
<id>${at}</id>
<title>${sayable(notice.title)}</title>
<published>${isoOf(notice.publishedAt)}</published>
<updated>${isoOf(notice.changedAt)}</updated>
<category term="${notice.kind}"/>
${notice.components.map(({ name }) => html`<category term="${sayable(name)}"/>\n`)}<link rel="alternate" type="text/html" href="${at}"/>
<content type="html">${wordsOf(notice)}</content>
</entry>
`;
}

/** The same as RSS 2.0. */
export function rssFeed(site: Origin, snapshot: Snapshot, scope: FeedScope): string {
  const { url } = site;
  const entries = entriesOf(snapshot, scope);
  return String(html`${declaration}
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${titleOf(site, scope)}</title>
<link>${url}/</link>
<description>${titleOf(site, scope)}</description>
<language>en</language>
<lastBuildDate>${mailDate(changedAt(site, entries))}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${url}${scope.path}"/>
${entries.map((notice) => rssItem(notice, url))}</channel>
</rss>
`);
}

function rssItem(notice: Notice, url: string) {
  const at = `${url}${pathOf(notice)}`;
  return html`<item>
<guid isPermaLink="false">${at}</guid>
<title>${sayable(notice.title)}</title>
<link>${at}</link>
<pubDate>${mailDate(notice.changedAt)}</pubDate>
<category>${notice.kind}</category>
<description>${wordsOf(notice)}</description>
</item>
`;
}

/** Everything the public was told, the last to change first; of one component only what names it, now or in an update. */
function entriesOf({ open, past, maintenance }: Snapshot, { component }: FeedScope): Notice[] {
  return [...open, ...past, ...maintenance.ahead, ...maintenance.past]
    .filter((notice) => component === null || concerns(notice, component))
    .toSorted((a, b) => b.changedAt - a.changedAt)
    .slice(0, most);
}

/** True when a notice names a component, or ever named it: whoever heard of it hears its end. */
export function concerns({ components, updates }: Notice, component: string): boolean {
  return components.some(({ name }) => name === component) || updates.some((one) => one.components.includes(component));
}

const declaration = raw('<?xml version="1.0" encoding="utf-8"?>');

function titleOf({ name }: Origin, { component }: FeedScope): string {
  return sayable(component === null ? `${name}: incidents and maintenance` : `${name}: ${component}`);
}

function changedAt({ since }: Origin, entries: Notice[]): number {
  return entries[0]?.changedAt ?? since;
}

/** The updates as markup, to stand escaped in the feed: readers keep its line breaks. */
function wordsOf({ updates }: Notice): string {
  const said = updates.toReversed().map(({ text, correctedAt }) => {
    const lines = sayable(text)
      .split("\n")
      .map((line, index) => html`${index === 0 ? "" : raw("<br>\n")}${line}`);
    const mark = correctedAt === null ? "" : html`<p><em>Corrected ${isoOf(correctedAt)}</em></p>\n`;
    return html`<p>${lines}</p>\n${mark}`;
  });
  return String(html`${said.map((one, index) => html`${index === 0 ? "" : raw("<hr>\n")}${one}`)}`);
}

/** A time as RFC 822 writes it, with the zone that old readers know. */
function mailDate(at: number): string {
  return new Date(at).toUTCString();
}

/** Without characters that XML has no way to write. */
function sayable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "");
}
