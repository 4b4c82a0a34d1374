import { posix } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { openStage, type Stage, told } from "../stage.ts";

const gateway = "Gateway (HTTP liveness)";
let stage: Stage;
afterEach(() => stage.close());

async function begun(): Promise<string> {
  stage = await openStage({ url: "https://status.example.com/acme" });
  const incident = await stage.declare({ severity: "SEV1", title: "Secret internal title", components: [gateway] });
  await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: told });
  return incident;
}
const files = async (url: string | null = null) => {
  const all = (await stage.page.export(url)) ?? [];
  return new Map(all.map((file) => [file.path, { ...file, text: file.bytes.toString("utf8") }]));
};

describe("the page as files", () => {
  test("is whole: every page, and everything that a page leads to", async () => {
    await begun();
    const all = await files();
    expect([...all.keys()]).toEqual(
      expect.arrayContaining([
        "index.html",
        "404.html",
        "history/index.html",
        "methodology/index.html",
        "subscribe/index.html",
        "page.js",
        "feed.atom",
        "feed.rss",
        "maintenance.ics",
        "badge.svg",
        "components/gateway-http-liveness/feed.atom",
        "api/v2/summary.json",
        "api/v2/incidents/unresolved.json",
      ]),
    );
    expect([...all.keys()].filter((path) => path.startsWith("incidents/"))).toHaveLength(1);
    expect([...all.keys()].at(-1)).toBe("index.html");
    for (const { path, text, type } of all.values()) {
      if (!type.startsWith("text/html")) continue;
      expect(text, path).not.toContain("__copy__");
      const links = [...text.matchAll(/ (?:href|src|srcset)="([^"#:]*)["#]/g)].map(([, link = ""]) => link);
      const inside = links.filter((link) => link !== "").map((link) => posix.join(posix.dirname(path), link));
      expect(
        inside.filter((link) => !all.has(link)),
        path,
      ).toEqual([]);
      expect(inside.length, path).toBeGreaterThan(5);
    }
  });

  test("says in each page that it is a copy, of what, and of when; and takes no subscriptions", async () => {
    await begun();
    const all = await files();
    for (const path of ["index.html", "history/index.html", "404.html"])
      expect(all.get(path)?.text).toMatch(
        /This is a copy of <a href="https:\/\/status.example.com\/acme\/">the status page<\/a>\. It was made at <time datetime="2026-11-21T09:00Z">/,
      );
    const subscribe = all.get("subscribe/index.html")?.text ?? "";
    expect(subscribe).not.toContain("<form");
    expect(subscribe).toContain('<a href="https://status.example.com/acme/subscribe">');
    expect(await stage.read("/acme/")).not.toContain("This is a copy");
  });

  test("holds its policy in itself, and nothing that would break it", async () => {
    await begun();
    const text = (await files()).get("index.html")?.text ?? "";
    const [, policy = ""] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(text) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("frame-ancestors");
  });

  test("has whole addresses in feeds and JSON: of the page, or of the copy where it is known", async () => {
    await begun();
    expect((await files()).get("feed.atom")?.text).toContain('href="https://status.example.com/acme/incidents/');
    const own = await files("https://copy.example.net");
    expect(own.get("feed.atom")?.text).toContain('href="https://copy.example.net/incidents/');
    expect(own.get("api/v2/summary.json")?.text).toContain('"url":"https://copy.example.net"');
    expect(own.get("index.html")?.text).toContain("https://status.example.com/acme/");
  });

  test("keeps its marks while only time passes, and changes those of what has changed", async () => {
    const incident = await begun();
    await stage.do(incident, "incident.resolve", { rootCause: "It was rolled back." });
    const before = await files();
    await stage.pass(7);
    const later = await files();
    const changed = (a: typeof before, b: typeof before) =>
      [...b.values()].filter(({ path, mark }) => a.get(path)?.mark !== mark).map(({ path }) => path);
    // Uptime is of so far, and changes on the front page.
    expect(changed(before, later).filter((path) => path !== "index.html")).toEqual([]);
    expect(later.get("index.html")?.text).not.toBe(before.get("index.html")?.text);
    await stage.do(incident, "incident.reopen", { why: "it came back" });
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: told });
    expect(changed(later, await files())).toEqual(expect.arrayContaining(["index.html", "feed.atom"]));
  });

  test("is none while it is not known how things are", async () => {
    await begun();
    Object.defineProperty(stage.store, "read", {
      configurable: true,
      get: () => {
        throw new Error("away");
      },
    });
    expect(await stage.page.export(null)).toBeNull();
    await stage.pass(1);
    expect(await stage.page.export(null)).toBeNull();
  });

  test("holds no trace of what is not public, in any byte", async () => {
    await begun();
    const secret = await stage.declare({ severity: "SEV1", title: "Hush hush", components: [gateway], private: true });
    await stage.do(secret, "incident.update", {
      stage: "INVESTIGATING",
      words: { ...told, symptom: "hush hush", audience: "internal" },
    });
    for (const { path, text } of (await files()).values())
      expect(text, path).not.toMatch(/hush|Secret internal|Trace DB|alice/i);
  });
});
