import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("reopen starts the clocks anew, with a reason, and only after the end", async () => {
  const { said, say, incident } = await talk();
  await say("sev4 Typo in the docs");
  expect(await said("reopen #1 it is back")).toContain("Incident #1 is not resolved");
  await say("resolve #1 Corrected.");
  expect(await said("reopen #1", { forms: true })).toBe("form reopen");
  expect(await said("reopen #1 it is back")).toContain("Reopened #1");
  expect(await incident()).toMatchObject({ stage: "INVESTIGATING", resolvedAt: null });
});
