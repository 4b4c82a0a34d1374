import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

test("timeline shows what happened, with the numbers that corrections take", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  expect(await said("timeline #1")).toMatch(/\d\d:\d\d {4}2 {2}alice declared the incident as SEV1/);
});

test("an entry is hidden, reworded or moved, and the original is kept", async () => {
  const { said, say, timeline, store, incident } = await talk();
  await say("sev1 Gateway returns 503");
  await say("note #1 a wrong word");
  const number = (await incident()).entries;
  expect(await said(`timeline #1 edit ${number} the right word --at "5m ago"`)).toContain(
    "is corrected; the original is kept",
  );
  expect(await timeline()).toContain("the right word");
  expect(await said(`timeline #1 hide ${number}`)).toContain("is hidden; the original is kept");
  expect(await timeline()).not.toContain("the right word");
  const written = await store.read.selectFrom("timeline").select("text").execute();
  expect(written.map(({ text }) => text)).toContain("a wrong word");
});

test("what makes no sense together is told", async () => {
  const { said, say, timeline } = await talk();
  await say("sev1 Gateway returns 503");
  const before = await timeline();
  expect(await said("timeline #1 edit 1")).toContain("Say the new words");
  expect(await said("timeline #1 hide 1 words")).toContain("takes no words");
  expect(await said("timeline #1 words")).toContain("Say which entry");
  expect(await said("timeline #1 hide first")).toContain("is no number of an entry");
  expect(await said("timeline #1 hide 99")).toContain("The timeline has no entry 99");
  expect(await timeline()).toEqual(before);
});
