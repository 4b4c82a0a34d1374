import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("snooze quiets the reminder that is due first, or the one that is named", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said('snooze #1 10m "not now" --clock mitigation')).toContain("Quiet for 10 min");
  const quiet = (await incident()).deadlines.filter(({ snoozedUntil }) => snoozedUntil !== null);
  expect(quiet.map(({ kind }) => kind)).toEqual(["mitigation"]);
});

test("snooze needs a clock that runs, a length and a reason", async () => {
  const { said, say } = await talk();
  await say("sev4 Typo in the docs");
  expect(await said("snooze #1 10m later")).toContain("No clock is running");
  expect(await said("snooze #1 10m")).toContain("why: This is needed.");
  expect(await said("snooze #1 10m later --clock mitigaton")).toContain("Did you mean mitigation?");
  expect(await said("snooze #1", { forms: true })).toBe("form snooze");
});
