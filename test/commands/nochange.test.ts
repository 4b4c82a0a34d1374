import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("nochange repeats the last stage with a new promise, and needs a first word", async () => {
  const { said, say, updates } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("nochange #1")).toContain("Nothing has been said yet");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  expect(await said("nochange #1 We are still rolling back")).toContain("Published");
  const [before, now] = await updates();
  expect(now).toMatchObject({ stage: "INVESTIGATING", audience: "public" });
  expect(now?.text).toContain("We are still rolling back");
  expect(now?.nextUpdateBy).toBeGreaterThanOrEqual(before?.nextUpdateBy ?? 0);
});
