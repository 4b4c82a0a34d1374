import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";
import { bob } from "../kit/room.ts";

test("ack stops the ack clock, once, and tells the second one who was first", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("ack #1", { actor: bob })).toContain(
    "You have #1 · SEV1 · Gateway returns 503. The next public word is due by ",
  );
  expect((await incident()).deadlines.find(({ kind }) => kind === "ack")).toMatchObject({ state: "kept" });
  const before = (await incident()).version;
  expect(await said("ack #1")).toContain("bob acknowledged this at ");
  expect((await incident()).version).toBe(before);
});

test("ack is refused after the end", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  await say("cancel #1 a false alarm");
  expect(await said("ack #1")).toContain("Incident #1 is cancelled");
});
