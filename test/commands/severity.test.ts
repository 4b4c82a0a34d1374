import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("severity works every clock out again, and needs a reason", async () => {
  const { said, say, incident, timeline } = await talk();
  await say("sev3 Gateway is slow");
  expect(await said("severity #1 sev1")).toContain("why: This is needed.");
  expect(await said("severity #1 sev1", { forms: true })).toBe("form severity");
  expect(await said("severity #1 sev1 all regions are down")).toContain(
    "#1 · SEV1 · Gateway is slow (it was SEV3). The clocks were worked out again.",
  );
  const mitigation = (await incident()).deadlines.findLast(({ kind }) => kind === "mitigation");
  expect((mitigation?.dueAt ?? 0) - (await incident()).detectedAt).toBe(3_600_000);
  expect(await timeline()).toContain("alice raised the severity from SEV3 to SEV1: all regions are down");
});

test("the same severity again is told, and changes nothing", async () => {
  const { said, say, incident } = await talk();
  await say("sev3 Gateway is slow");
  expect(await said("severity #1 SEV3 because")).toBe("It is SEV3 already. Nothing was changed.");
  expect((await incident()).version).toBe(1);
});
