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

test("what was published is closed publicly, in words that are for the public alone", async () => {
  const { said, say, incident, updates } = await talk();
  await say("sev1 Gateway returns 503");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  expect(await said("cancel #1 the probe was wrong")).toContain("The public was told that it was none.");
  expect((await incident()).closure).toMatchObject({ how: "cancelled", why: "the probe was wrong" });
  const [, last] = await updates();
  expect(last).toMatchObject({ stage: "RESOLVED", audience: "public", overall: "operational" });
  expect(last?.text).toContain("the service was not affected");
  expect(last?.text).not.toContain("probe");
});

test("what the public reads of it can be said otherwise, and passes the guard like all", async () => {
  const { said, say, incident, updates } = await talk();
  await say("sev1 Gateway returns 503");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  expect(await said('cancel #1 a slip --text "It cost nobody $500."')).toContain("text, character 16: $500");
  expect((await incident()).closure).toBeNull();
  await say('cancel #1 a slip --text "Our monitoring was at fault."');
  expect((await updates()).at(-1)?.text).toContain("Our monitoring was at fault.");
});
