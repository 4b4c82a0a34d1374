import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("why explains every deadline and how it stands", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  await say("ack #1");
  await say("snooze #1 10m the rollback runs --clock mitigation");
  const told = await said("why #1");
  expect(told).toMatch(/Acknowledgement: kept at .*SEV1: 15 min from detection at /);
  expect(told).toMatch(/Mitigation: due by .*left; its reminder is quiet until /);
});

test("why says that nothing is owed where nothing is", async () => {
  const { said, say } = await talk();
  await say("sev4 Typo in the docs");
  expect(await said("why #1")).toContain("A SEV4 owes nothing by a certain time.");
  await say("sev1 Gateway returned 503 --retrospective");
  expect(await said("why #2")).toContain("typed in after the fact");
});
