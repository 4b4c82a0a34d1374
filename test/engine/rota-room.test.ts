import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { sitrep } from "../../src/domain/actor.ts";
import { layerOf } from "../../src/domain/rota/layers.ts";
import type { Rota } from "../../src/domain/rota.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { readAudit } from "../../src/store/audit.ts";
import type { Store } from "../../src/store/store.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { alice } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

const hour = 3_600_000;
const start = Date.parse("2026-11-21T12:00Z");

const daily: Rota = {
  primary: null,
  secondary: "U-dave",
  escalation: [],
  layers: [
    layerOf({
      role: "primary",
      people: ["U-alice", "U-bob"],
      zone: "UTC",
      start: "2026-11-21",
      everyDays: 1,
      on: null,
      at: "00:00",
      hours: null,
      weekdays: null,
    }),
  ],
};

onBothStores("the rota in the engine", (open, kind, placeOf) => {
  let store: Store;
  let clock: StoryClock;
  const engines: Engine[] = [];
  const engineOn = (on: Store, rota = daily) => {
    const engine = openEngine({
      store: on,
      terms: someTerms({ rota }),
      timers: allTimers,
      clock,
      ids: ulids(clock),
      log: silentLog,
    });
    engines.push(engine);
    return engine;
  };
  const settle = async () => {
    for (const engine of engines) await engine.idle();
  };
  const pages = async () =>
    (await store.read.selectFrom("outbox").select("body").where("kind", "=", "page").execute()).map(
      ({ body }) => (JSON.parse(body) as { person: string }).person,
    );
  const announced = async () =>
    (
      await store.read
        .selectFrom("outbox")
        .select(["body", "lane"])
        .where("kind", "=", "message.show")
        .orderBy("id")
        .execute()
    )
      .filter(({ lane }) => lane.startsWith("rota"))
      .map(({ body }) => (JSON.parse(body) as { card: { summary: string } }).card.summary);

  beforeEach(async () => {
    clock = storyClock(start);
    store = await open({ clock });
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  });

  const declare = (engine: Engine, id: string) =>
    engine.handle({
      type: "incident.declare",
      incident: id,
      by: { kind: "alert", id: "x", name: "x" },
      declaration: { severity: "SEV1", title: "Gateway returns 503" },
    });

  test("an override counts for the very next page, and is on the audit log with who made it", async () => {
    const engine = engineOn(store);
    engine.timers.start();
    await declare(engine, "I1");
    await settle();
    expect(await pages()).toEqual(["U-alice"]);
    const handed = engine.handle(
      { type: "rota.override", role: "primary", person: "U-carol", until: start + hour, by: alice },
      { key: "delivery-1" },
    );
    expect((await handed).kind).toBe("decided");
    await declare(engine, "I2");
    await settle();
    expect(await pages()).toEqual(["U-alice", "U-carol"]);
    const { items } = await readAudit(store.read, { limit: 10 });
    expect(
      items.filter(({ action }) => action === "rota.override").map(({ actor, outcome }) => [actor.name, outcome]),
    ).toEqual([[alice.name, "decided"]]);
    // The same delivery again is not a second override.
    const again = await engine.handle(
      { type: "rota.override", role: "primary", person: "U-carol", until: start + hour, by: alice },
      { key: "delivery-1" },
    );
    expect(again.kind).toBe("seen");
    const all = await store.read.selectFrom("rota_override").select("number").execute();
    expect(all).toEqual([{ number: 1 }]);
  });

  test("an override that is refused takes no number", async () => {
    const engine = engineOn(store);
    const refused = { type: "rota.override", role: "primary", person: "U-carol", until: start - 1, by: alice } as const;
    expect((await engine.handle(refused)).kind).toBe("refused");
    await engine.handle({ ...refused, until: start + hour });
    expect(await store.read.selectFrom("rota_override").select("number").execute()).toEqual([{ number: 1 }]);
  });

  test("a hand-over comes by the clock, once, also over a restart, and what Sitrep does by itself is not audited", async () => {
    const engine = engineOn(store);
    engine.timers.start();
    await engine.handle({ type: "rota.look", by: sitrep });
    await clock.passTo(start + 11 * hour, settle);
    expect(await announced()).toEqual([]);
    await clock.passTo(start + 12 * hour, settle);
    expect(await announced()).toEqual(["The on-call duty is handed over"]);
    await engine.stop();
    const next = engineOn(store);
    next.timers.start();
    await next.handle({ type: "rota.look", by: sitrep });
    await clock.passTo(start + 12.25 * hour, settle);
    expect(await announced()).toEqual(["The on-call duty is handed over"]);
    expect((await readAudit(store.read, { limit: 10 })).items).toEqual([]);
  });

  test("a rota of names leaves no trace", async () => {
    const engine = engineOn(store, { primary: "U-bob", secondary: null, escalation: [] });
    await engine.handle({ type: "rota.look", by: sitrep });
    expect(await store.read.selectFrom("timer").selectAll().execute()).toEqual([]);
    expect(await store.read.selectFrom("rota_hand_over").selectAll().execute()).toEqual([]);
  });

  if (kind === "postgres") {
    describe("with two replicas", () => {
      test("an override of one is seen by the other at once, and both together hand over once", async () => {
        const other = await open({ at: placeOf(store), clock });
        const [one, two] = [engineOn(store), engineOn(other)];
        one.timers.start();
        two.timers.start();
        await Promise.all([one, two].map((engine) => engine.handle({ type: "rota.look", by: sitrep })));
        await one.handle({ type: "rota.override", role: "primary", person: "U-carol", until: start + hour, by: alice });
        await declare(two, "I1");
        await settle();
        expect(await pages()).toEqual(["U-carol"]);
        await two.handle({ type: "incident.cancel", incident: "I1", why: "false alarm", by: alice });
        await clock.passTo(start + 12 * hour, settle);
        await clock.passTo(start + 36 * hour, settle);
        const handed = (await announced()).filter((summary) => summary === "The on-call duty is handed over");
        // To carol, back to alice, to bob, to alice.
        expect(handed).toHaveLength(4);
      });
    });
  }
});
