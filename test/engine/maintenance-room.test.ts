import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { sitrep } from "../../src/domain/actor.ts";
import type { MaintenanceHappening } from "../../src/domain/events.ts";
import * as recurring from "../../src/domain/maintenance/series.ts";
import { defaultMaintenance, type RecurringWindow } from "../../src/domain/maintenance/terms.ts";
import type { Terms } from "../../src/domain/terms.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { loadAlert } from "../../src/store/alerts.ts";
import { readAudit } from "../../src/store/audit.ts";
import { loadMaintenance } from "../../src/store/maintenance.ts";
import { mutedBy, mutedCount } from "../../src/store/muted-alerts.ts";
import type { Store } from "../../src/store/store.ts";
import { aSignal } from "../kit/alerts.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { aProvider } from "../kit/providers.ts";
import { alice } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

const hour = 3_600_000;
const start = Date.parse("2026-11-21T12:00Z");
const keystore = "Keystore (active keys)";

const statuspage = { ...aProvider("page"), shown: "Statuspage" };

const weekly: RecurringWindow = {
  name: "weekly",
  what: "Database maintenance",
  components: [keystore],
  impact: "none",
  rule: "FREQ=DAILY",
  from: "2024-01-01",
  at: "02:00",
  zone: "UTC",
  lengthMs: hour,
};

const plan = (from: number, shortNotice?: string): MaintenanceHappening => ({
  type: "maintenance.schedule",
  maintenance: "MAINT1",
  by: alice,
  plan: { what: "Upgrade", components: [keystore], impact: "none", window: { startsAt: from, endsAt: from + hour } },
  shortNotice,
});

onBothStores("maintenance in the engine", (open, kind, placeOf) => {
  let store: Store;
  let clock: StoryClock;
  const engines: Engine[] = [];
  const engineOn = (on: Store, own: Partial<Terms> = {}) => {
    const terms = someTerms({
      providers: [statuspage],
      alertRules: [
        {
          name: "down",
          match: { severity: "critical" },
          outcome: "declare",
          severity: "SEV1",
          component: keystore,
          runbook: null,
        },
      ],
      ...own,
    });
    const engine = openEngine({
      store: on,
      terms,
      timers: allTimers,
      clock,
      ids: ulids(clock),
      recurring: terms.maintenance.recurring.length > 0 ? recurring : undefined,
      log: silentLog,
    });
    engines.push(engine);
    engine.timers.start();
    return engine;
  };
  const settle = async () => {
    for (const engine of engines) await engine.idle();
  };
  const effects = async (kindOf: string) =>
    (await store.read.selectFrom("outbox").select("slot").where("kind", "=", kindOf).orderBy("id").execute()).map(
      ({ slot }) => slot,
    );
  const one = async () => {
    const found = await loadMaintenance(store.read, "MAINT1");
    if (!found) throw new Error("it is not there");
    return found;
  };
  const fire = (engine: Engine, identity: string) =>
    engine.intake({
      source: "test",
      key: `${identity}-${clock.now()}`,
      keyHoldsMs: 1,
      signals: [aSignal({ identity, labels: { severity: "critical" } })],
    });

  beforeEach(async () => {
    clock = storyClock(start);
    store = await open({ clock });
  });
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  });

  test("one that is refused takes no number, and who gives less notice is on the audit log with the reason", async () => {
    const engine = engineOn(store);
    expect((await engine.handle(plan(start + 47 * hour))).kind).toBe("refused");
    expect(await engine.handle(plan(start + 47 * hour, "a disk fails"), { key: "k", door: "test" })).toMatchObject({
      maintenance: { number: 1 },
    });
    expect((await engine.handle(plan(start + 47 * hour, "a disk fails"), { key: "k", door: "test" })).kind).toBe(
      "seen",
    );
    const { items } = await readAudit(store.read, { limit: 5 });
    expect(items.map(({ outcome }) => outcome)).toEqual(["decided M1, on short notice: a disk fails", "short-notice"]);
    expect((await one()).updates).toHaveLength(1);
  });

  test("each notice goes to the providers once, and what they make of it stands in the state", async () => {
    const engine = engineOn(store);
    await engine.handle(plan(start + 48 * hour));
    expect(await effects("provider.sync")).toEqual(["provider/page/maintenance/MAINT1"]);
    expect((await one()).providers.page?.said).toBe("waiting");
    const news = { said: "there", words: "", url: "https://status.example.com/1", checkAt: start + hour } as const;
    await engine.handle({
      type: "maintenance.provider-said",
      maintenance: "M1",
      provider: "page",
      by: sitrep,
      ...news,
    });
    expect((await one()).providers.page).toMatchObject({ said: "there", url: "https://status.example.com/1" });
    expect(await effects("provider.check")).toHaveLength(1);
    const { version } = await one();
    await engine.handle({
      type: "maintenance.provider-said",
      maintenance: "M1",
      provider: "page",
      by: sitrep,
      said: "there",
      words: "",
    });
    expect((await one()).version).toBe(version);
    // what differs is repaired by a person, or stays
    const differs = { said: "differs", words: "the title was edited" } as const;
    await engine.handle({
      type: "maintenance.provider-said",
      maintenance: "M1",
      provider: "page",
      by: sitrep,
      ...differs,
    });
    await engine.handle({
      type: "maintenance.provider-answer",
      maintenance: "M1",
      provider: "page",
      answer: "repair",
      by: alice,
    });
    expect((await one()).providers.page?.said).toBe("waiting");
    expect(await effects("provider.sync")).toHaveLength(2);
    await engine.handle({
      type: "maintenance.provider-said",
      maintenance: "M1",
      provider: "page",
      by: sitrep,
      ...differs,
    });
    await engine.handle({
      type: "maintenance.provider-answer",
      maintenance: "M1",
      provider: "page",
      answer: "leave",
      by: alice,
    });
    expect((await one()).providers.page).toMatchObject({ said: "left", words: "the title was edited" });
    const unknown = {
      type: "maintenance.provider-answer",
      maintenance: "M1",
      provider: "nobody",
      answer: "leave",
      by: alice,
    } as const;
    expect(await engine.handle(unknown)).toMatchObject({ refusal: { refused: "no-such-provider" } });
    expect(await engine.handle({ ...unknown, maintenance: "M7" })).toMatchObject({ refusal: { refused: "not-found" } });
    expect((await one()).history?.map(({ text }) => text).slice(1)).toEqual([
      "Statuspage shows something else: the title was edited",
      "alice had Statuspage brought in line",
      "Statuspage shows something else: the title was edited",
      "alice left Statuspage as it is: the title was edited",
    ]);
  });

  test("a storm in a window is muted alert by alert, and what of it fires on is judged when that ends", async () => {
    const engine = engineOn(store);
    await engine.handle(plan(start, "now"));
    await settle();
    expect((await one()).stage).toBe("IN_PROGRESS");
    await Promise.all(["a", "b", "c", "a", "b"].map((name) => fire(engine, `test:${name}`)));
    expect(await mutedCount(store.read, { id: "MAINT1" })).toEqual({ alerts: 3, firing: 3 });
    expect((await loadAlert(store.read, "test:a"))?.muted).toEqual({ id: "MAINT1", number: 1 });
    expect(await store.read.selectFrom("incident").select("number").execute()).toEqual([]);
    // two in the very transaction in which it ends: one before, one after
    await Promise.all([
      engine.handle({ type: "maintenance.complete", maintenance: "M1", by: alice }),
      fire(engine, "test:d"),
    ]);
    await settle();
    expect(await store.read.selectFrom("incident").select("number").execute()).toEqual([{ number: 1 }]);
    for (const name of ["a", "b", "c", "d"]) {
      const alert = await loadAlert(store.read, `test:${name}`);
      expect([alert?.muted, alert?.incident === null]).toEqual([undefined, false]);
    }
    expect(await mutedBy(store.read, "MAINT1")).toEqual(["test:a", "test:b", "test:c"]);
    expect((await one()).alertsMuted).toBe(3);
  });

  test("what two windows cover stays muted until both are over", async () => {
    const engine = engineOn(store);
    await engine.handle(plan(start, "now"));
    await engine.handle({ ...plan(start, "also"), maintenance: "MAINT2" } as MaintenanceHappening);
    await settle();
    await fire(engine, "test:a");
    await engine.handle({ type: "maintenance.complete", maintenance: "M1", by: alice });
    await settle();
    expect((await loadAlert(store.read, "test:a"))?.muted).toEqual({ id: "MAINT2", number: 2 });
    await engine.handle({ type: "maintenance.cancel", maintenance: "M2", why: "done", by: alice });
    await settle();
    expect((await loadAlert(store.read, "test:a"))?.muted).toBeUndefined();
    expect(await store.read.selectFrom("incident").select("number").execute()).toEqual([{ number: 1 }]);
  });

  test("a window that is refused its start leaves nothing muted", async () => {
    const engine = engineOn(store);
    await engine.handle(plan(start + 50 * hour));
    const [refused] = await Promise.all([
      engine.handle({ type: "maintenance.start", maintenance: "M1", by: alice }),
      fire(engine, "test:a"),
    ]);
    expect(refused).toMatchObject({ refusal: { refused: "short-notice" } });
    expect(await store.read.selectFrom("incident").select("number").execute()).toEqual([{ number: 1 }]);
  });

  if (kind === "postgres") {
    describe("with two replicas", () => {
      test("starts, reminds and completes once; what one starts mutes at the other", async () => {
        const other = await open({ at: placeOf(store), clock });
        const [first, second] = [engineOn(store), engineOn(other)];
        await first.handle(plan(start + 48 * hour));
        await clock.passTo(start + 48 * hour, settle);
        await settle();
        expect((await one()).updates).toHaveLength(2);
        await fire(second, "test:a");
        expect(await mutedCount(store.read, { id: "MAINT1" })).toEqual({ alerts: 1, firing: 1 });
        await clock.passTo(start + 49 * hour, settle);
        await settle();
        const { stage, updates, reminded } = await one();
        expect([stage, updates.length, reminded.length]).toEqual(["COMPLETED", 3, 2]);
        expect((await effects("message.renew")).filter((slot) => slot === "maintenance/MAINT1/reminder")).toHaveLength(
          4,
        );
        expect(await store.read.selectFrom("incident").select("number").execute()).toEqual([{ number: 1 }]);
      });

      test("an alert that comes just when the window ends is either muted and judged anew, or never muted", async () => {
        const other = await open({ at: placeOf(store), clock });
        const [first, second] = [engineOn(store), engineOn(other)];
        for (let round = 1; round <= 6; round += 1) {
          const id = `ROUND${round}`;
          await first.handle({ ...plan(clock.now(), "now"), maintenance: id } as MaintenanceHappening);
          await first.handle({ type: "maintenance.timer", maintenance: id, by: sitrep });
          const names = ["a", "b", "c", "d"].map((name) => `test:${round}${name}`);
          await Promise.all([
            fire(second, names[0] ?? ""),
            first.handle({ type: "maintenance.complete", maintenance: id, by: alice }),
            ...names.slice(1).map(async (name, turns) => {
              for (let turn = 0; turn <= turns; turn += 1) await new Promise((done) => setImmediate(done));
              await fire(second, name);
            }),
          ]);
          await settle();
          for (const name of names) {
            const alert = await loadAlert(store.read, name);
            expect([name, alert?.muted, alert?.incident === null]).toEqual([name, undefined, false]);
          }
        }
      });

      test("both announce a recurring window once, however often they look", async () => {
        const other = await open({ at: placeOf(store), clock });
        const own = { maintenance: { ...defaultMaintenance, recurring: [weekly] } };
        const both = [engineOn(store, own), engineOn(other, own)];
        const look = () => Promise.all(both.map((engine) => engine.handle({ type: "series.look", by: sitrep })));
        await look();
        await look();
        for (let day = 1; day <= 3; day += 1) await clock.passTo(start + day * 24 * hour, settle);
        await settle();
        const rows = await store.read
          .selectFrom("maintenance")
          .select(["number", "starts_at"])
          .orderBy("number")
          .execute();
        const starts = rows.map(({ starts_at }) => new Date(Number(starts_at)).toISOString().slice(8, 13));
        expect(starts).toEqual(["24T02", "25T02", "26T02", "27T02"]);
      });
    });
  }
});
