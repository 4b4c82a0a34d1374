import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import type { Listening } from "../../src/web/listening.ts";
import { openMetrics } from "../../src/web/metrics.ts";
import { openPrivateServer, type PrivateServerParts, under } from "../../src/web/server.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let server: Listening;
const folder = mkdtempSync(join(tmpdir(), "sitrep-drafts-"));
afterEach(async () => {
  await server.close();
  await stage.close();
});

async function open(own: Partial<PrivateServerParts> = {}) {
  stage = await openStage();
  const slack = () => ({ attempted: true, state: "connected" });
  const metrics = openMetrics({ store: stage.store, clock: stage.clock, slack });
  server = await openPrivateServer({
    host: "127.0.0.1",
    port: 0,
    handlers: [],
    readiness: { config: true, store: async () => true, slack },
    metrics,
    drafts: { folder, token: new Secret("the token"), openOnLoopback: false },
    log: silentLog,
    ...own,
  });
  return { metrics, get: (path: string, init?: RequestInit) => fetch(server.url + path, init) };
}

describe("health", () => {
  test("/healthz is alive, whatever else is not", async () => {
    const readiness = {
      config: false,
      store: () => Promise.reject(new Error("away")),
      slack: () => ({ attempted: false, state: "connecting" }),
    };
    const { get } = await open({ readiness });
    const res = await get("/healthz");
    expect([res.status, await res.json()]).toEqual([200, { status: "ok" }]);
    expect((await get("/healthz", { method: "HEAD" })).status).toBe(200);
    expect((await get("/healthz", { method: "POST" })).status).toBe(405);
  });

  test("/readyz is ready with config, store and a first attempt at Slack, however that went", async () => {
    const { get } = await open({
      readiness: {
        config: true,
        store: async () => true,
        slack: () => ({ attempted: true, state: "refused", detail: "invalid_auth" }),
      },
    });
    const res = await get("/readyz");
    expect(res.status).toBe(200);
    expect(await res.json()).toEqual({
      status: "ready",
      config: "ready",
      store: "ready",
      slack: { state: "refused", detail: "invalid_auth" },
    });
  });

  test.each([
    ["the configuration", { config: false }, { config: "not ready" }],
    ["the store", { store: () => Promise.reject(new Error("away")) }, { store: "away" }],
    ["a store that never answers", { store: () => new Promise<boolean>(() => {}) }, { store: "away" }],
    [
      "the first attempt at Slack",
      { slack: () => ({ attempted: false, state: "connecting" }) },
      { slack: { state: "connecting" } },
    ],
  ])("without %s it is not ready", async (_name, own, said) => {
    const { get } = await open({
      readiness: {
        config: true,
        store: async () => true,
        slack: () => ({ attempted: true, state: "connected" }),
        ...own,
      },
    });
    const res = await get("/readyz");
    expect(res.status).toBe(503);
    expect(await res.json()).toMatchObject({ status: "not ready", ...said });
  });
});

describe("/metrics", () => {
  test("tells how things stand, and no word of anybody", async () => {
    const { get, metrics } = await open();
    await stage.declare({ severity: "SEV1", title: "Very secret title", components: [], private: true });
    await stage.declare({ severity: "SEV3", title: "Another one", components: [] });
    metrics.webhook("alertmanager", 202);
    metrics.webhook("alertmanager", 202);
    metrics.webhook("unknown", 404);
    metrics.attempt("page", "later", 400);
    metrics.attempt("page", "delivered", 1_400);
    metrics.slackCall("chat.postMessage", "limited");
    const res = await get("/metrics");
    expect(res.headers.get("content-type")).toContain("text/plain");
    const text = await res.text();
    for (const line of [
      'sitrep_incidents_open{severity="SEV1"} 1',
      'sitrep_incidents_open{severity="SEV2"} 0',
      'sitrep_incidents_open{severity="SEV3"} 1',
      'sitrep_webhook_requests_total{source="alertmanager",status="202"} 2',
      'sitrep_webhook_requests_total{source="unknown",status="404"} 1',
      'sitrep_delivery_attempts_total{effect="page",outcome="later"} 1',
      'sitrep_delivery_delay_seconds_bucket{le="1",effect="page"} 0',
      'sitrep_delivery_delay_seconds_bucket{le="2",effect="page"} 1',
      'sitrep_slack_calls_total{method="chat.postMessage",outcome="limited"} 1',
      'sitrep_slack_state{state="connected"} 1',
      'sitrep_slack_state{state="away"} 0',
      'sitrep_deadlines{state="kept"} 0',
      "sitrep_store_up 1",
      "sitrep_alerts_firing 0",
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(/sitrep_deadlines\{state="running"\} [1-9]/);
    expect(text).toMatch(/sitrep_outbox\{state="waiting"\} [1-9]/);
    expect(text).toMatch(/sitrep_event_loop_lag_seconds\{quantile="0.99"\} \d/);
    expect(text).not.toMatch(/secret title|Another one|alice/);
  });

  test("with the store away it still answers, and says so", async () => {
    const { get } = await open();
    await get("/metrics");
    Object.defineProperty(stage.store, "read", {
      get: () => {
        throw new Error("away");
      },
    });
    const res = await get("/metrics");
    expect(res.status).toBe(200);
    expect(await res.text()).toContain("sitrep_store_up 0");
  });
});

describe("drafts", () => {
  writeFileSync(join(folder, "2026-11-21-incident-1.md"), "# Incident\n");
  symlinkSync("/etc/hostname", join(folder, "out.txt"));
  const path = "/postmortems/2026-11-21-incident-1.md";
  const token = { headers: { authorization: "Bearer the token" } };

  test("are read with the token, as Markdown", async () => {
    const { get } = await open();
    const res = await get(path, token);
    expect([res.status, res.headers.get("content-type"), await res.text()]).toEqual([
      200,
      "text/markdown; charset=utf-8",
      "# Incident\n",
    ]);
  });

  test.each([
    ["without it", {}],
    ["with another", { headers: { authorization: "Bearer the tokem" } }],
  ])("and not %s", async (_name, init) => {
    const { get } = await open();
    expect((await get(path, init)).status).toBe(401);
  });

  test("are open on this machine with the local workspace, under this machine's own names", async () => {
    const { get } = await open({ drafts: { folder, token: new Secret("the token"), openOnLoopback: true } });
    expect((await get(path)).status).toBe(200);
    expect((await get(path, { headers: { authorization: "Bearer wrong" } })).status).toBe(401);
    const back = await new Promise<string>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: rebound.example\r\nconnection: close\r\n\r\n`),
      );
      socket.on("data", (data) => resolve(data.toString()));
    });
    expect(back).toContain("401");
  });

  test.each([
    "/postmortems/none.md",
    "/postmortems/",
    "/postmortems/..%2f..%2fetc%2fpasswd",
    "/postmortems/%2e%2e/x.md",
    "/postmortems/out.txt",
    "/postmortems/.hidden.md",
    "/postmortems/a/b.md",
  ])("%s is none of them", async (other) => {
    const { get } = await open();
    expect((await get(other, token)).status).toBe(404);
  });

  test("can only be read", async () => {
    const { get } = await open();
    expect((await get(path, { ...token, method: "DELETE" })).status).toBe(405);
    rmSync(folder, { recursive: true, force: true });
    expect((await get(path, token)).status).toBe(404);
  });
});

describe("the listener", () => {
  test("asks those that were handed in first, in their order, each under its own path", async () => {
    const { get } = await open({
      handlers: [
        under("/api/", (_req, res) => res.end("api")),
        under("/slack/events", (_req, res) => res.end("slack")),
        (_req, res) => {
          if (_req.url !== "/healthz") return false;
          res.end("mine");
          return true;
        },
      ],
    });
    const said = async (path: string) => (await get(path)).text();
    expect(await said("/api/v1/incidents")).toBe("api");
    expect(await said("/slack/events?x=1")).toBe("slack");
    expect(await said("/healthz")).toBe("mine");
    expect((await get("/apix")).status).toBe(404);
  });

  test("what is not there is a problem in JSON", async () => {
    const { get } = await open();
    const res = await get("/nothing");
    expect(res.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(await res.json()).toMatchObject({ status: 404, detail: expect.stringContaining("/hooks/") });
  });

  test("one that throws is answered, and the next request too", async () => {
    const { get } = await open({
      handlers: [
        (req) => {
          if (req.url === "/boom") throw new Error("boom");
          return false;
        },
      ],
    });
    const res = await get("/boom");
    const { detail } = (await res.json()) as { detail: string };
    expect([res.status, detail]).toEqual([500, expect.not.stringContaining("boom")]);
    expect((await get("/healthz")).status).toBe(200);
  });

  test("what is no HTTP is told so", async () => {
    await open();
    const wire = (bytes: string) =>
      new Promise<string>((resolve) => {
        let back = "";
        const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
        socket.on("data", (data) => {
          back += data;
        });
        socket.on("close", () => resolve(back));
      });
    expect(await wire("hello\r\n\r\n")).toMatch(/400 No HTTP[\s\S]*application\/problem\+json/);
    expect(await wire(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(40_000)}\r\n\r\n`)).toContain("431");
  });

  test("what takes too long to arrive is told so, and cut off", async () => {
    await open({
      patience: { headersMs: 100, requestMs: 150 },
      handlers: [(req) => req.resume() && req.method === "POST"],
    });
    const back = await new Promise<string>((resolve) => {
      let said = "";
      const socket = connect(server.port, "127.0.0.1", () => {
        socket.write("POST /hooks/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nslow");
      });
      socket.on("data", (data) => {
        said += data;
      });
      socket.on("close", () => resolve(said));
    });
    expect(back).toMatch(/408 Too slow[\s\S]*application\/problem\+json/);
  });

  test("a port that is taken is told in a sentence", async () => {
    const { metrics } = await open();
    const again = openPrivateServer({
      host: "127.0.0.1",
      port: server.port,
      handlers: [],
      readiness: { config: true, store: async () => true, slack: () => ({ attempted: true, state: "connected" }) },
      metrics,
      drafts: { folder, token: new Secret("x"), openOnLoopback: false },
      log: silentLog,
    });
    await expect(again).rejects.toThrow(/Port \d+ on 127\.0\.0\.1 is taken/);
  });
});
