import { XMLParser, XMLValidator } from "fast-xml-parser";
import RssParser from "rss-parser";
import { describe, expect, test } from "vitest";
import { atomFeed, rssFeed } from "../../../src/web/status-page/feed.ts";
import { at, gateway, incident, keystore, maintenance, site, snapshot, update } from "./snapshots.ts";

const all = { component: null, path: "/feed.atom" };
const feeds = [
  ["Atom", atomFeed],
  ["RSS", rssFeed],
] as const;
const nasty = 'a & b < c ]]> d ]]> e <script>alert("1")</script> \u0001\ufffe\ud800 end';

/** The XML as a tree, once a validator that did not write it has found it right. */
function tree(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    isArray: (name) => name === "entry",
  }).parse(xml);
}

describe.each(feeds)("the %s feed", (_name, feed) => {
  const read = async (xml: string) => new RssParser().parseString(xml);

  test("of nothing is a feed all the same, as old as the page", async () => {
    const xml = feed(site, snapshot(), all);
    tree(xml);
    const parsed = await read(xml);
    expect(parsed.items).toEqual([]);
    expect(parsed.title).toBe("Metis Gateway: incidents and maintenance");
    expect(Date.parse(parsed.lastBuildDate ?? String(tree(xml).feed?.updated))).toBe(site.since);
  });

  test("has an entry for each incident and maintenance, the last to change first", async () => {
    const known = snapshot({ open: [incident()], maintenance: { ahead: [maintenance()], past: [] } });
    const { items } = await read(feed(site, known, all));
    expect(items.map(({ title, link }) => [title, link])).toEqual([
      [`${gateway} — requests fail`, "https://status.example.com/incidents/aaaaaaaaaaaa"],
      [`${keystore} — the database is upgraded`, "https://status.example.com/maintenance/mmmmmmmmmmmm"],
    ]);
    expect(items[0]?.isoDate).toBe("2026-11-21T09:10:00.000Z");
    expect(items[0]?.contentSnippet).toContain("Posted: 2026-11-21T09:10Z\nWe are looking into it.");
  });

  test("keeps foreign words as words, whatever they hold", async () => {
    const updates = [update("uuuuuuuuuuu1", "2026-11-21T09:10Z", { words: nasty })];
    const xml = feed(site, snapshot({ open: [incident({ title: nasty, updates })] }), all);
    tree(xml);
    const [item] = (await read(xml)).items;
    expect(item?.title).toBe('a & b < c ]]> d ]]> e <script>alert("1")</script> \ufffd end');
    expect(item?.content).not.toContain("<script");
    expect(item?.contentSnippet).toContain('a & b < c ]]> d ]]> e <script>alert("1")</script>');
  });

  test("of a component holds what names it, and what named it once", async () => {
    const moved = incident({
      id: "bbbbbbbbbbbb",
      components: [{ name: gateway, status: "major-outage", impact: "major-outage" }],
      updates: [
        update("uuuuuuuuuuu1", "2026-11-21T09:10Z", { components: [keystore] }),
        update("uuuuuuuuuuu2", "2026-11-21T09:20Z", { components: [gateway] }),
      ],
    });
    const known = snapshot({ open: [incident(), moved], maintenance: { ahead: [maintenance()], past: [] } });
    const scope = { component: keystore, path: "/components/keystore-active-keys/feed.atom" };
    const xml = feed(site, known, scope);
    expect((await read(xml)).items.map(({ link }) => link?.slice(-12))).toEqual(["bbbbbbbbbbbb", "mmmmmmmmmmmm"]);
    expect(xml).toContain('href="https://status.example.com/components/keystore-active-keys/feed.atom"');
  });

  test("holds the 25 newest", async () => {
    const open = Array.from({ length: 30 }, (_, n) =>
      incident({ id: String(n).padStart(12, "0"), changedAt: at("2026-11-21T09:10Z") + n * 60_000 }),
    );
    const { items } = await read(feed(site, snapshot({ open }), all));
    expect(items).toHaveLength(25);
    expect(items[0]?.link).toMatch(/29$/);
  });
});

test("a corrected update makes the entry new, and says so; its first time stays", () => {
  const first = update("uuuuuuuuuuu1", "2026-11-21T09:10Z", { correctedAt: at("2026-11-21T09:12Z") });
  const changed = incident({ updates: [first], changedAt: at("2026-11-21T09:12Z") });
  const { feed } = tree(atomFeed(site, snapshot({ open: [changed] }), all));
  expect(feed.updated).toBe("2026-11-21T09:12:00.000Z");
  expect(feed.entry[0]).toMatchObject({
    id: "https://status.example.com/incidents/aaaaaaaaaaaa",
    published: "2026-11-21T09:10:00.000Z",
    updated: "2026-11-21T09:12:00.000Z",
  });
  expect(feed.entry[0].content["#text"]).toContain("Corrected 2026-11-21T09:12:00.000Z");
  const quiet = tree(atomFeed(site, snapshot({ open: [incident()] }), all));
  expect(quiet.feed.entry[0].content["#text"]).not.toContain("Corrected");
});

test("an Atom entry has what RFC 4287 asks of one, and an id of its own", () => {
  const known = snapshot({ open: [incident()], maintenance: { ahead: [maintenance()], past: [] } });
  const { feed } = tree(atomFeed(site, known, all));
  expect(feed.id).toBe("https://status.example.com/");
  expect(feed.author.name).toBe("Metis Gateway");
  expect(feed.link.map((one: Record<string, string>) => one["@rel"])).toEqual(["alternate", "self"]);
  for (const entry of feed.entry)
    expect(Object.keys(entry)).toEqual(expect.arrayContaining(["id", "title", "updated"]));
  expect(new Set(feed.entry.map(({ id }: { id: string }) => id)).size).toBe(2);
});

test("the updates of an entry come newest first", async () => {
  const updates = [update("uuuuuuuuuuu1", "2026-11-21T09:10Z"), update("uuuuuuuuuuu2", "2026-11-21T09:20Z")];
  const { items } = await new RssParser().parseString(rssFeed(site, snapshot({ open: [incident({ updates })] }), all));
  const content = items[0]?.content ?? "";
  expect(content.indexOf("09:20Z")).toBeGreaterThan(0);
  expect(content.indexOf("09:20Z")).toBeLessThan(content.indexOf("09:10Z"));
});
