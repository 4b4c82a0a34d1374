import { expect, test } from "vitest";
import { everyoneSeen, peopleByName, personById, savePerson, withNames } from "../../src/store/people.ts";
import { onBothStores } from "../kit/stores.ts";

const bob = { id: "U070625N5D6", name: "bob", realName: "Bob Fischer", tz: "Europe/Berlin", seenAt: 1 };

onBothStores("people", (open) => {
  test("are kept as they were last seen", async () => {
    const store = await open();
    await store.transact((tx) => savePerson(tx, bob));
    await store.transact((tx) => savePerson(tx, { ...bob, name: "robert", seenAt: 2 }));
    expect(await personById(store.read, bob.id)).toEqual({ ...bob, name: "robert", seenAt: 2 });
  });

  test("are named in sentences where they are known, and stay ids where they are not", async () => {
    const store = await open();
    await store.transact((tx) => savePerson(tx, bob));
    const said = await withNames(store.read, ["Paged the primary (U070625N5D6, U000000000)", "no one here"]);
    expect(said).toEqual(["Paged the primary (bob, U000000000)", "no one here"]);
  });

  test("are all known by id, name and full name, for what must not name them", async () => {
    const store = await open();
    expect(await everyoneSeen(store.read)).toEqual([]);
    await store.transact((tx) => savePerson(tx, bob));
    await store.transact((tx) => savePerson(tx, { ...bob, id: "U1", name: "kim", realName: null }));
    expect(await peopleByName(store.read)).toEqual([
      { id: "U070625N5D6", names: ["bob", "Bob Fischer"] },
      { id: "U1", names: ["kim"] },
    ]);
    expect((await everyoneSeen(store.read)).toSorted()).toEqual(["Bob Fischer", "U070625N5D6", "U1", "bob", "kim"]);
  });
});
