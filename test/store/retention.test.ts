import { expect, test } from "vitest";
import { decideInbox, recordInbox } from "../../src/store/inbox.ts";
import { forget } from "../../src/store/retention.ts";
import { onBothStores } from "../kit/stores.ts";

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
});
