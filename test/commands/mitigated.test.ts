import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("mitigated stops the mitigation clock, once, and needs to know how", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("mitigated #1", { forms: true })).toBe("form mitigated");
  expect(await said("mitigated #1 rolled back to 4.2.1")).toContain("Mitigated in time.");
  expect((await incident()).deadlines.find(({ kind }) => kind === "mitigation")?.state).toBe("kept");
  expect(await said("mitigated #1 again")).toContain("was said to have stopped");
});
