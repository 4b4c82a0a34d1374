import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ulids } from "../../../src/base/ids.ts";
import { silentLog } from "../../../src/base/log.ts";
import { type Engine, openEngine } from "../../../src/engine/engine.ts";
import alertmanager from "../../../src/in/sources/alertmanager.ts";
import { webhooks } from "../../../src/in/webhooks.ts";
import type { Store } from "../../../src/store/store.ts";
import { type StoryClock, storyClock } from "../../kit/clock.ts";
import { noInternet } from "../../kit/door.ts";
import { onBothStores } from "../../kit/stores.ts";
import { allTimers, someTerms } from "../../kit/terms.ts";

/** A group as Alertmanager sends it. */
function group(...alerts: [name: string, status: "firing" | "resolved"][]) {
  return JSON.stringify({
    version: "4",
    groupKey: '{}:{service="gateway"}',
    alerts: alerts.map(([alertname, status]) => ({
      status,
      labels: { alertname, severity: "critical" },
      annotations: { runbook_url: "https://example.org/runbook" },
      startsAt: "2026-11-21T11:58:00Z",
    })),
  });
}

onBothStores("webhooks into the store", (open) => {
  let clock: StoryClock;
  let store: Store;
  let engine: Engine;
  let send: (body: string) => Promise<[number, Record<string, unknown>]>;
  let close: () => void;

  beforeEach(async () => {
    clock = storyClock(Date.parse("2026-11-21T12:00Z"));
    store = await open({ clock });
    const terms = someTerms();
    engine = openEngine({ store, terms, timers: allTimers, clock, ids: ulids(clock), log: silentLog });
    const endpoints = [{ source: "alertmanager", open: true, secrets: [] }];
    const knows = () => Promise.resolve(false);
    const sources = [alertmanager];
    const hooks = webhooks({ sources, endpoints, engine, terms, clock, log: silentLog, http: noInternet, knows });
    const server = createServer((req, res) => void hooks.handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    close = () => server.close().closeAllConnections();
    send = async (body) => {
      const res = await fetch(`http://127.0.0.1:${port}/hooks/alertmanager`, { method: "POST", body });
      return [res.status, (await res.json()) as Record<string, unknown>];
    };
  });
  afterEach(async () => {
    close();
    await engine.stop();
  });

  const incidents = () => store.read.selectFrom("incident").select(["title", "severity", "state"]).execute();
  const alerts = () => store.read.selectFrom("alert").select(["title", "status", "count"]).orderBy("title").execute();

  test("what was answered 202 is in the store: one incident for a group, each alert by itself", async () => {
    const [status, said] = await send(group(["Down", "firing"], ["Slow", "firing"]));
    expect([status, said.accepted]).toEqual([202, 2]);
    expect(await incidents()).toEqual([{ title: "Down", severity: "SEV1", state: "open" }]);
    expect((await alerts()).map((alert) => alert.title)).toEqual(["Down", "Slow"]);
  });

  test("the same body again is seen and changes nothing; after a minute it is a repeat", async () => {
    await send(group(["Down", "firing"]));
    expect(await send(group(["Down", "firing"]))).toEqual([200, { status: "seen" }]);
    expect((await alerts())[0]?.count).toBe(1);
    await clock.passTo(clock.now() + 61_000, () => engine.idle());
    expect((await send(group(["Down", "firing"])))[0]).toBe(202);
    expect((await alerts())[0]?.count).toBe(2);
    expect(await incidents()).toHaveLength(1);
  });

  test("a mixed group resolves one and fires another, in one incident", async () => {
    await send(group(["Down", "firing"]));
    expect((await send(group(["Down", "resolved"], ["Slow", "firing"])))[0]).toBe(202);
    expect((await alerts()).map(({ title, status }) => [title, status])).toEqual([
      ["Down", "resolved"],
      ["Slow", "firing"],
    ]);
    expect(await incidents()).toHaveLength(1);
  });

  test("a hundred senders at one time are all taken, in one incident", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => send(group([`Alert ${n}`, "firing"]))));
    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([202]));
    expect(await alerts()).toHaveLength(100);
    expect(await incidents()).toHaveLength(1);
  });
});
