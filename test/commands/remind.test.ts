import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("remind changes the cadence of this incident, with a reason", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("remind #1 20m customers ask")).toContain("An update is owed every 20 min.");
  expect((await incident()).cadence).toEqual({ everyMs: 1_200_000, why: "customers ask" });
  await say("remind #1 never waiting for the vendor");
  expect((await incident()).cadence?.everyMs).toBeNull();
});

test("remind refuses what is no length of time, or no reason", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("remind #1 often please")).toContain("is not a length of time");
  expect(await said("remind #1 5s please")).toContain("A minute is the shortest cadence");
  expect(await said("remind #1 20m")).toContain("why: This is needed.");
  expect((await incident()).cadence).toBeNull();
});
