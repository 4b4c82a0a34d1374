import { expect, test } from "vitest";
import type { Override } from "../../src/domain/rota/override.ts";
import type { Rota } from "../../src/domain/rota.ts";
import {
  addOverrides,
  clearOverrides,
  filledIn,
  lastHandOver,
  saveHandOver,
  saveScheduleCopy,
  scheduleCopy,
} from "../../src/store/rota.ts";
import { watchSince } from "../../src/store/watch.ts";
import { alice, bob } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";

const names: Rota = { primary: "U-bob", secondary: "U-carol", escalation: [] };

const override = (number: number, own: Partial<Override> = {}): Override => ({
  id: `override-${number}`,
  number,
  role: "primary",
  person: "U-dave",
  from: 100,
  until: 200,
  by: alice,
  madeAt: number,
  ...own,
});

onBothStores("the rota", (open) => {
  test("a rota of names stays as it is", async () => {
    const store = await open();
    expect(await filledIn(store.read, names, 0)).toEqual(names);
  });

  test("overrides come back whole and in the order they were made, until they end or are taken back", async () => {
    const store = await open();
    const [first, second, third] = [override(1), override(2, { role: "secondary" }), override(3, { until: 500 })];
    await store.transact((tx) => addOverrides(tx, [third, first, second]));
    expect((await filledIn(store.read, names, 199)).overrides).toEqual([first, second, third]);
    expect((await filledIn(store.read, names, 200)).overrides).toEqual([third]);
    await store.transact((tx) => clearOverrides(tx, [third.id], bob, 150));
    expect((await filledIn(store.read, names, 200)).overrides).toBeUndefined();
    const row = await store.read
      .selectFrom("rota_override")
      .selectAll()
      .where("number", "=", 3)
      .executeTakeFirstOrThrow();
    expect([row.cleared_at, row.cleared_by]).toEqual([150, JSON.stringify(bob)]);
  });

  test("the copy of a schedule replaces the one before, and is given to the schedule of that name alone", async () => {
    const store = await open();
    const copy = {
      shifts: [{ role: "primary" as const, person: "U-eve", from: 1, until: 2 }],
      readAt: 5,
      error: null,
      strangers: [],
    };
    const failed = { ...copy, error: "ops.example.com answered 503", strangers: ["zoe@example.com"] };
    await store.transact((tx) => saveScheduleCopy(tx, "ops", copy, 5));
    await store.transact((tx) => saveScheduleCopy(tx, "ops", failed, 9));
    expect(await scheduleCopy(store.read, "ops")).toEqual({ copy: failed, lookedAt: 9 });
    expect(await scheduleCopy(store.read, "other")).toBeNull();
    const schedules = ["ops", "other"].map((name) => ({ name, kept: "PagerDuty", roles: ["primary" as const] }));
    const rota = await filledIn(store.read, { ...names, schedules }, 0);
    expect(rota.schedules?.map((one) => one.copy)).toEqual([failed, undefined]);
  });

  test("the hand-over that stands is the one decided last, also when another replica's clock is ahead", async () => {
    const store = await open();
    expect(await lastHandOver(store.read)).toBeNull();
    const one = {
      id: "A",
      dueAt: 1,
      at: 1,
      goes: [],
      comes: ["U-bob"],
      brief: null,
      taken: null,
      reminded: false,
      plan: "p",
    };
    const brief = { incidents: [], fired: [{ title: "Disk", count: 3 }], flapping: [], unknown: [], dismissed: 0 };
    const early = { ...one, id: "Z", at: 7 };
    const two = { ...one, id: "B", at: 2, brief };
    await store.transact(async (tx) => {
      await saveHandOver(tx, one);
      await saveHandOver(tx, early);
      await saveHandOver(tx, two);
    });
    expect(await lastHandOver(store.read)).toEqual(two);
    const taken = { ...two, taken: { at: 3, by: bob }, reminded: true };
    await store.transact((tx) => saveHandOver(tx, taken));
    expect(await lastHandOver(store.read)).toEqual(taken);
  });

  test("what came most is told by title: a storm is many alerts that came once", async () => {
    const store = await open();
    const row = (n: number, title: string, count: number, at: number) => ({
      ...{
        id: `A${n}`,
        identity: `alertmanager:${n}`,
        source: "alertmanager",
        mark: `m${n}`,
        status: "firing" as const,
      },
      ...{ title, severity: null, component: null, group_key: "g", count, first_at: at, last_at: at },
      ...{ resolved_at: null, check_at: null, incident_id: null, body: "{}" },
    });
    const storm = [1, 2, 3, 4].map((n) => row(n, "Checkout is down", 1, 1_000));
    await store.transact(async (tx) => {
      const rows = [...storm, row(5, "Disk", 3, 1_000), row(6, "Once", 1, 1_000), row(7, "Before", 9, 10)];
      await tx.insertInto("alert").values(rows).execute();
    });
    const { fired } = await watchSince(store.read, 500);
    expect(fired).toEqual([
      { title: "Checkout is down", count: 4 },
      { title: "Disk", count: 3 },
    ]);
  });

  test("there is nothing to watch where nothing came", async () => {
    const store = await open();
    expect(await watchSince(store.read, 0)).toEqual({ fired: [], flapping: [], unknown: [], dismissed: 0 });
  });
});
