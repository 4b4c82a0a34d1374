import { expect, test } from "vitest";
import {
  channelOf,
  incidentByChannel,
  incidentByNumber,
  loadIncident,
  nextIncidentNumber,
  openIncidents,
  returnIncidentNumber,
  saveIncident,
} from "../../src/store/incidents.ts";
import { onBothStores } from "../kit/stores.ts";
import { aDeadline, ada, anIncident } from "./incident.ts";

onBothStores("incidents", (open) => {
  test("an incident is read as it was saved", async () => {
    const store = await open();
    const incident = anIncident(1, { title: "Ein \u{1f525} Fehler \u05d0", acknowledged: { at: 2_000, by: ada } });
    await store.transact((tx) => saveIncident(tx, incident));
    expect(await loadIncident(store.read, "inc1")).toEqual(incident);
    expect(await store.transact((tx) => loadIncident(tx, "inc1", { lock: true }))).toEqual(incident);
    expect(await incidentByNumber(store.read, 1)).toEqual(incident);
    expect(await loadIncident(store.read, "inc2")).toBeNull();
  });

  test("numbers count up from 1, and a rolled back one is given again", async () => {
    const store = await open();
    expect(await store.transact(nextIncidentNumber)).toBe(1);
    await expect(
      store.transact(async (tx) => {
        await nextIncidentNumber(tx);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await store.transact(nextIncidentNumber)).toBe(2);
    await store.transact(async (tx) => {
      await nextIncidentNumber(tx);
      await returnIncidentNumber(tx);
    });
    expect(await store.transact(nextIncidentNumber)).toBe(3);
  });

  test("an incident is found by its channel, once it has one", async () => {
    const store = await open();
    await store.transact((tx) => saveIncident(tx, anIncident(1)));
    expect(await incidentByChannel(store.read, "C1")).toBeNull();
    expect(await channelOf(store.read, "inc1")).toBeNull();
    const opened = anIncident(1, { channel: { id: "C1", name: "inc-1", state: "open" } });
    await store.transact((tx) => saveIncident(tx, opened));
    expect(await incidentByChannel(store.read, "C1")).toEqual(opened);
    expect(await channelOf(store.read, "inc1")).toBe("C1");
  });

  test("open incidents leave out what has ended", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await saveIncident(tx, anIncident(1));
      await saveIncident(tx, anIncident(2, { resolvedAt: 5_000, stage: "RESOLVED" }));
      await saveIncident(tx, anIncident(3, { closure: { at: 5_000, how: "cancelled", why: "a test", into: null } }));
      await saveIncident(tx, anIncident(4));
    });
    expect((await openIncidents(store.read, 10)).map(({ number }) => number)).toEqual([4, 1]);
    expect((await openIncidents(store.read, 1)).map(({ number }) => number)).toEqual([4]);
    const states = await store.read.selectFrom("incident").select(["state", "ended_at"]).orderBy("number").execute();
    expect(states).toEqual([
      { state: "open", ended_at: null },
      { state: "resolved", ended_at: 5_000 },
      { state: "closed", ended_at: 5_000 },
      { state: "open", ended_at: null },
    ]);
  });

  test("the ledger follows the incident, and forgets no promise", async () => {
    const store = await open();
    const ledger = () =>
      store.read.selectFrom("deadline").select(["id", "state", "met_at", "round"]).orderBy("id").execute();
    await store.transact((tx) => saveIncident(tx, anIncident(1, { deadlines: [aDeadline("a"), aDeadline("b")] })));
    const met = aDeadline("a", { state: "kept", metAt: 3_000, metBy: "acknowledged" });
    await store.transact((tx) => saveIncident(tx, anIncident(1, { deadlines: [met, aDeadline("c")] })));
    const expected = [
      { id: "a", state: "kept", met_at: 3_000, round: 0 },
      { id: "b", state: "running", met_at: null, round: 0 },
      { id: "c", state: "running", met_at: null, round: 0 },
    ];
    expect(await ledger()).toEqual(expected);
    await store.transact((tx) => saveIncident(tx, anIncident(1, { deadlines: [met, aDeadline("c")] })));
    expect(await ledger()).toEqual(expected);
  });

  test("a row that was changed by hand is told, with what is wrong", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await saveIncident(tx, anIncident(1));
      await tx.updateTable("incident").set({ body: '{"id":"inc1"}' }).execute();
    });
    await expect(loadIncident(store.read, "inc1")).rejects.toMatchObject({ name: "StoreDamaged" });
  });
});
