import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alert } from "../../src/domain/alert/state.ts";
import { alertsOf, loadAlert, loadAlerts, saveAlerts } from "../../src/store/alerts.ts";
import { listAlerts } from "../../src/store/read/alert-list.ts";
import { anAlert } from "../kit/alerts.ts";
import { onBothStores, testOn } from "../kit/stores.ts";

const alert = (name: string, own: Partial<Alert> = {}) => anAlert(name, { incident: "i", ...own });
const identityOf = (name: string) => `alertmanager:${name}`;

/** What may happen to an alert from one transaction to the next. Everything made anew, as signals do. */
const change = fc.record(
  {
    count: fc.integer({ min: 1, max: 5 }),
    lastAt: fc.integer({ min: 100, max: 105 }),
    description: fc.constantFrom(null, "slow", "slower"),
    labels: fc.constantFrom({ job: "web" }, { job: "db" }, { job: "web", zone: "a" }, {}),
    links: fc.constantFrom<Alert["links"]>([], [{ title: "Source", url: "https://example.com" }]),
    title: fc.constantFrom("Down", "Up"),
    status: fc.constantFrom<Alert["status"]>("firing", "resolved"),
    incident: fc.constantFrom(null, "i"),
    began: fc.constantFrom<number[]>([100], [100, 104]),
    acknowledged: fc.constantFrom(null, { by: null, at: 3 }, { by: "ann", at: 3 }),
  },
  { requiredKeys: [] },
);
const step = fc.record({
  changes: fc.dictionary(fc.constantFrom("a", "b", "c").map(identityOf), change),
  fate: fc.constantFrom("committed", "committed", "committed", "rolled back", "saved twice"),
});

onBothStores("alerts that are remembered", (open, kind) => {
  const sqliteOnly = testOn(kind, "sqlite");

  test("are at any time what was committed last, for every reader", async () => {
    const store = await open();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const all = ["a", "b", "c"].map((identity) => alert(identity));
        await store.transact((tx) => saveAlerts(tx, all));
        const known = new Map(all.map((one) => [one.identity, one]));
        for (const { changes, fate } of steps) {
          const work = store.transact(async (tx) => {
            const found = await loadAlerts(tx, Object.keys(changes), { lock: true });
            expect(found).toEqual(new Map(Object.keys(changes).map((identity) => [identity, known.get(identity)])));
            const now = [...found.values()].map((one) => structuredClone({ ...one, ...changes[one.identity] }));
            if (fate === "saved twice")
              await saveAlerts(
                tx,
                now.map((one) => ({ ...one, count: 77 })),
              );
            await saveAlerts(tx, now);
            expect(await loadAlerts(tx, Object.keys(changes), { lock: true })).toEqual(
              new Map(now.map((one) => [one.identity, one])),
            );
            if (fate === "rolled back") throw new Error("no");
            return now;
          });
          for (const one of await work.catch(() => [])) known.set(one.identity, one);
        }
        const expected = [...known.values()];
        for (const one of expected) expect(await loadAlert(store.read, one.identity)).toEqual(one);
        expect(await alertsOf(store.read, "i")).toEqual(expected.filter(({ incident }) => incident === "i"));
        const { items } = await listAlerts(store.read, { state: "all", limit: 10 });
        expect(items.map((one) => one.alert)).toEqual(expected.toReversed());
      }),
      { numRuns: 40 },
    );
  });

  sqliteOnly("are written no more than they changed", async () => {
    const store = await open();
    const bodyOf = async () => (await store.read.selectFrom("alert").select("body").executeTakeFirstOrThrow()).body;
    const save = (own: Partial<Alert>) => store.transact((tx) => saveAlerts(tx, [alert("a", own)]));
    await save({});
    const first = await bodyOf();
    await save({ count: 2, lastAt: 160 });
    expect(await bodyOf()).toBe(first);
    expect(await loadAlert(store.read, identityOf("a"))).toMatchObject({ count: 2, lastAt: 160 });
    await save({ count: 3, lastAt: 170, description: "slow" });
    expect(await bodyOf()).not.toBe(first);
    expect(await loadAlert(store.read, identityOf("a"))).toMatchObject({ count: 3, lastAt: 170, description: "slow" });
  });

  test("are read from rows of an earlier version, whose body held everything", async () => {
    const store = await open();
    const now = alert("a", { count: 9, lastAt: 900, status: "resolved", resolvedAt: 900, flapping: true });
    await store.transact((tx) => saveAlerts(tx, [now]));
    const short = await store.read.selectFrom("alert").select("body").executeTakeFirstOrThrow();
    const body = JSON.stringify({ ...alert("a", { flapping: true }), count: 1, status: "firing" });
    expect(Object.keys(JSON.parse(short.body))).not.toContain("identity");
    await store.transact((tx) => tx.updateTable("alert").set({ body }).execute());
    expect(await loadAlert(store.read, now.identity)).toEqual(now);
  });
});
