import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";

async function published(own = {}) {
  const all = await talk(own);
  await all.say("sev1 Gateway returns 503");
  await all.say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  return all;
}

test("correct opens its form with nothing said, and takes words to replace", async () => {
  const { said, updates } = await published();
  expect(await said("correct #1", { forms: true })).toBe("form correct");
  expect(await said("correct #1 --replace 503s --by 502s")).toContain(
    "Corrected on the status page and in the incident's channel",
  );
  expect((await updates())[0]).toMatchObject({ text: expect.stringContaining("— 502s") });
});

test("words that are not there, and a text without what was promised, are refused", async () => {
  const { said, updates } = await published();
  const before = await updates();
  expect(await said("correct #1 --replace nothing --by all")).toContain("do not stand in the published text");
  expect(await said("correct #1 --text gone")).toContain("The stage and what was promised stay");
  expect(await said("correct #1 --replace 503s")).toContain("Say what it should read instead.");
  expect(await updates()).toEqual(before);
});

test("guarded words are held back with their place, and mended by one click", async () => {
  const { said, updates } = await published();
  const words = 'correct #1 --replace "503s" --by "$500 gone"';
  expect(await said(words)).toContain("text, character");
  expect(await said(`${words} --suggested`)).toContain("Corrected");
  expect((await updates())[0]?.text).toContain("an amount gone");
});

test("where updates are approved, a correction takes that right", async () => {
  const { said } = await published({ approver: true });
  const dave = { kind: "person", id: "U-dave", name: "dave" } as const;
  expect(await said("correct #1 --replace 503s --by 502s", { actor: dave })).toContain("the right to approve");
});
