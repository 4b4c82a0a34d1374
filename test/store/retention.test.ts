import { expect, test } from "vitest";
import type { Maintenance } from "../../src/domain/maintenance/state.ts";
import { decideInbox, recordInbox } from "../../src/store/inbox.ts";
import { saveMaintenance } from "../../src/store/maintenance.ts";
import { mutedBy, mutedCount, saveMuted } from "../../src/store/muted-alerts.ts";
import { forget } from "../../src/store/retention.ts";
import { alice } from "../kit/room.ts";
import { onBothStores } from "../kit/stores.ts";

const maintenance = (
  id: string,
  number: number,
  endedAt: number | null,
  own: Partial<Maintenance> = {},
): Maintenance => ({
  id,
  number,
  what: "Database upgrade",
  components: ["Keystore"],
  impact: "none",
  window: { startsAt: 0, endsAt: 10 },
  stage: endedAt === null ? "IN_PROGRESS" : "COMPLETED",
  shortNotice: null,
  series: null,
  createdAt: 0,
  createdBy: alice,
  startedAt: 0,
  endedAt,
  updates: [],
  reminded: [],
  providers: {},
  version: 1,
  ...own,
});

const keep = { alertsMs: 1_000, deliveriesMs: 1_000, seenMs: 1_000 };

onBothStores("retention", (open) => {
  test("takes away keys that have grown old, and nothing that is still to be decided", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const key of ["old", "undecided", "young"]) {
        await recordInbox(tx, { key, source: "test", body: null, receivedAt: key === "young" ? 5_000 : 0 });
        if (key !== "undecided") await decideInbox(tx, key, null);
      }
    });
    await forget(store, keep, 5_500);
    await forget(store, keep, 5_500);
    const keys = (await store.read.selectFrom("inbox").select("key").orderBy("key").execute()).map(({ key }) => key);
    expect(keys).toEqual(["undecided", "young"]);
  });

  test("forgets which alerts a maintenance muted once they are old, and keeps how many, and what runs", async () => {
    const store = await open();
    const old = maintenance("OLD", 1, 100, { alertsMuted: 1_201 });
    const young = maintenance("YOUNG", 2, 5_000, { alertsMuted: 2 });
    const long = maintenance("LONG", 3, null);
    const muted = (id: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ identity: `a${n}`, muted: { id, name: "M" } }) as never);
    await store.transact(async (tx) => {
      for (const one of [old, young, long]) await saveMaintenance(tx, one);
      // More than go in one step.
      await saveMuted(tx, [...muted("OLD", 1_201), ...muted("YOUNG", 2), ...muted("LONG", 3)]);
    });
    const left = async () =>
      Promise.all([old, young, long].map(async ({ id }) => (await mutedBy(store.read, id)).length));
    await forget(store, keep, 1_100);
    expect(await left()).toEqual([1_201, 2, 3]);
    await forget(store, keep, 5_500);
    expect(await left()).toEqual([0, 2, 3]);
    expect((await mutedCount(store.read, old)).alerts).toBe(1_201);
    await forget(store, keep, 5_500);
    expect(await left()).toEqual([0, 2, 3]);
  });
});
