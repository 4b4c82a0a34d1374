import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("note writes to the timeline, at its time, also after the end", async () => {
  const { said, say, timeline } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said('note #1 restarted the proxy --at "5m ago"')).toBe("It is on the timeline.");
  await say("cancel #1 a false alarm");
  await say("note #1 it's really over");
  expect(await timeline()).toEqual(expect.arrayContaining(["restarted the proxy", "it's really over"]));
});

test("note takes no empty words and no time to come", async () => {
  const { said, say, timeline } = await talk();
  await say("sev1 Gateway returns 503");
  const before = await timeline();
  expect(await said("note #1")).toContain("text: This is needed.");
  expect(await said("note #1 later --at 2099-01-01T00:00Z")).toContain("lies in the future");
  expect(await timeline()).toEqual(before);
});
