import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import type { Signal } from "../../src/domain/events.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { alertsOf } from "../../src/store/alerts.ts";
import { loadIncident, openIncidents } from "../../src/store/incidents.ts";
import type { Store } from "../../src/store/store.ts";
import { readTimeline, verifyTimeline, writtenTimeline } from "../../src/store/timeline.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { alice, bob } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

const start = Date.parse("2026-11-21T03:00Z");
const declaration = { severity: "SEV1", title: "Gateway returns 503" } as const;

function firing(fingerprint: string, own: Partial<Signal> = {}): Signal {
  return {
    source: "alertmanager",
    identity: `alertmanager:${fingerprint}`,
    status: "firing",
    title: "GatewayDown",
    description: null,
    severityHint: null,
    labels: { severity: "critical" },
    groupKey: "one-trouble",
    startedAt: null,
    runbookUrl: null,
    links: [],
    ...own,
  };
}

onBothStores("engine", (open) => {
  let store: Store;
  let engine: Engine;
  let clock: StoryClock;

  beforeEach(async () => {
    clock = storyClock(start);
    store = await open({ clock });
    engine = openEngine({ store, terms: someTerms(), timers: allTimers, clock, ids: ulids(clock), log: silentLog });
  });
  afterEach(async () => {
    await engine.stop();
    await store.close();
  });

  const effects = async () =>
    await store.read.selectFrom("outbox").select(["kind", "slot", "state"]).orderBy("id").execute();

  describe("one decision", () => {
    test("is stored whole: state, timeline, timers and outbox", async () => {
      const outcome = await engine.handle({ type: "incident.declare", incident: "I1", by: alice, declaration });
      expect(outcome).toMatchObject({ kind: "decided", now: { number: 1 } });
      const incident = await loadIncident(store.read, "I1");
      expect(incident?.deadlines.length).toBe(5);
      expect((await readTimeline(store.read, "I1")).map((entry) => entry.kind)).toEqual(["alert", "declared"]);
      expect((await effects()).map((row) => row.kind)).toContain("channel.create");
      const timers = await store.read.selectFrom("timer").select("kind").execute();
      expect(timers.map((row) => row.kind).toSorted()).toEqual([
        "ack",
        "first-update",
        "identified",
        "mitigation",
        "page-on-call",
        "resolution",
      ]);
    });

    test("a refusal stores nothing of it", async () => {
      const refused = await engine.handle({
        type: "incident.declare",
        incident: "I2",
        by: alice,
        declaration: { ...declaration, title: " " },
      });
      expect(refused).toMatchObject({ kind: "refused", refusal: { refused: "title-missing" } });
      expect(await loadIncident(store.read, "I2")).toBeNull();
      expect(await effects()).toEqual([]);
    });

    test("the same key twice is one decision, with the same answer", async () => {
      const declare = () =>
        engine.handle(
          { type: "incident.declare", incident: "I1", by: alice, declaration },
          { key: "k1", answer: (outcome) => outcome.kind },
        );
      const [first, second] = await Promise.all([declare(), declare()]);
      expect(first.kind).toBe("decided");
      expect(second).toEqual({ kind: "seen", answer: "decided" });
      expect((await openIncidents(store.read, 10)).length).toBe(1);
    });

    test("what arrives together is decided in order and numbered apart", async () => {
      await Promise.all(
        ["a", "b", "c"].map((id) =>
          engine.handle({
            type: "incident.declare",
            incident: id,
            by: alice,
            declaration: { ...declaration, title: id },
          }),
        ),
      );
      const numbers = (await openIncidents(store.read, 10)).map((incident) => incident.number).toSorted();
      expect(numbers).toEqual([1, 2, 3]);
    });

    test("one that breaks harms nobody that came with it", async () => {
      const good = engine.handle({ type: "incident.declare", incident: "I1", by: alice, declaration });
      const badDeclaration = engine.handle({
        type: "incident.declare",
        incident: "I3",
        by: alice,
        declaration: null,
      } as never);
      await expect(badDeclaration).rejects.toThrow();
      expect((await good).kind).toBe("decided");
      expect(await loadIncident(store.read, "I1")).not.toBeNull();
    });

    test("the timeline's chain holds over many decisions", async () => {
      await engine.handle({ type: "incident.declare", incident: "I1", by: alice, declaration });
      await engine.handle({ type: "incident.ack", incident: "I1", by: bob });
      await Promise.all(
        ["one", "two", "three"].map((text) => engine.handle({ type: "incident.note", incident: "I1", by: bob, text })),
      );
      const incident = await loadIncident(store.read, "I1");
      expect(verifyTimeline(await writtenTimeline(store.read, "I1"), incident?.chain)).toBeNull();
      expect(incident?.entries).toBe(6);
    });
  });

  describe("alerts", () => {
    const take = (key: string, ...signals: Signal[]) =>
      engine.intake({ source: "alertmanager", key, keyHoldsMs: 60_000, signals });

    test("of one group make one incident, and each is counted", async () => {
      await take("a", firing("1"), firing("2"));
      await take("b", firing("3"));
      const [incident, ...others] = await openIncidents(store.read, 10);
      expect(others).toEqual([]);
      expect(incident?.alerts).toMatchObject({ firing: 3, total: 3 });
      expect(incident?.roles.lead).toBe("U-bob");
      expect((await alertsOf(store.read, incident?.id ?? "")).length).toBe(3);
    });

    test("a redelivery within its time is seen, later it is a repeat", async () => {
      expect(await take("a", firing("1"))).toBe("taken");
      expect(await take("a", firing("1"))).toBe("seen");
      await clock.passTo(clock.now() + 61_000, () => engine.idle());
      expect(await take("a", firing("1"))).toBe("taken");
      const [incident] = await openIncidents(store.read, 10);
      expect(incident?.alerts.total).toBe(1);
    });

    test("a proposal taken up adopts all alerts of its group", async () => {
      await take(
        "a",
        firing("1", { labels: { severity: "warning" } }),
        firing("2", { labels: { severity: "warning" } }),
      );
      expect(await openIncidents(store.read, 10)).toEqual([]);
      const { key } = await store.read.selectFrom("alert_group").select("key").executeTakeFirstOrThrow();
      const outcome = await engine.handle({ type: "alert.proposal", group: key, answer: "declare", by: alice });
      expect(outcome).toMatchObject({ kind: "decided", now: { severity: "SEV3", alerts: { firing: 2 } } });
      const [incident] = await openIncidents(store.read, 10);
      expect((await alertsOf(store.read, incident?.id ?? "")).length).toBe(2);
      await take("c", firing("1", { status: "resolved" }), firing("2", { status: "resolved" }));
      expect((await openIncidents(store.read, 10))[0]?.alerts.firing).toBe(0);
    });
  });

  describe("timers", () => {
    test("ring when they are due, once, and survive a restart of the engine", async () => {
      await engine.handle({ type: "incident.declare", incident: "I1", by: alice, declaration });
      engine.timers.start();
      await clock.passTo(start + 16 * 60_000, () => engine.idle());
      await engine.stop();
      const again = openEngine({
        store,
        terms: someTerms(),
        timers: allTimers,
        clock,
        ids: ulids(clock),
        log: silentLog,
      });
      again.timers.start();
      await again.idle();
      const paged = (await effects()).filter((row) => row.kind === "page").length;
      expect(paged).toBe(2);
      await again.stop();
    });
  });
});
