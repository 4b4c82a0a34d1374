import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";
import { bob } from "../kit/room.ts";

test("list shows what is open, and no private one to strangers", async () => {
  const { said, say } = await talk();
  expect(await said("list")).toContain("No incident is open. /incident declare opens one.");
  await say("sev1 Gateway returns 503");
  await say("sev2 Key leaked --private");
  expect(await said("list")).toMatch(/2 incidents are open:[\s\S]*#2 · SEV2 · Key leaked[\s\S]*#1 · SEV1/);
  expect(await said("list", { actor: bob })).toMatch(/One incident is open:[\s\S]*#1/);
  await say("cancel #1 a false alarm");
  expect(await said("list", { actor: bob })).toContain("No incident is open");
});
