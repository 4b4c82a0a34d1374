import { expect, test } from "vitest";
import type { Incident, Update } from "../../../src/domain/incident/state.ts";
import { saveStatusesByHand } from "../../../src/store/board.ts";
import { claimOutbox, finishEffect } from "../../../src/store/claims.ts";
import { recordInbox } from "../../../src/store/inbox.ts";
import { saveIncident } from "../../../src/store/incidents.ts";
import { saveMaintenance } from "../../../src/store/maintenance.ts";
import { enqueue, pruneOutbox } from "../../../src/store/outbox.ts";
import { readFigures } from "../../../src/store/read/figures.ts";
import { listIncidents } from "../../../src/store/read/incident-list.ts";
import { viewIncident } from "../../../src/store/read/incident-view.ts";
import { effectsOf, listOutbox } from "../../../src/store/read/outbox-list.ts";
import { publicMark, publicMatters } from "../../../src/store/read/status.ts";
import type { Store } from "../../../src/store/store.ts";
import { appendTimeline } from "../../../src/store/timeline.ts";
import { setTimers } from "../../../src/store/timers.ts";
import { addUpdates } from "../../../src/store/updates.ts";
import { onBothStores } from "../../kit/stores.ts";
import { aMaintenance } from "../../web/status-page/maintenance.ts";
import { aDeadline, ada, anIncident } from "../incident.ts";

const save = (store: Store, ...incidents: Incident[]) =>
  store.transact(async (tx) => {
    for (const incident of incidents) await saveIncident(tx, incident);
  });

const resolved: Partial<Incident> = { stage: "RESOLVED", resolvedAt: 5_000 };

const post = (id: string, audience: Update["audience"]): Update => ({
  id,
  stage: "INVESTIGATING",
  severity: "SEV1",
  audience,
  text: id,
  components: [],
  overall: null,
  postedAt: 1_000,
  nextUpdateBy: null,
  correctedAt: null,
  by: ada,
});

onBothStores("what pages and lists read", (open) => {
  test("incidents are listed newest first, page by page", async () => {
    const store = await open();
    await save(
      store,
      ...[1, 2, 3, 4, 5].map((number) => anIncident(number, number % 2 ? {} : resolved)),
      anIncident(6, { private: true }),
    );
    const numbers = async (state: "open" | "closed" | "all", rest: { cursor?: string; withPrivate?: boolean } = {}) => {
      const { items, next } = await listIncidents(store.read, { state, limit: 2, ...rest });
      return { numbers: items.map(({ number }) => number), next };
    };
    const first = await numbers("all");
    expect(first.numbers).toEqual([5, 4]);
    await save(store, anIncident(7));
    const second = await numbers("all", { cursor: first.next ?? "" });
    expect(second.numbers).toEqual([3, 2]);
    expect(await numbers("all", { cursor: second.next ?? "" })).toEqual({ numbers: [1], next: null });
    expect((await numbers("open")).numbers).toEqual([7, 5]);
    expect(await numbers("closed")).toEqual({ numbers: [4, 2], next: null });
    expect((await numbers("open", { withPrivate: true })).numbers).toEqual([7, 6]);
    await expect(numbers("all", { cursor: "'; drop" })).rejects.toMatchObject({ name: "BadCursor" });
  });

  test("an incident is viewed with all that was kept of it", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      const chain = await appendTimeline(
        tx,
        anIncident(1),
        [{ kind: "declared", at: 1_000, text: "declared", by: ada }],
        1_000,
      );
      await saveIncident(tx, anIncident(1, { chain, entries: 1 }));
      await addUpdates(tx, "inc1", [post("u1", "public")]);
    });
    const view = await store.transact((tx) => viewIncident(tx, 1));
    expect(view?.incident.number).toBe(1);
    expect(view?.updates.map(({ id }) => id)).toEqual(["u1"]);
    expect(view?.timeline.map(({ text }) => text)).toEqual(["declared"]);
    expect(view?.alerts).toEqual([]);
    expect(await viewIncident(store.read, 2)).toBeNull();
  });

  test("the public sees what was published, and never a private incident, a drill or an internal update", async () => {
    const store = await open();
    const published = { published: true };
    await save(
      store,
      anIncident(1, published),
      anIncident(2),
      anIncident(3, { ...published, private: true }),
      anIncident(4, { ...published, kind: "drill" }),
      anIncident(5, { ...published, ...resolved }),
      anIncident(6, { ...published, ...resolved, resolvedAt: 90 }),
      anIncident(7, { ...published, closure: { at: 6_000, how: "cancelled", why: "no trouble", into: null } }),
      anIncident(8, published),
    );
    await store.transact(async (tx) => {
      await addUpdates(tx, "inc1", [post("one", "public"), post("hidden", "internal"), post("two", "public")]);
      await addUpdates(tx, "inc5", [post("over", "public")]);
    });
    const { open: now, past } = await publicMatters(store.read, 100);
    const shown = (list: typeof now) =>
      list.map(({ incident, updates }) => [incident.number, updates.map(({ id }) => id)]);
    expect(shown(now)).toEqual([
      [8, []],
      [1, ["one", "two"]],
    ]);
    expect(shown(past)).toEqual([
      [7, []],
      [5, ["over"]],
    ]);
  });

  test("the mark of the public changes with what the public may see", async () => {
    const store = await open();
    const mark = () => publicMark(store.read, 100);
    await save(store, anIncident(1), anIncident(2, { published: true }));
    const first = await mark();
    await save(store, anIncident(1, { version: 2 }));
    expect(await mark()).toBe(first);
    await save(store, anIncident(2, { published: true, version: 2 }));
    const second = await mark();
    expect(second).not.toBe(first);
    await store.transact((tx) => saveMaintenance(tx, aMaintenance(1)));
    const third = await mark();
    expect(third).not.toBe(second);
    await store.transact((tx) => saveMaintenance(tx, aMaintenance(1, { version: 2 })));
    const fourth = await mark();
    expect(fourth).not.toBe(third);
    await store.transact((tx) =>
      saveStatusesByHand(tx, [{ component: "A", status: "degraded", why: "slow", by: "ada", at: 100 }]),
    );
    const fifth = await mark();
    expect(fifth).not.toBe(fourth);
    expect(await mark()).toBe(fifth);
  });

  test("maintenance for the page: what is ahead, what ended since, what a person set, and since when anything is known", async () => {
    const store = await open();
    const byHand = [{ component: "A", status: "degraded" as const, why: "slow", by: "ada", at: 100 }];
    await store.transact(async (tx) => {
      await saveMaintenance(tx, aMaintenance(1));
      await saveMaintenance(tx, aMaintenance(2, { stage: "COMPLETED", endedAt: 90 }));
      await saveMaintenance(tx, aMaintenance(3, { stage: "CANCELLED", endedAt: 110 }));
      await saveStatusesByHand(tx, byHand);
    });
    const found = await publicMatters(store.read, 100);
    expect(found.maintenance.ahead.map(({ number }) => number)).toEqual([1]);
    expect(found.maintenance.past.map(({ number }) => number)).toEqual([3]);
    expect(found.byHand).toEqual(byHand);
    expect(found.since).toBeGreaterThan(0);
  });

  test("the outbox is listed by how it stands, and forgotten when it is old", async () => {
    const store = await open();
    const effect = (key: string, awaits: string | null = null) => ({
      key,
      incident: "inc1",
      kind: "page",
      lane: key,
      slot: null,
      priority: 0,
      awaits,
      body: {},
      createdAt: 100,
      dueAt: 100,
    });
    await save(store, anIncident(1));
    await store.transact((tx) => enqueue(tx, [effect("a"), effect("b"), effect("c", "inc1"), effect("d")]));
    await store.transact(async (tx) => {
      const [a, b] = await claimOutbox(tx, { worker: "w", now: 100, leaseUntil: 200, limit: 2 });
      if (a) await finishEffect(tx, a, { outcome: "delivered" }, 150);
      if (b) await finishEffect(tx, b, { outcome: "never", why: "user_not_found" }, 150);
    });
    const page = await listOutbox(store.read, { state: "waiting", limit: 1 });
    expect(page.items).toMatchObject([{ kind: "page", lane: "d", incidentNumber: 1, awaitsChannel: false }]);
    const rest = await listOutbox(store.read, { state: "waiting", limit: 1, cursor: page.next ?? "" });
    expect(rest).toMatchObject({ items: [{ lane: "c", awaitsChannel: true }], next: null });
    expect((await listOutbox(store.read, { state: "failed", limit: 5 })).items).toMatchObject([
      { error: "user_not_found" },
    ]);
    expect((await effectsOf(store.read, "inc1")).map(({ state }) => state)).toEqual([
      "delivered",
      "failed",
      "waiting",
      "waiting",
    ]);
    expect(await store.transact((tx) => pruneOutbox(tx, 101, 10))).toBe(1);
    expect(await store.transact((tx) => pruneOutbox(tx, 101, 10))).toBe(0);
  });

  test("figures count what is current", async () => {
    const store = await open();
    expect(await readFigures(store.read, 1_000)).toMatchObject({
      openIncidents: { SEV1: 0, SEV2: 0, SEV3: 0, SEV4: 0 },
      timers: 0,
      timerLatenessMs: 0,
      oldestEffectMs: 0,
    });
    await save(
      store,
      anIncident(1, { deadlines: [aDeadline("a", { dueAt: 500 }), aDeadline("b", { dueAt: 5_000 })] }),
      anIncident(2, resolved),
    );
    await store.transact(async (tx) => {
      await setTimers(tx, "inc1", [{ kind: "ack", dueAt: 700 }]);
      await recordInbox(tx, { key: "k", source: "slack", body: null, receivedAt: 1 });
      await enqueue(tx, [
        {
          key: "a",
          incident: null,
          kind: "page",
          lane: "l",
          slot: null,
          priority: 0,
          awaits: null,
          body: {},
          createdAt: 900,
          dueAt: 900,
        },
      ]);
    });
    expect(await readFigures(store.read, 1_000)).toEqual({
      openIncidents: { SEV1: 1, SEV2: 0, SEV3: 0, SEV4: 0 },
      firingAlerts: 0,
      unknownAlerts: 0,
      runningDeadlines: 3,
      overdueDeadlines: 1,
      timers: 1,
      timerLatenessMs: 300,
      waitingEffects: 1,
      failedEffects: 0,
      oldestEffectMs: 100,
      pendingInbox: 1,
    });
  });
});
