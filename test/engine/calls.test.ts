import { expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { sitrep } from "../../src/domain/actor.ts";
import { callSubject } from "../../src/engine/call-room.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { loadCalls } from "../../src/store/calls.ts";
import { ownNames } from "../../src/store/own-names.ts";
import { storyClock } from "../kit/clock.ts";
import { aPager } from "../kit/pagers.ts";
import { alice } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

onBothStores("calls", (open) => {
  async function running() {
    const clock = storyClock(Date.parse("2026-11-21T03:00Z"));
    const store = await open({ clock });
    const terms = someTerms({
      paging: {
        instance: "test",
        pagers: [aPager("pd", { kind: "pagerduty", known: { "carol jones": "U-carol" } })],
        resolvedThere: "ask",
        selfTest: { weekday: null, time: "10:00", zone: "UTC" },
      },
    });
    const engine = openEngine({ store, terms, timers: allTimers, clock, ids: ulids(clock), log: silentLog });
    const pass = (to: string) => clock.passTo(Date.parse(to), () => engine.idle());
    const calls = () => store.transact((tx) => loadCalls(tx, callSubject));
    const triggers = async () =>
      (await store.read.selectFrom("outbox").select(["kind", "lane"]).orderBy("id").execute()).flatMap(
        ({ kind, lane }) => (kind.startsWith("pager.") ? [`${kind} ${lane}`] : []),
      );
    return { engine, store, pass, calls, triggers };
  }

  test("are stored with what they send, and survive a restart", async () => {
    const { engine, calls, triggers } = await running();
    await engine.handle({ type: "call.page", target: "primary", message: "come", by: alice });
    expect((await calls()).calls).toMatchObject([{ number: 1, kind: "page", people: ["U-bob"], acknowledged: null }]);
    expect(await triggers()).toEqual(["pager.trigger call/pager/pd/sitrep-test-call-1"]);
    await engine.handle({ type: "call.ack", key: "sitrep-test-call-1", by: alice });
    expect((await calls()).calls[0]?.acknowledged?.by.name).toBe("alice");
    await engine.stop();
  });

  test("to try the pagers come by themselves, at their time, once", async () => {
    const { engine, pass, triggers } = await running();
    engine.timers.start();
    await engine.handle({ type: "call.timer", by: sitrep });
    await pass("2026-11-21T09:59Z");
    expect(await triggers()).toEqual([]);
    await pass("2026-11-21T10:01Z");
    await engine.handle({ type: "call.timer", by: sitrep });
    expect(await triggers()).toEqual(["pager.trigger call/pager/pd/sitrep-test-call-1"]);
    await pass("2026-11-22T10:01Z");
    expect(await triggers()).toHaveLength(2);
    await engine.stop();
  });

  test("what a pager tells finds its incident by the key, and its person by the name", async () => {
    const { engine, store } = await running();
    const declared = await engine.handle({
      type: "incident.declare",
      incident: "I1",
      by: alice,
      declaration: { severity: "SEV1", title: "Gateway returns 503" },
    });
    expect(declared.kind).toBe("decided");
    engine.timers.start();
    await engine.idle();
    const news = (key: string, name: string) =>
      engine.handle({
        type: "pager.news",
        pager: "pagerduty",
        key,
        told: "acknowledged",
        who: { name, id: null },
        by: { kind: "pager", id: "pagerduty", name },
      });
    // of another Sitrep, of no page, and of another kind of pager: nothing
    for (const key of ["sitrep-other-1-1", "sitrep-test-1-9", "sitrep-test-77-1", "x"]) await news(key, "Carol Jones");
    const body = async () =>
      JSON.parse((await store.read.selectFrom("incident").select("body").executeTakeFirstOrThrow()).body);
    expect((await body()).acknowledged).toBeNull();
    // two at once are one
    await Promise.all([news("sitrep-test-1-1", "Carol Jones"), news("sitrep-test-1-1", "Carol Jones")]);
    expect((await body()).acknowledged.by).toEqual({ kind: "person", id: "U-carol", name: "Carol Jones" });
    await engine.stop();
  });

  test("have an instance of their own, the same for all who share a store", async () => {
    const { engine, store } = await running();
    const [one, two] = await Promise.all([ownNames(store), ownNames(store)]);
    expect(one.instance).toMatch(/^[a-z0-9]{8}$/);
    expect(two.instance).toBe(one.instance);
    expect(two.linkKey.reveal()).toBe(one.linkKey.reveal());
    await engine.stop();
  });
});
