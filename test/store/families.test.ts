import { expect, test } from "vitest";
import { z } from "zod";
import type { Update } from "../../src/domain/incident/state.ts";
import { readAudit, recordAudit } from "../../src/store/audit.ts";
import { spend } from "../../src/store/budget.ts";
import { reservationOf, reserveChannelName } from "../../src/store/channel-names.ts";
import { saveIncident } from "../../src/store/incidents.ts";
import { personById, savePerson } from "../../src/store/people.ts";
import { remoteOf, saveRemote } from "../../src/store/remote.ts";
import { readSetting, saveSetting } from "../../src/store/settings.ts";
import { addUpdates, updateById, updatesOf } from "../../src/store/updates.ts";
import { onBothStores, testOn } from "../kit/stores.ts";
import { ada, anIncident } from "./incident.ts";

const update = (id: string, rest: Partial<Update> = {}): Update => ({
  id,
  stage: "INVESTIGATING",
  severity: "SEV1",
  audience: "public",
  text: `We look into it (${id}).\nPosted: now`,
  components: ["Gateway"],
  overall: "major-outage",
  postedAt: 1_000,
  nextUpdateBy: 2_000,
  correctedAt: null,
  by: ada,
  ...rest,
});

onBothStores("the smaller families", (open, kind) => {
  const postgresOnly = testOn(kind, "postgres");

  test("updates are read as they were posted, in their order", async () => {
    const store = await open();
    await store.transact(async (tx) => {
      await saveIncident(tx, anIncident(1));
      await addUpdates(tx, "inc1", [
        update("z"),
        update("a", { overall: null, nextUpdateBy: null, correctedAt: null, audience: "internal" }),
      ]);
    });
    await store.transact((tx) => addUpdates(tx, "inc1", [update("m")]));
    await store.transact((tx) => addUpdates(tx, "inc1", []));
    const all = [update("z"), update("a", { overall: null, nextUpdateBy: null, audience: "internal" }), update("m")];
    expect(await updatesOf(store.read, "inc1")).toEqual(all);
    expect(await updateById(store.read, "a")).toEqual(all[1]);
    expect(await updateById(store.read, "none")).toBeNull();
  });

  test("an update of no incident is refused when the transaction ends", async () => {
    const store = await open();
    await expect(store.transact((tx) => addUpdates(tx, "inc1", [update("a")]))).rejects.toThrow(/foreign key/i);
  });

  test("a channel name belongs to one incident", async () => {
    const store = await open();
    const reserve = (incident: string, name: string, at: number) =>
      store.transact((tx) => reserveChannelName(tx, { incident, name, at }));
    expect(await reservationOf(store.read, "inc1")).toBeNull();
    expect(await reserve("inc1", "inc-gateway", 10)).toEqual({ name: "inc-gateway", reservedAt: 10 });
    expect(await reserve("inc1", "inc-gateway", 20)).toEqual({ name: "inc-gateway", reservedAt: 10 });
    expect(await reserve("inc2", "inc-gateway", 30)).toBeNull();
    expect(await reserve("inc1", "inc-gateway-2", 40)).toEqual({ name: "inc-gateway-2", reservedAt: 40 });
    expect(await reservationOf(store.read, "inc1")).toEqual({ name: "inc-gateway-2", reservedAt: 40 });
    expect(await reserve("inc1", "inc-gateway", 50)).toBeNull();
    expect(await reserve("inc2", "inc-gateway", 50)).toBeNull();
    expect(await reservationOf(store.read, "inc1")).toEqual({ name: "inc-gateway-2", reservedAt: 40 });
  });

  test("a budget is spent, fills again with time, and keeps a reserve for what is urgent", async () => {
    const store = await open();
    const take = (now: number, reserve?: number) =>
      store.transact((tx) => spend(tx, "posts", { capacity: 2, perMs: 0.01, reserve }, now));
    expect([await take(1_000), await take(1_000, 1), await take(1_000)]).toEqual([0, 100, 0]);
    expect(await take(1_000)).toBe(100);
    expect(await take(1_050)).toBe(50);
    expect(await take(1_100)).toBe(0);
    expect(await take(500)).toBe(100);
    expect([await take(9_000), await take(9_000), await take(9_000)]).toEqual([0, 0, 100]);
  });

  postgresOnly("a budget is one for all replicas", async () => {
    const store = await open();
    const waits = await Promise.all(
      Array.from({ length: 8 }, () => store.transact((tx) => spend(tx, "posts", { capacity: 3, perMs: 0.01 }, 1_000))),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
  });

  test("where something stands is kept, moved and forgotten", async () => {
    const store = await open();
    expect(await remoteOf(store.read, "inc1/card")).toBeNull();
    await store.transact((tx) => saveRemote(tx, "inc1/card", { channel: "C1", ts: "1.0" }));
    await store.transact((tx) => saveRemote(tx, "inc1/card", { channel: "C1", ts: "2.0" }));
    expect(await remoteOf(store.read, "inc1/card")).toEqual({ channel: "C1", ts: "2.0" });
    await store.transact((tx) => saveRemote(tx, "inc1/card", null));
    expect(await remoteOf(store.read, "inc1/card")).toBeNull();
  });

  test("a setting is checked when it is read", async () => {
    const store = await open();
    await store.transact((tx) => saveSetting(tx, "clock", { speed: 60 }));
    expect(await readSetting(store.read, "clock", z.object({ speed: z.number() }))).toEqual({ speed: 60 });
    await expect(readSetting(store.read, "clock", z.string())).rejects.toMatchObject({ name: "StoreDamaged" });
    expect(await readSetting(store.read, "other", z.string())).toBeNull();
  });

  test("the audit log pages from the newest on", async () => {
    const store = await open();
    const entry = (n: number) => ({
      id: `e${n}`,
      at: Math.floor(n / 2),
      actor: ada,
      action: "incident.ack",
      incident: null,
      outcome: "decided",
      door: "slack",
    });
    await store.transact(async (tx) => {
      for (let n = 0; n < 5; n++) await recordAudit(tx, entry(n));
    });
    const first = await readAudit(store.read, { limit: 3 });
    expect(first.items).toEqual([entry(4), entry(3), entry(2)]);
    const second = await readAudit(store.read, { limit: 3, cursor: first.next ?? "" });
    expect(second).toEqual({ items: [entry(1), entry(0)], next: null });
  });

  test("people are kept as they were last seen", async () => {
    const store = await open();
    await store.transact((tx) => savePerson(tx, { id: "U1", name: "ada", realName: null, tz: null, seenAt: 1 }));
    const now = { id: "U1", name: "ada", realName: "Ada L.", tz: "Europe/London", seenAt: 2 };
    await store.transact((tx) => savePerson(tx, now));
    expect(await personById(store.read, "U1")).toEqual(now);
    expect(await personById(store.read, "U2")).toBeNull();
  });
});
