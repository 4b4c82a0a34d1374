import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "../../src/domain/decision.ts";
import { saveIncident } from "../../src/store/incidents.ts";
import { savePerson } from "../../src/store/people.ts";
import type { Store } from "../../src/store/store.ts";
import {
  appendTimeline,
  readTimeline,
  verifyTimeline,
  type WrittenEntry,
  writtenTimeline,
} from "../../src/store/timeline.ts";
import { onBothStores } from "../kit/stores.ts";
import { ada, anIncident } from "./incident.ts";

const entry = (text: string, rest: Partial<Entry> = {}): Entry => ({ kind: "note", at: 1_000, text, by: ada, ...rest });

/** Writes entries as the engine does: after those that are there, and the incident with the new end. */
async function write(store: Store, ...batches: Entry[][]): Promise<string> {
  let incident = anIncident(1);
  for (const entries of batches) {
    const before = incident;
    await store.transact(async (tx) => {
      const chain = await appendTimeline(tx, before, entries, 5_000);
      incident = { ...before, chain, entries: before.entries + entries.length };
      await saveIncident(tx, incident);
    });
  }
  return incident.chain;
}

onBothStores("the timeline", (open) => {
  test("is chained over decisions, and whole", async () => {
    const store = await open();
    const chain = await write(
      store,
      [entry("declared"), entry("paged")],
      [entry("a \u0000 NUL and half a \ud83d pair")],
      [entry("done")],
    );
    const written = await writtenTimeline(store.read, "inc1");
    expect(written.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(written[0]).toMatchObject({ prevHash: "", writtenAt: 5_000, by: ada });
    expect(verifyTimeline(written, chain)).toBeNull();
  });

  test("calls people by the names they have now, and keeps the ids it was written with", async () => {
    const store = await open();
    const chain = await write(store, [entry("Paged the primary (U0BOB12345, U0NOBODY99)")]);
    const bob = { id: "U0BOB12345", realName: null, tz: null, seenAt: 1 };
    await store.transact((tx) => savePerson(tx, { ...bob, name: "bob" }));
    expect((await readTimeline(store.read, "inc1"))[0]?.text).toBe("Paged the primary (bob, U0NOBODY99)");
    await store.transact((tx) => savePerson(tx, { ...bob, name: "robert" }));
    expect((await readTimeline(store.read, "inc1"))[0]?.text).toBe("Paged the primary (robert, U0NOBODY99)");
    expect(verifyTimeline(await writtenTimeline(store.read, "inc1"), chain)).toBeNull();
  });

  test("a change to any column of any entry is found", async () => {
    const store = await open();
    const chain = await write(store, [
      entry("one"),
      entry("two", { corrects: { entry: 1, hide: true, text: null, at: null } }),
      entry("three"),
    ]);
    const written = await writtenTimeline(store.read, "inc1");
    const changes: Partial<WrittenEntry>[] = [
      { text: "other" },
      { at: 1 },
      { writtenAt: 1 },
      { kind: "page" },
      { by: { ...ada, id: "U2" } },
      { by: { ...ada, name: "Eve" } },
      { incident: "inc2" },
      { hash: "00" },
      { prevHash: "00" },
      { corrects: { entry: 3, hide: true, text: null, at: null } },
      { corrects: null, text: "x" },
    ];
    for (const change of changes) {
      for (const at of [0, 1, 2]) {
        const tampered = written.map((one, index) => (index === at ? { ...one, ...change } : one));
        expect(verifyTimeline(tampered, chain), JSON.stringify(change)).not.toBeNull();
      }
    }
  });

  test("an entry that was taken out, put in, moved or cut off is found", async () => {
    const store = await open();
    const chain = await write(store, [entry("one"), entry("two"), entry("three")]);
    const [one, two, three] = (await writtenTimeline(store.read, "inc1")) as [WrittenEntry, WrittenEntry, WrittenEntry];
    expect(verifyTimeline([one, three], chain)).toMatchObject({ broken: 2 });
    expect(verifyTimeline([two, three], chain)).toMatchObject({ broken: 1 });
    expect(verifyTimeline([one, three, two], chain)).toMatchObject({ broken: 2 });
    expect(verifyTimeline([one, two, two, three], chain)).toMatchObject({ broken: 3 });
    expect(verifyTimeline([one, two], chain)).toMatchObject({ broken: 3 });
    expect(verifyTimeline([], chain)).toMatchObject({ broken: 1 });
    expect(verifyTimeline([], "")).toBeNull();
  });

  test("a correction changes what is read, and keeps what was written", async () => {
    const store = await open();
    const correction = { entry: 1, hide: false, text: "deployed 4.2", at: 700 };
    await write(
      store,
      [entry("deployd 4.1"), entry("noise")],
      [entry("corrected entry 1", { kind: "correction", corrects: correction })],
    );
    expect(await readTimeline(store.read, "inc1")).toMatchObject([
      { number: 1, text: "deployed 4.2", at: 700, correctedBy: 3, was: { text: "deployd 4.1", at: 1_000 } },
      { number: 2, text: "noise", at: 1_000, correctedBy: null, was: null },
    ]);
    expect((await writtenTimeline(store.read, "inc1"))[0]).toMatchObject({ text: "deployd 4.1", at: 1_000 });
  });

  test("a hidden entry is left out unless asked for, and can be shown again", async () => {
    const store = await open();
    const hide = (entry: number, hidden: boolean) => ({ entry, hide: hidden, text: null, at: null });
    await write(store, [entry("one"), entry("two")], [entry("hid 1", { kind: "correction", corrects: hide(1, true) })]);
    expect((await readTimeline(store.read, "inc1")).map(({ text }) => text)).toEqual(["two"]);
    expect(
      (await readTimeline(store.read, "inc1", { withHidden: true })).map(({ text, hiddenBy }) => [text, hiddenBy]),
    ).toEqual([
      ["one", 3],
      ["two", null],
      ["hid 1", null],
    ]);
  });

  test("a rolled back decision leaves no entry", async () => {
    const store = await open();
    await write(store, [entry("one")]);
    await expect(
      store.transact(async (tx) => {
        await appendTimeline(tx, { id: "inc1", entries: 1, chain: "x" }, [entry("two")], 1);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await writtenTimeline(store.read, "inc1")).toHaveLength(1);
  });

  test("whatever people write, the chain that is read back holds", async () => {
    const store = await open();
    const texts = fc
      .sample(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 60 }), { numRuns: 3, seed: 7 })
      .flat();
    const chain = await write(
      store,
      texts.map((text) => entry(text)),
    );
    expect(verifyTimeline(await writtenTimeline(store.read, "inc1"), chain)).toBeNull();
  });
});
