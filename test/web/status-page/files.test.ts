import { afterEach, describe, expect, test } from "vitest";
import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { fileAt, filePaths } from "../../../src/web/status-page/files.ts";
import { slugs } from "../../../src/web/status-page/slug.ts";
import { openStage, type Stage } from "../stage.ts";
import { aMaintenance } from "./maintenance.ts";
import { at, gateway, incident, keystore, site, snapshot } from "./snapshots.ts";

describe("the files of the page", () => {
  const moment = { site, snapshot: snapshot({ open: [incident()] }), asOf: at("2026-11-21T10:00Z") };

  test("are all there, for all and for each component", () => {
    const paths = filePaths(moment);
    expect(paths).toHaveLength(4 * 3 + 8);
    expect(paths).toContain("/components/gateway-http-liveness/feed.atom");
    for (const path of paths) expect(fileAt(moment, path)?.text.length, path).toBeGreaterThan(20);
  });

  test.each([
    "/feed.json",
    "/components/feed.atom",
    "/components/nobody/feed.atom",
    "/components/gateway-http-liveness/",
    "/constructor.prototype",
    "/api/v2/constructor",
  ])("%s is none of them", (path) => {
    expect(fileAt(moment, path)).toBeNull();
  });

  test("a badge of a component shows that component", () => {
    const components = [
      { name: gateway, status: "major-outage" as const, group: null },
      { name: keystore, status: "operational" as const, group: null },
    ];
    const bad = { ...moment, snapshot: snapshot({ components, overall: "major-outage" }) };
    const title = (path: string) => /<title>(.*)<\/title>/.exec(fileAt(bad, path)?.text ?? "")?.[1];
    expect(title("/badge.svg")).toBe("Metis Gateway: major outage");
    expect(title("/components/keystore-active-keys/badge.svg")).toBe(`${keystore}: operational`);
    expect(title("/components/gateway-http-liveness/badge.svg")).toBe(`${gateway}: major outage`);
  });
});

test("no two components share an address, whatever their names", () => {
  const names = ["API (v1)", "API v1", "api-v1", "日本語", "中文", "Bücher", "…"];
  const made = slugs(names);
  expect(new Set(made.values()).size).toBe(names.length);
  for (const slug of made.values()) expect(slug).toMatch(/^[a-z0-9-]+$/);
  expect(made.get("API (v1)")).toBe("api-v1");
  expect(made.get("Bücher")).toBe("bucher");
});

describe("over HTTP", () => {
  let stage: Stage;
  afterEach(() => stage.close());

  test("each has its type, can be read by any page, and is known by its mark", async () => {
    stage = await openStage();
    await stage.store.transact((tx) => saveMaintenance(tx, aMaintenance(1)));
    const types = {
      "/feed.rss": "application/rss+xml",
      "/maintenance.ics": "text/calendar",
      "/badge.svg": "image/svg+xml",
    };
    for (const [path, type] of Object.entries(types)) {
      const res = await stage.get(path);
      expect([res.status, res.headers.get("content-type")]).toEqual([200, `${type}; charset=utf-8`]);
      expect(res.headers.get("access-control-allow-origin")).toBe("*");
      const again = await stage.get(path, { headers: { "if-none-match": res.headers.get("etag") ?? "" } });
      expect(again.status).toBe(304);
    }
    expect((await stage.get("/badge.svg")).headers.get("content-security-policy")).toBe("default-src 'none'");
    expect(await stage.read("/components/gateway-http-liveness/maintenance.ics")).toContain("BEGIN:VEVENT");
    expect(await stage.read("/components/keystore-active-keys/maintenance.ics")).not.toContain("BEGIN:VEVENT");
  });

  test("a maintenance of internal components alone is in none of them", async () => {
    stage = await openStage();
    const secret = aMaintenance(1, { components: ["Trace DB"], what: "hush hush" });
    await stage.store.transact((tx) => saveMaintenance(tx, secret));
    await stage.page.refresh();
    for (const path of filePaths({ site, snapshot: snapshot() })) {
      const text = await stage.read(path);
      expect(text, path).not.toMatch(/hush|Trace DB/);
    }
  });
});
