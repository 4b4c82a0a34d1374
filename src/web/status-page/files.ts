import { badge } from "./badge.ts";
import type { Kind } from "./body.ts";
import { atomFeed, type FeedScope, type Origin, rssFeed } from "./feed.ts";
import { maintenanceCalendar } from "./ical.ts";
import { slugs } from "./slug.ts";
import type { Snapshot } from "./snapshot.ts";
import { summaries } from "./summary.ts";

/*
 * Everything that goes out from the page beside its looks: feeds, the calendar, badges and the JSON. Each is for all, or for
 * one component, and has an address without a query, so that any cache can keep it.
 */

/** One of them: what it is, and its text. */
export interface PageFile {
  kind: Kind;
  text: string;
}

/** What is read at one moment: the page, what is known, and when that was asked. */
export interface Moment {
  site: Origin;
  snapshot: Snapshot;
  asOf: number;
}

type Make = (moment: Moment, scope: FeedScope) => PageFile;

const scoped: Record<string, Make> = {
  "feed.atom": ({ site, snapshot }, scope) => ({ kind: "atom", text: atomFeed(site, snapshot, scope) }),
  "feed.rss": ({ site, snapshot }, scope) => ({ kind: "rss", text: rssFeed(site, snapshot, scope) }),
  "maintenance.ics": ({ site, snapshot, asOf }, scope) => ({
    kind: "ics",
    text: maintenanceCalendar(site, snapshot, scope, asOf),
  }),
  "badge.svg": ({ site, snapshot }, { component }) => {
    const one = snapshot.components.find(({ name }) => name === component);
    return { kind: "svg", text: badge(one?.name ?? site.name, one?.status ?? snapshot.overall) };
  },
};

/** The file at a path, or null when there is none. */
export function fileAt(moment: Moment, path: string): PageFile | null {
  if (path.startsWith("/api/v2/")) {
    const summary = summaries(moment.site, moment.snapshot).get(path.slice("/api/v2/".length));
    return summary ? { kind: "json", text: JSON.stringify(summary()) } : null;
  }
  const [, slug, name = ""] = /^\/(?:components\/([^/]+)\/)?([a-z]+\.[a-z]+)$/.exec(path) ?? [];
  const make = Object.hasOwn(scoped, name) ? scoped[name] : undefined;
  if (!make) return null;
  if (slug === undefined) return make(moment, { component: null, path });
  const component = [...slugsOf(moment.snapshot)].find(([, one]) => one === slug)?.[0];
  return component === undefined ? null : make(moment, { component, path });
}

/** The paths of all of them, for an export. */
export function filePaths({ site, snapshot }: Pick<Moment, "site" | "snapshot">): string[] {
  const names = Object.keys(scoped);
  return [
    ...names.map((name) => `/${name}`),
    ...[...slugsOf(snapshot).values()].flatMap((slug) => names.map((name) => `/components/${slug}/${name}`)),
    ...[...summaries(site, snapshot).keys()].map((name) => `/api/v2/${name}`),
  ];
}

/** The components' parts of an address, by their names. */
export function slugsOf({ components }: Pick<Snapshot, "components">): Map<string, string> {
  return slugs(components.map(({ name }) => name));
}
