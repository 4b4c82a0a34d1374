import { expect, test } from "vitest";
import { emptyDigest } from "../../src/domain/alert/digest.ts";
import type { AlertGroup } from "../../src/domain/alert/state.ts";
import { adoptAlerts, alertsOf, loadAlert, loadGroup, saveAlert, saveGroup } from "../../src/store/alerts.ts";
import { saveIncident } from "../../src/store/incidents.ts";
import { alertHeaps, listAlerts } from "../../src/store/read/alert-list.ts";
import { aGroup, anAlert } from "../kit/alerts.ts";
import { onBothStores, testOn } from "../kit/stores.ts";
import { anIncident } from "./incident.ts";

const alert = anAlert;
const group = aGroup({ digest: emptyDigest });

onBothStores("alerts", (open, kind) => {
  const postgresOnly = testOn(kind, "postgres");

  test("are read as they were saved, and a new episode takes the old one's place", async () => {
    const store = await open();
    await store.transact((tx) => saveAlert(tx, alert("a")));
    const next = alert("a", { id: "id-a2", count: 1, firstAt: 900 });
    await store.transact((tx) => saveAlert(tx, next));
    expect(await store.transact((tx) => loadAlert(tx, "alertmanager:a", { lock: true }))).toEqual(next);
    expect((await listAlerts(store.read, { state: "all", limit: 10 })).items).toHaveLength(1);
    expect(await loadAlert(store.read, "alertmanager:b")).toBeNull();
  });

  test("groups are read as they were saved", async () => {
    const store = await open();
    expect(await store.transact((tx) => loadGroup(tx, "g", { lock: true }))).toBeNull();
    const first = {
      rule: "warning",
      private: false,
      component: null,
      runbookUrl: "https://example.org/runbook",
      detectedAt: 4,
    };
    const proposed: AlertGroup = {
      ...group,
      proposal: { severity: "SEV3", title: "slow", ...first, state: "open", at: 5 },
    };
    await store.transact((tx) => saveGroup(tx, group));
    await store.transact((tx) => saveGroup(tx, proposed));
    expect(await loadGroup(store.read, "g")).toEqual(proposed);
  });

  test("an incident adopts what belongs to its group and to nobody", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await saveAlert(tx, alert("firing", { firstAt: 500, lastAt: 600 }));
      await saveAlert(
        tx,
        alert("came-and-went", { status: "resolved", firstAt: 400, lastAt: 550, turnedAt: 550, resolvedAt: 550 }),
      );
      await saveAlert(
        tx,
        alert("another-trouble", { status: "resolved", firstAt: 100, lastAt: 200, turnedAt: 200, resolvedAt: 200 }),
      );
      await saveAlert(tx, alert("taken", { incident: "inc9" }));
      await saveAlert(tx, alert("elsewhere", { group: "h" }));
      await adoptAlerts(tx, "g", "inc1", 400);
    });
    expect((await alertsOf(store.read, "inc1")).map(({ title, incident }) => [title, incident])).toEqual([
      ["came-and-went", "inc1"],
      ["firing", "inc1"],
    ]);
  });

  test("the heaps are the groups of which several fire, the largest first, each with the alert that came last", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      for (const n of [1, 2, 3]) await saveAlert(tx, alert(`x${n}`, { id: `id-${n}`, group: "large", title: `X${n}` }));
      for (const n of [4, 5]) await saveAlert(tx, alert(`y${n}`, { id: `id-${n}`, group: "small", title: `Y${n}` }));
      await saveAlert(tx, alert("over", { id: "id-6", group: "small", status: "resolved" }));
      await saveAlert(tx, alert("alone", { id: "id-7", group: "alone" }));
    });
    const heaps = (await alertHeaps(store.read, { incident: null, limit: 10 })).map(({ count, like }) => [
      count,
      like.alert.title,
    ]);
    expect(heaps).toEqual([
      [3, "X3"],
      [2, "Y5"],
    ]);
    expect(await alertHeaps(store.read, { incident: null, limit: 1 })).toHaveLength(1);
    expect(await alertHeaps(store.read, { incident: "I9", limit: 10 })).toEqual([]);
  });

  test("the list pages through all of them, newest first, without a gap or a twin", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await saveIncident(tx, anIncident(1));
      for (let n = 0; n < 7; n++) {
        const status = n % 2 === 0 ? "firing" : "resolved";
        await saveAlert(
          tx,
          alert(`a${n}`, { firstAt: 100 + Math.floor(n / 3), status, incident: n === 0 ? "inc1" : null }),
        );
      }
    });
    const titles: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAlerts(store.read, { state: "all", limit: 2, cursor });
      titles.push(...page.items.map(({ alert: { title } }) => title));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(titles).toEqual(["a6", "a5", "a4", "a3", "a2", "a1", "a0"]);
    const firing = await listAlerts(store.read, { state: "firing", limit: 10 });
    expect(firing.items.map(({ alert: { title }, incidentNumber }) => [title, incidentNumber])).toEqual([
      ["a6", null],
      ["a4", null],
      ["a2", null],
      ["a0", 1],
    ]);
    expect(firing.next).toBeNull();
    await expect(listAlerts(store.read, { state: "all", limit: 2, cursor: "nonsense" })).rejects.toMatchObject({
      name: "BadCursor",
    });
  });

  postgresOnly("two replicas do not decide at once on a group that is new", async () => {
    const store = await open();
    const join = () =>
      store.transact(async (tx) => {
        const known = await loadGroup(tx, "g", { lock: true });
        await saveGroup(tx, { ...group, total: (known?.total ?? 0) + 1 });
      });
    await Promise.all([join(), join(), join()]);
    expect((await loadGroup(store.read, "g"))?.total).toBe(3);
  });
});
