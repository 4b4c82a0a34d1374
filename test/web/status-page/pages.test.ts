import { afterEach, describe, expect, test } from "vitest";
import type { Component } from "../../../src/domain/terms.ts";
import { saveStatusesByHand } from "../../../src/store/board.ts";
import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { homePage } from "../../../src/web/status-page/home.ts";
import { plainBranding, siteOf } from "../../../src/web/status-page/site.ts";
import { someTerms } from "../../kit/terms.ts";
import { openStage, type Stage, told } from "../stage.ts";
import { aMaintenance } from "./maintenance.ts";
import { brandedStage, broken, eventful } from "./scenes.ts";
import { snapshot } from "./snapshots.ts";

const gateway = "Gateway (HTTP liveness)";
let stage: Stage;
afterEach(() => stage?.close());

/** The part of the front page about a component, tags and all. */
function partOf(page: string, name: string): string {
  const at = page.indexOf(`<span class="part" dir="auto">${name}`);
  const rest = page.slice(at + 1);
  const end = rest.search(/<span class="part"|<ul class="legend"/);
  return rest.slice(0, end);
}

const text = (markup: string) => markup.replace(/<title>.*?<\/title>|<[^>]+>/g, "").replace(/\s+/g, " ");

describe("the record of components", () => {
  test("says what happened on which day, links to it, and how much of the time it was up", async () => {
    stage = await eventful();
    const part = partOf(await stage.read("/"), "Gateway (OpenAI shape)");
    expect(text(part)).toContain("99.93 % uptime · 2 days with events");
    expect(text(part)).toContain(
      "16 November Partial outage for 1 h 12 min: Gateway (OpenAI shape) — streamed answers break off22 October Major outage for 44 min",
    );
    expect(part).toMatch(/<a href="\/incidents\/[0-9a-z]{12}">/);
    expect(part).toContain("<title>16 November: Partial outage, 1 h 12 min</title>");
    expect(text(partOf(await stage.read("/"), "Analytics surface"))).toContain("100 % uptime");
  });

  test("maintenance shows on its day and takes nothing from the uptime", async () => {
    stage = await eventful();
    const part = text(partOf(await stage.read("/"), "Keystore (active keys)"));
    expect(part).toContain("12 November Maintenance: Keystore (active keys) — the key store moves to new disks");
    expect(part).toContain("14 September Degraded for 3 h 10 min");
    // 19 minutes of 90 days without the hour and a half of maintenance.
    expect(part).toContain("99.98 % uptime");
  });

  test("before the record began there is no data, and no figure is made of it", async () => {
    stage = await openStage();
    const fresh = partOf(await stage.read("/"), gateway);
    expect(fresh).toContain('class="unknown" d="M0 9.25h89"');
    expect(text(fresh)).toContain("No uptime to tell yet");
    await stage.at("2026-11-21T23:00Z");
    expect(text(partOf(await stage.read("/"), gateway))).toContain("No uptime to tell yet");
    await stage.at("2026-11-22T09:00Z");
    expect(text(partOf(await stage.read("/"), gateway))).toContain("100 % uptime over 2 days");
  });

  test("an incident counts by what each update said of it, from its first signal on", async () => {
    stage = await openStage({ start: "2026-11-20T00:00Z" });
    await stage.at("2026-11-20T10:00Z");
    const incident = await stage.declare({ severity: "SEV1", title: "x", components: [gateway] });
    await stage.pass(15);
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, components: [gateway] } });
    await stage.pass(45);
    await stage.do(incident, "incident.reclassify", { to: "SEV3", why: "a detour works" });
    await stage.do(incident, "incident.update", { stage: "MITIGATING", words: { progress: "a detour works" } });
    await stage.pass(60);
    await stage.do(incident, "incident.resolve", { rootCause: "It was rolled back." });
    await stage.at("2026-11-21T00:00Z");
    // An hour in major outage and a tenth of one degraded, of a day.
    const part = text(partOf(await stage.read("/"), gateway));
    expect(part).toContain(`${(Math.floor((1 - 1.1 / 24) * 10_000) / 100).toFixed(2)} % uptime`);
    expect(part).toContain("20 November Major outage for 1 h, degraded for 1 h:");
  });

  test("what turned out to be no incident leaves the bars and the uptime alone, and stays to be read", async () => {
    stage = await openStage({ start: "2026-11-19T00:00Z" });
    await stage.at("2026-11-20T10:00Z");
    const incident = await stage.declare({ severity: "SEV1", title: "x", components: [gateway] });
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, components: [gateway] } });
    await stage.pass(45);
    expect(text(partOf(await stage.read("/"), gateway))).toContain("Major outage");
    await stage.do(incident, "incident.cancel", { why: "the probe was wrong" });
    await stage.at("2026-11-21T00:00Z");
    const part = text(partOf(await stage.read("/"), gateway));
    expect(part).toContain("100 % uptime");
    expect(part).not.toContain("Major outage");
    const history = await stage.read("/history");
    expect(text(history)).toMatch(/requests fail with 503\s*No impact/);
    const { incidents } = JSON.parse(await stage.read("/api/v2/incidents.json"));
    expect(incidents).toMatchObject([{ status: "resolved", impact: "none" }]);
  });

  test("response times stand where they are measured, and nowhere else", () => {
    const components = [
      { name: "Fast", status: "operational" as const, group: null, responseMs: { p50: 41.6, p95: 180 } },
      { name: "Unknown", status: "operational" as const, group: null },
    ];
    const { policy } = someTerms();
    const site = siteOf({ branding: plainBranding("A"), url: "https://a.example", since: 0, policy });
    const page = homePage({ site, asOf: Date.parse("2026-11-21T09:00Z"), stale: false }, snapshot({ components }));
    expect(text(partOf(page, "Fast"))).toContain("p50 42 ms, p95 180 ms");
    expect(page.match(/p95/g)).toHaveLength(1);
  });
});

describe("groups", () => {
  const grouped = (names: string[], group: string): Component[] =>
    names.map((name) => ({ name, internal: false, group }));

  test("are as bad as the worst of their own, and open while it is bad", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Part ${index}`);
    const components = [...grouped(names, "Many"), ...grouped(["Other"], "Few")];
    stage = await openStage({ own: { components } });
    expect(await stage.read("/")).not.toContain('<details class="group" open>');
    const incident = await stage.declare({ severity: "SEV2", title: "x", components: ["Part 3"] });
    await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: told });
    const page = await stage.read("/");
    expect(page.match(/<details class="group" open>/g)).toHaveLength(1);
    expect(text(partOf(page, "Many"))).toContain("Many 12Partial outage");
    expect(text(partOf(page, "Few"))).toContain("Few 1Operational");
  });

  test("few components are all in sight", async () => {
    stage = await openStage({ own: { components: grouped(["A", "B"], "G") } });
    expect(await stage.read("/")).toContain('<details class="group" open>');
  });
});

describe("maintenance", () => {
  test("running and planned on the front page, with a page of its own, over in the history", async () => {
    stage = await brandedStage();
    await broken(stage);
    const page = await stage.read("/");
    expect(text(page)).toContain("One maintenance is under way.");
    expect(page.indexOf("reports are moved")).toBeLessThan(page.indexOf("the database is upgraded"));
    expect(text(page)).toContain("21 Nov 2026, 09:30 UTC to 22 Nov 2026, 01:00 UTC");
    expect(text(page)).toContain("24 Nov 2026, 09:00 UTC to 11:00 UTC");
    const [, path = ""] = /href="(\/maintenance\/[0-9a-z]{12})">/.exec(page) ?? [];
    const own = await stage.read(path);
    expect(text(own)).toContain("Began21 Nov 2026, 09:30 UTC");
    expect(own).toContain("[SCHEDULED]</b>");
    expect((await stage.get("/maintenance/000000000000")).status).toBe(404);
  });

  test("alone it makes the page say so, and its component too", async () => {
    stage = await openStage();
    await stage.store.transact((tx) =>
      saveMaintenance(tx, aMaintenance(1, { stage: "IN_PROGRESS", startedAt: Date.parse("2026-11-21T08:30Z") })),
    );
    const page = await stage.read("/");
    expect(page).toContain("<h1>Maintenance under way</h1>");
    expect(text(partOf(page, gateway))).toContain("Maintenance");
  });

  test("of internal components alone, and a status by hand of one, leave no trace", async () => {
    stage = await openStage({ start: "2026-11-20T09:00Z" });
    const paths = ["/", "/history", "/methodology", "/feed.atom", "/maintenance.ics", "/api/v2/summary.json"];
    const everything = async () => (await Promise.all(paths.map((path) => stage.read(path)))).join("\n");
    const before = await everything();
    const hush = { components: ["Trace DB"], what: "hush", startedAt: stage.clock.now() };
    const ended = { stage: "COMPLETED" as const, endedAt: stage.clock.now() };
    await stage.store.transact(async (tx) => {
      await saveMaintenance(tx, aMaintenance(1, { ...hush, stage: "IN_PROGRESS" }));
      await saveMaintenance(tx, aMaintenance(2, { ...hush, ...ended }));
      const by = { why: "slow", by: "alice", at: 1 };
      await saveStatusesByHand(tx, [{ component: "Trace DB", status: "major-outage", ...by }]);
    });
    expect(await everything()).toBe(before);
  });
});

test("a status set by hand shows, and who set it and why does not", async () => {
  stage = await openStage();
  await stage.store.transact((tx) =>
    saveStatusesByHand(tx, [{ component: gateway, status: "degraded", why: "hush", by: "alice", at: 1 }]),
  );
  const page = await stage.read("/");
  expect(page).toContain("<h1>Degraded performance</h1>");
  expect(text(partOf(page, gateway))).toContain("Degraded");
  expect(page).not.toMatch(/hush|alice/);
});

test("a corrected update says so, and when", async () => {
  stage = await eventful();
  const page = await stage.read("/");
  expect(text(page)).toContain("Corrected 17 November, 12:30Z");
  expect(page.match(/class="corrected"/g)).toHaveLength(1);
});

describe("where things are", () => {
  test("every link on every page leads to something that is there", async () => {
    stage = await eventful();
    const seen = new Set<string>();
    const waiting = ["/"];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      const res = await stage.get(path);
      expect([path, res.status]).toEqual([path, 200]);
      if (!res.headers.get("content-type")?.startsWith("text/html")) continue;
      for (const [, link = ""] of (await res.text()).matchAll(/ (?:href|src)="(\/[^"#]*)"/g)) waiting.push(link);
    }
    expect([...seen]).toEqual(expect.arrayContaining(["/methodology", "/history/2026-02", "/page.js", "/feed.atom"]));
    expect((await stage.get("/history/2025-11")).status).toBe(404);
  });

  test("below a path of its host, with the path in front and without it", async () => {
    stage = await openStage({ url: "https://acme.example/status" });
    const page = await stage.read("/status/");
    expect(page).toContain('<a href="/status/history">');
    expect(page).toContain('src="/status/page.js"');
    expect(await stage.read("/")).toBe(page);
    expect((await stage.get("/status")).status).toBe(200);
    expect((await stage.get("/status/methodology")).status).toBe(200);
    expect((await stage.get("/statuses")).status).toBe(404);
  });

  test("history turns its pages, and calls no month quiet that it knows nothing of", async () => {
    stage = await eventful();
    const now = await stage.read("/history");
    expect(now).toContain('<a href="/history/2026-08" rel="next">Older</a>');
    const older = await stage.read("/history/2026-08");
    expect(older).toContain('<a href="/history" rel="prev">Newer</a>');
    expect(text(older)).toContain("August 2026Nothing to report.");
    expect(text(older)).toContain("July 2026No data: this is before the record begins.");
  });
});

describe("an operator's dress", () => {
  test("name, sentence, links, pictures and colours, all within the policy", async () => {
    stage = await brandedStage();
    const res = await stage.get("/");
    const page = await res.text();
    expect(page).toContain("How the gateway of Metis is doing.");
    expect(page).toContain('<a href="https://support.example.com">Support</a>');
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    expect(style).toContain("--accent:#4338ca");
    expect(style).toContain("@media screen and (prefers-color-scheme:dark){:root{--accent:#a5b4fc");
    const { createHash } = await import("node:crypto");
    const hash = createHash("sha256").update(style).digest("base64");
    expect(res.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
    const [, logo = ""] = /<img src="([^"]+)" alt="Metis Gateway">/.exec(page) ?? [];
    const picture = await stage.get(logo);
    expect(picture.headers.get("content-type")).toBe("image/svg+xml");
    expect(picture.headers.get("content-security-policy")).toContain("sandbox");
    expect((await stage.get("/logo.svg")).status).toBe(404);
  });
});
