import { expect, test } from "vitest";
import { saveIncident } from "../../src/store/incidents.ts";
import { claimDueTimers, nextTimerDueAt, postponeTimer, setTimers } from "../../src/store/timers.ts";
import { onBothStores, testOn } from "../kit/stores.ts";
import { anIncident } from "./incident.ts";

onBothStores("timers", (open, kind) => {
  const postgresOnly = testOn(kind, "postgres");

  test("only the difference is written", async () => {
    const store = await open();
    const all = () => store.read.selectFrom("timer").selectAll().orderBy("kind").execute();
    await store.transact((tx) =>
      setTimers(tx, "a", [
        { kind: "ack", dueAt: 10 },
        { kind: "mitigation", dueAt: 30 },
      ]),
    );
    await store.transact((tx) => setTimers(tx, "b", [{ kind: "ack", dueAt: 5 }]));
    await store.transact((tx) =>
      setTimers(tx, "a", [
        { kind: "mitigation", dueAt: 40 },
        { kind: "resolution", dueAt: 50 },
      ]),
    );
    expect(await all()).toEqual([
      { subject: "b", kind: "ack", due_at: 5 },
      { subject: "a", kind: "mitigation", due_at: 40 },
      { subject: "a", kind: "resolution", due_at: 50 },
    ]);
    expect(await nextTimerDueAt(store.read)).toBe(5);
    await store.transact((tx) => setTimers(tx, "a", []));
    await store.transact((tx) => setTimers(tx, "b", []));
    expect(await nextTimerDueAt(store.read)).toBeNull();
  });

  test("what is due is handed out earliest first, up to the limit", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const number of [1, 2, 3]) {
        await saveIncident(tx, anIncident(number));
        await setTimers(tx, `inc${number}`, [
          { kind: "ack", dueAt: 100 - number },
          { kind: "mitigation", dueAt: 500 },
        ]);
      }
      await setTimers(tx, "something-else", [{ kind: "sweep", dueAt: 50 }]);
    });
    expect(await store.transact((tx) => claimDueTimers(tx, 49, 10))).toEqual([]);
    const due = await store.transact((tx) => claimDueTimers(tx, 100, 10));
    expect(due.map(({ subject }) => subject)).toEqual(["something-else", "inc3", "inc2", "inc1"]);
    expect(await store.transact((tx) => claimDueTimers(tx, 100, 2))).toHaveLength(2);
  });

  test("a timer is moved only from where it was seen", async () => {
    const store = await open();
    await store.transact((tx) => setTimers(tx, "a", [{ kind: "ack", dueAt: 10 }]));
    const seen = { subject: "a", kind: "ack", dueAt: 10 };
    expect(await store.transact((tx) => postponeTimer(tx, seen, 60))).toBe(true);
    expect(await store.transact((tx) => postponeTimer(tx, seen, 90))).toBe(false);
    expect(await nextTimerDueAt(store.read)).toBe(60);
  });

  postgresOnly("a replica steps over the incidents another one decides on, and sees what that one moved", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const number of [1, 2]) {
        await saveIncident(tx, anIncident(number));
        await setTimers(tx, `inc${number}`, [{ kind: "ack", dueAt: 10 }]);
      }
    });
    await store.transact(async (mine) => {
      const first = await claimDueTimers(mine, 100, 1);
      expect(first).toHaveLength(1);
      const theirs = await store.transact((tx) => claimDueTimers(tx, 100, 10));
      expect(theirs).toHaveLength(1);
      expect(theirs[0]?.subject).not.toBe(first[0]?.subject);
      await setTimers(mine, first[0]?.subject ?? "", [{ kind: "ack", dueAt: 900 }]);
    });
    expect(await store.transact((tx) => claimDueTimers(tx, 100, 10))).toHaveLength(1);
  });
});
