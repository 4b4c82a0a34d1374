import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { openStage, type Stage, told } from "./stage.ts";

const gateway = "Gateway (HTTP liveness)";
let stage: Stage;
afterEach(() => stage.close());

/** A SEV1 whose first update is out. */
async function published(words: Partial<typeof told> & { components?: string[] } = {}): Promise<string> {
  const incident = await stage.declare({
    severity: "SEV1",
    title: "Secret internal title",
    components: words.components ?? [gateway],
  });
  await stage.do(incident, "incident.update", { stage: "INVESTIGATING", words: { ...told, ...words } });
  return incident;
}

/** A page as its readers read it. */
const textOf = (page: string) => page.replace(/<[^>]+>/g, "");
const json = async (name: string) => JSON.parse(await stage.read(`/api/v2/${name}`));
const everywhere = [
  "/",
  "/history",
  "/methodology",
  "/feed.atom",
  "/api/v2/summary.json",
  "/api/v2/incidents.json",
  "/api/v2/components.json",
];
async function everything(): Promise<string> {
  return (await Promise.all(everywhere.map((path) => stage.read(path)))).join("\n");
}

describe("what it shows", () => {
  test("at rest: all is operational, every public component by name, a quiet fortnight", async () => {
    stage = await openStage();
    const page = await stage.read("/");
    expect(page).toContain("<h1>All systems operational</h1>");
    expect(page.match(/class="state operational"/g)).toHaveLength(3);
    expect(page).toContain("8</time> to <time");
    expect(page).toContain("Nothing to report.");
    expect(page).not.toContain("Trace DB");
    expect(page).toContain('As of <time datetime="2026-11-21T09:00Z">21 Nov 2026, 09:00 UTC</time>');
  });

  test("an incident: the whole, its components, its words exactly, and when the next are due", async () => {
    stage = await openStage();
    await published();
    const page = await stage.read("/");
    expect(page).toContain("<h1>Major outage</h1>");
    expect(page).toContain("One incident is being worked on.");
    expect(page).toContain(`${gateway} — requests fail with 503</a>`);
    expect(page).toContain('Next update by <time datetime="2026-11-21T09:30Z">');
    const [, parts = ""] = page.split('id="parts"');
    expect(parts.match(/<div class="row">.*?class="state [a-z-]+"/g)?.map((row) => row.split("state ").at(-1))).toEqual(
      ['major-outage"', 'operational"', 'operational"'],
    );
    const { incidents } = await json("summary.json");
    const stored = await stage.store.read.selectFrom("post").select("text").executeTakeFirstOrThrow();
    expect(incidents[0].incident_updates[0].body).toBe(stored.text);
    expect(stored.text).toContain("Posted: 2026-11-21T09:00Z");
    const [heading = "", ...words] = stored.text.split("\n");
    expect(textOf(page)).toContain(heading);
    expect(textOf(page)).toContain(words.join("\n"));
  });

  test("several: the worst counts, and comes first", async () => {
    stage = await openStage();
    await published();
    await stage.pass(5);
    const slow = await stage.declare({ severity: "SEV3", title: "x", components: [gateway, "Keystore (active keys)"] });
    await stage.do(slow, "incident.update", {
      stage: "INVESTIGATING",
      words: { ...told, symptom: "keys are slow", components: [gateway, "Keystore (active keys)"] },
    });
    const page = await stage.read("/");
    expect(page).toContain("<h1>Major outage</h1>");
    expect(page.indexOf("requests fail with 503")).toBeLessThan(page.indexOf("keys are slow"));
    const { components } = await json("components.json");
    expect(components.map((one: { status: string }) => one.status)).toEqual([
      "major_outage",
      "operational",
      "degraded_performance",
    ]);
  });

  test("after it: operational by itself, and the incident among the past ones with how long it took", async () => {
    stage = await openStage();
    const incident = await published();
    await stage.pass(72);
    await stage.do(incident, "incident.resolve", { rootCause: "A change was rolled back." });
    const page = await stage.read("/");
    expect(page).toContain("<h1>All systems operational</h1>");
    expect(page).not.toContain("Going on now");
    expect(page).toContain('Resolved at <time datetime="2026-11-21T10:12Z">10:12 UTC</time>');
    expect(page).toContain("Lasted 1 h 12 min");
    expect(page).toContain("1 earlier update");
    await stage.at("2026-12-06T09:00Z");
    const [, recent = ""] = (await stage.read("/")).split('id="past"');
    expect(recent).toContain("Nothing to report.");
    expect(recent).not.toContain("requests fail with 503");
    expect(await stage.read("/history")).toContain("requests fail with 503");
  });

  test("a long one shows the newest updates, and the rest one click away", async () => {
    stage = await openStage();
    const incident = await published();
    for (let n = 1; n <= 4; n++) {
      await stage.pass(10);
      await stage.do(incident, "incident.update", { stage: "MITIGATING", words: { progress: `step ${n}` } });
    }
    const page = await stage.read("/");
    expect(page).toContain("<summary>2 earlier updates</summary>");
    expect(page.indexOf("step 4")).toBeLessThan(page.indexOf("step 3"));
    expect(page.indexOf("step 1")).toBeGreaterThan(page.indexOf("<summary>"));
  });

  test("while something goes on, no day since it began is called quiet", async () => {
    stage = await openStage({ start: "2026-11-18T09:00Z" });
    await published();
    await stage.at("2026-11-20T09:00Z");
    const page = await stage.read("/");
    expect(page).toContain('<time datetime="2026-11-17">17 November</time>');
    expect(page).not.toContain("18 November</time></span>");
    expect(page).not.toContain("20 November</time></span>");
  });

  test("an incident has a page of its own, with an id that says nothing", async () => {
    stage = await openStage();
    await published();
    const [{ id, shortlink }] = (await json("incidents/unresolved.json")).incidents;
    expect(id).toMatch(/^[0-9a-z]{12}$/);
    expect(shortlink).toBe(`${stage.page.url}/incidents/${id}`);
    const page = await stage.read(`/incidents/${id}`);
    expect(page).toContain("<dt>Affected components</dt>");
    expect(page).toContain("[INVESTIGATING]</b>");
    expect((await stage.get("/incidents/000000000000")).status).toBe(404);
    expect((await stage.get("/incidents/1")).status).toBe(404);
  });
});

describe("what leaves no trace", () => {
  test.each([
    ["an incident before its first publication", {}, false],
    ["a private one", { private: true }, true],
    ["a drill", { drill: true }, true],
    ["a SEV4", { severity: "SEV4" as const }, true],
  ])("%s", async (_name, own, withUpdate) => {
    stage = await openStage();
    const before = await everything();
    const incident = await stage.declare({
      severity: "SEV1",
      title: "Hush",
      components: [gateway],
      symptom: "hush hush",
      ...own,
    });
    if (withUpdate)
      await stage.do(incident, "incident.update", {
        stage: "INVESTIGATING",
        words: { ...told, symptom: "hush hush", audience: "internal" },
      });
    expect(await everything()).toBe(before);
    const shortId = incident.slice(-12).toLowerCase();
    expect((await stage.get(`/incidents/${shortId}`)).status).toBe(404);
  });

  test("the title, internal components, internal updates, numbers and people of a published one", async () => {
    stage = await openStage();
    const incident = await published({ components: [gateway, "Trace DB"] });
    await stage.do(incident, "incident.update", {
      stage: "IDENTIFIED",
      words: { audience: "internal", cause: "the cellar is flooded", action: "x" },
    });
    const all = await everything();
    expect(all).toContain("requests fail with 503");
    expect(all).not.toMatch(/Secret internal title|Trace DB|cellar|alice|U-alice|#1\b/);
  });

  test("foreign markup in a text is text", async () => {
    stage = await openStage();
    await published({ symptom: '<script>alert(1)</script> & "quotes"', impact: "see https://example.com/a?b=1&c=2." });
    const page = await stage.read("/");
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="/page.js" defer>']);
    expect(page).toContain("&lt;script&gt;");
    expect(page).toContain('<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow noopener">');
    expect(await stage.read("/feed.atom")).not.toContain("<script");
  });
});

describe("the JSON that readers of Statuspage know", () => {
  test("summary.json, through the life of an incident", async () => {
    stage = await openStage({ url: "https://status.example.com" });
    expect(await json("status.json")).toMatchObject({
      page: { name: "Metis Gateway", url: "https://status.example.com", time_zone: "Etc/UTC" },
      status: { indicator: "none", description: "All systems operational" },
    });
    const incident = await published();
    await stage.pass(20);
    await stage.do(incident, "incident.update", { stage: "MITIGATING", words: { progress: "half" } });
    const open = await json("summary.json");
    expect(open.status).toEqual({ indicator: "critical", description: "Major outage" });
    expect(open.scheduled_maintenances).toEqual([]);
    expect(open.components[0]).toMatchObject({
      name: gateway,
      status: "major_outage",
      position: 1,
      group: false,
      page_id: open.page.id,
    });
    expect(open.incidents[0]).toMatchObject({
      status: "monitoring",
      impact: "critical",
      started_at: "2026-11-21T09:00:00.000Z",
      monitoring_at: "2026-11-21T09:20:00.000Z",
      resolved_at: null,
      components: [{ name: gateway }],
    });
    expect(open.incidents[0].incident_updates.map((one: { status: string }) => one.status)).toEqual([
      "monitoring",
      "investigating",
    ]);
    expect(open.incidents[0].incident_updates[1].affected_components).toEqual([
      { code: open.components[0].id, name: gateway, old_status: "operational", new_status: "major_outage" },
    ]);
    await stage.do(incident, "incident.resolve", { rootCause: "It was rolled back." });
    expect((await json("summary.json")).incidents).toEqual([]);
    expect((await json("incidents/unresolved.json")).incidents).toEqual([]);
    const [past] = (await json("incidents.json")).incidents;
    expect(past).toMatchObject({
      id: open.incidents[0].id,
      status: "resolved",
      impact: "critical",
      resolved_at: "2026-11-21T09:20:00.000Z",
    });
    expect(past.incident_updates[0].affected_components[0]).toMatchObject({
      old_status: "major_outage",
      new_status: "operational",
    });
  });

  test.each([
    "scheduled-maintenances.json",
    "scheduled-maintenances/upcoming.json",
    "scheduled-maintenances/active.json",
  ])("%s is an empty list", async (name) => {
    stage = await openStage();
    expect(await json(name)).toMatchObject({ page: { name: "Metis Gateway" }, scheduled_maintenances: [] });
  });

  test("anybody's page may read it, what is not there is a problem in JSON", async () => {
    stage = await openStage();
    expect((await stage.get("/api/v2/status.json")).headers.get("access-control-allow-origin")).toBe("*");
    const gone = await stage.get("/api/v2/constructor");
    expect(gone.status).toBe(404);
    expect(await gone.json()).toMatchObject({ status: 404 });
  });

  test("the feed has an entry for each incident, changed when its newest update came", async () => {
    stage = await openStage({ url: "https://status.example.com" });
    await published({ symptom: "a & b < c" });
    const res = await stage.get("/feed.atom");
    expect(res.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    const feed = await res.text();
    expect(feed).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\n<feed/);
    expect(feed).toContain("a &amp; b &lt; c");
    expect(feed).toContain("<updated>2026-11-21T09:00:00.000Z</updated>");
    expect(feed).toMatch(/<id>https:\/\/status\.example\.com\/incidents\/[0-9a-z]{12}<\/id>/);
  });
});

describe("how it is served", () => {
  test("read-only, without script, frame or cookie", async () => {
    stage = await openStage();
    const res = await stage.get("/");
    expect(res.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'sha256-[^']+'; img-src 'self' data:;/,
    );
    expect(res.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(res.headers.get("x-content-type-options")).toBe("nosniff");
    expect(res.headers.get("set-cookie")).toBeNull();
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const no = await stage.get("/", { method });
      expect([no.status, no.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
    for (const path of [
      "/hooks/alertmanager",
      "/api/v1/incidents",
      "/metrics",
      "/healthz",
      "/postmortems/x.md",
      "/%2e%2e/etc",
    ]) {
      const no = await stage.get(path);
      expect(no.status, path).toBe(404);
    }
  });

  test("packed for who takes it, not sent again to who has it, headers alone for HEAD", async () => {
    stage = await openStage();
    await stage.page.refresh();
    const raw = (headers: Record<string, string>, method = "GET") =>
      new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>((resolve) => {
        request(stage.page.url, { method, headers }, (res) => {
          const chunks: Buffer[] = [];
          res
            .on("data", (chunk) => chunks.push(chunk))
            .on("end", () =>
              resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }),
            );
        }).end();
      });
    const plain = await raw({});
    const packed = await raw({ "accept-encoding": "br, gzip" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect((await raw({ "accept-encoding": "gzip;q=0" })).headers["content-encoding"]).toBeUndefined();
    const etag = String(plain.headers.etag);
    expect(packed.headers.etag).toBe(etag);
    const again = await raw({ "if-none-match": etag });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await raw({}, "HEAD");
    expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([
      200,
      0,
      String(plain.body.length),
    ]);
  });

  test("a reader right after a commit sees it, without anybody asking for a refresh", async () => {
    stage = await openStage();
    await fetch(stage.page.url);
    await published();
    await expect.poll(async () => (await fetch(stage.page.url)).text()).toContain("Major outage");
  });

  test("what another replica changed is seen when somebody asks", async () => {
    stage = await openStage();
    await published();
    await stage.page.refresh();
    await stage.store.read.updateTable("incident").set({ private: 1, version: 99 }).execute();
    await stage.pass(2);
    await expect.poll(async () => (await fetch(stage.page.url)).text()).toContain("All systems operational");
  });

  test("however many commits and readers there are, the store is asked only now and then", async () => {
    stage = await openStage();
    let asked = 0;
    const { read } = stage.store;
    Object.defineProperty(stage.store, "read", {
      get() {
        asked += 1;
        return read;
      },
    });
    const until = performance.now() + 400;
    while (performance.now() < until) {
      stage.page.touch();
      await Promise.all(Array.from({ length: 20 }, () => fetch(stage.page.url).then((res) => res.text())));
    }
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(2 * (400 / 25) + 4);
  });

  test("with the store away it shows what was known, and when that was; and is live again by itself", async () => {
    stage = await openStage();
    await published();
    await stage.page.refresh();
    const { read } = stage.store;
    Object.defineProperty(stage.store, "read", {
      configurable: true,
      get: () => {
        throw new Error("away");
      },
    });
    await stage.pass(180);
    const page = await stage.read("/");
    expect(page).toContain(
      'Live data is missing at the moment. This is how things stood at <time datetime="2026-11-21T09:00Z">',
    );
    expect(page).toContain("<h1>Major outage</h1>");
    const status = await stage.get("/api/v2/status.json");
    expect([status.status, status.headers.get("sitrep-as-of")]).toEqual([200, "2026-11-21T09:00:00.000Z"]);
    Object.defineProperty(stage.store, "read", { configurable: true, value: read });
    expect(await stage.read("/")).not.toContain("Live data is missing");
  });
});
