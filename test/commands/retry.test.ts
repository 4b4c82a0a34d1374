import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("retry puts a failed delivery back into its lane, once", async () => {
  const { said, say, store } = await talk();
  await say("sev1 Gateway returns 503");
  const row = await store.read.selectFrom("outbox").select("id").orderBy("id").executeTakeFirstOrThrow();
  await store.transact(
    async (tx) =>
      void (await tx.updateTable("outbox").set({ state: "failed", error: "x" }).where("id", "=", row.id).execute()),
  );
  expect(await said(`retry ${row.id}`)).toBe("It is being tried again.");
  expect(await said(`retry ${row.id}`)).toContain("There is no failed delivery of that number");
  expect(await said("retry it")).toContain("Say the number");
});
