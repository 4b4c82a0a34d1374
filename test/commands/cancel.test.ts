import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("cancel ends a false alarm, and nothing is owed any more", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("cancel #1", { forms: true })).toBe("form cancel");
  expect(await said("cancel #1 the probe was wrong")).toContain("Cancelled #1");
  expect((await incident()).deadlines.filter(({ state }) => state === "running")).toEqual([]);
  expect(await said("cancel #1 again")).toContain("Incident #1 is cancelled");
});

test("what was published is not cancelled: the public has to hear how it ended", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  expect(await said("cancel #1 the probe was wrong")).toContain("Resolve it with a root cause");
  expect((await incident()).closure).toBeNull();
});
