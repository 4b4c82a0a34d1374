import { expect, test } from "vitest";
import type { Maintenance } from "../../src/domain/maintenance/state.ts";
import {
  loadMaintenance,
  maintenanceIdOf,
  maintenanceMark,
  maintenancesAhead,
  nextMaintenanceNumber,
  pastMaintenances,
  returnMaintenanceNumber,
  runningMaintenances,
  saveMaintenance,
} from "../../src/store/maintenance.ts";
import { listMaintenances } from "../../src/store/read/maintenance-list.ts";
import { alice } from "../kit/room.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

const one = (number: number, own: Partial<Maintenance> = {}): Maintenance => ({
  id: `ID${number}`,
  number,
  what: "Database upgrade",
  components: ["Keystore"],
  impact: "none",
  window: { startsAt: number * 100, endsAt: number * 100 + 50 },
  stage: "SCHEDULED",
  shortNotice: null,
  series: null,
  history: [{ at: 1, by: alice, text: "alice scheduled it" }],
  caused: [{ number: 7, why: "the lock" }],
  createdAt: 1,
  createdBy: alice,
  startedAt: null,
  endedAt: null,
  updates: [{ id: "U", stage: "SCHEDULED", text: "[SCHEDULED]", postedAt: 1, by: alice }],
  reminded: ["start/100"],
  providers: { page: { said: "there", words: "", url: null, at: 2 } },
  version: 1,
  ...own,
});
const running = (number: number) => one(number, { stage: "IN_PROGRESS", startedAt: 1 });
const ids = (all: readonly { id: string }[]) => all.map(({ id }) => id);

onBothStores("maintenance", (open, kind) => {
  test("comes back as it was stored, by id, number and what it is", async () => {
    const store = await open();
    const over = one(1, { stage: "COMPLETED", startedAt: 100, endedAt: 150 });
    await store.transact(async (tx) => {
      for (const each of [one(3), running(2), over]) await saveMaintenance(tx, each);
    });
    expect(await loadMaintenance(store.read, "ID3")).toEqual(one(3));
    expect(await maintenanceIdOf(store.read, 2)).toBe("ID2");
    expect(await maintenanceIdOf(store.read, 9)).toBeNull();
    expect(ids(await maintenancesAhead(store.read))).toEqual(["ID2", "ID3"]);
    expect(ids(await runningMaintenances(store.read))).toEqual(["ID2"]);
    expect(ids(await pastMaintenances(store.read, 150))).toEqual(["ID1"]);
    expect(await pastMaintenances(store.read, 151)).toEqual([]);
    const mark = await maintenanceMark(store.read);
    await store.transact((tx) => saveMaintenance(tx, one(3, { version: 2 })));
    expect(await maintenanceMark(store.read)).not.toBe(mark);
  });

  test("is listed page by page, what starts last first", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const each of [one(1, { endedAt: 5, stage: "CANCELLED" }), one(2), one(3)]) await saveMaintenance(tx, each);
    });
    const first = await listMaintenances(store.read, { state: "all", limit: 2 });
    expect(ids(first.items)).toEqual(["ID3", "ID2"]);
    const rest = await listMaintenances(store.read, { state: "all", limit: 2, cursor: first.next ?? "" });
    expect([ids(rest.items), rest.next]).toEqual([["ID1"], null]);
    expect(ids((await listMaintenances(store.read, { state: "ahead", limit: 9 })).items)).toEqual(["ID3", "ID2"]);
    expect(ids((await listMaintenances(store.read, { state: "past", limit: 9 })).items)).toEqual(["ID1"]);
  });

  test("gives a number back that was not used", async () => {
    const store = await open();
    const numbers = await store.transact(async (tx) => {
      const taken = await nextMaintenanceNumber(tx);
      await returnMaintenanceNumber(tx);
      return [taken, await nextMaintenanceNumber(tx)];
    });
    expect(numbers).toEqual([1, 1]);
  });

  test("what is under way is known at once after a commit, and never after a rollback", async () => {
    const store = await open();
    const now = () => store.transact((tx) => runningMaintenances(tx, { lock: true }));
    expect(await now()).toEqual([]);
    await store.transact(async (tx) => {
      await saveMaintenance(tx, running(1));
      expect(ids(await runningMaintenances(tx))).toEqual(["ID1"]);
    });
    expect(ids(await now())).toEqual(["ID1"]);
    const fails = store.transact(async (tx) => {
      await saveMaintenance(tx, one(1, { stage: "COMPLETED", endedAt: 9 }));
      expect(await runningMaintenances(tx)).toEqual([]);
      throw new Error("no");
    });
    await expect(fails).rejects.toThrow("no");
    expect(ids(await now())).toEqual(["ID1"]);
    await store.transact((tx) => saveMaintenance(tx, one(1, { stage: "COMPLETED", endedAt: 9 })));
    expect(await now()).toEqual([]);
  });

  testOn(kind, "sqlite")("what is under way is asked for once, however many alerts come", async () => {
    const store = await open();
    await store.transact((tx) => saveMaintenance(tx, running(1)));
    await store.transact((tx) => runningMaintenances(tx));
    // Behind its back: what it remembers does not change by that.
    await store.transact((tx) => tx.deleteFrom("maintenance").execute());
    expect(ids(await store.transact((tx) => runningMaintenances(tx)))).toEqual(["ID1"]);
    expect(await runningMaintenances(store.read)).toEqual([]);
  });
});
