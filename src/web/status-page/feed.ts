import { html, raw } from "hono/html";
import type { Notice } from "../../domain/publishing/notice.ts";

import type { Snapshot } from "./snapshot.ts";
import { isoOf } from "./times.ts";

/** What a feed and the JSON need to know of the page they belong to. */
export interface Site {
  name: string;
  /** Where the page is reached from outside, without a slash at its end. */
  url: string;
  /** Since when it has been served: what stands for the last change where there was none yet. */
  since: number;
}

/** How many incidents a feed holds. */
const most = 25;

/** The Atom feed: an entry for each incident, with its updates, newest first. Its time is that of its newest update. */
export function atomFeed({ name, url, since }: Site, { open, past, changedAt }: Snapshot): string {
  const incidents = [...open, ...past].toSorted((a, b) => b.changedAt - a.changedAt).slice(0, most);
  return String(html`${raw('<?xml version="1.0" encoding="utf-8"?>')}
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${url}/</id>
<title>${name}: incidents</title>
<updated>${isoOf(changedAt ?? since)}</updated>
<author><name>${name}</name></author>
<link rel="alternate" type="text/html" href="${url}/"/>
<link rel="self" type="application/atom+xml" href="${url}/feed.atom"/>
${incidents.map((incident) => entry(incident, url))}</feed>
`);
}

function entry(incident: Notice, url: string) {
  const words = incident.updates
    .toReversed()
    .map((update) => update.text)
    .join("\n\n---\n\n");
  return html`<entry>
<id>${url}/incidents/${incident.id}</id>
<title>${sayable(incident.title)}</title>
<published>${isoOf(incident.publishedAt)}</published>
<updated>${isoOf(incident.changedAt)}</updated>
<link rel="alternate" type="text/html" href="${url}/incidents/${incident.id}"/>
<content type="text">${sayable(words)}</content>
</entry>
`;
}

/** Characters that XML has no way to write. */
function sayable(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "");
}
