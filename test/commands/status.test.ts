import { expect, test } from "vitest";
import { saidIn } from "../../src/in/result.ts";
import { talk } from "../in/kit.ts";

test("status tells where it stands and what is owed, the next first", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("status #1")).toMatch(
    /#1 · SEV1 · Gateway returns 503[\s\S]*Acknowledgement: due by[\s\S]*Resolution: due by/,
  );
  expect(saidIn(await say("status"))?.summary).toMatch(
    /^#1 · SEV1 · Gateway returns 503 · INVESTIGATING; next, acknowledgement due by /,
  );
  await say("cancel #1 a false alarm");
  expect(await said("status #1")).toContain("CANCELLED");
});
