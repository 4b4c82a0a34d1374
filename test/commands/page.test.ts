import { expect, test } from "vitest";
import { talk } from "../in/kit.ts";
import { aPager } from "../kit/pagers.ts";

const paging = { paging: { instance: "test", pagers: [aPager("pd")], resolvedThere: "ask" as const, selfTest: null } };

test("page calls a person about the incident, or about none", async () => {
  const { said, say, incident, timeline } = await talk(paging);
  await say("sev3 Slow");
  expect(await said("page #1 <@U012AB3CD> the database is yours")).toContain("They are paged.");
  expect((await incident()).pages.map(({ pager, people }) => `${pager} ${people}`)).toEqual(["pd U012AB3CD"]);
  expect(await timeline()).toContain("alice paged U012AB3CD: the database is yours");
  expect(await said("page secondary come")).toContain("about no incident");
  expect((await incident()).pages).toHaveLength(1);
});

test("page test tries every pager, or says that there is none", async () => {
  expect(await (await talk(paging)).said("page test")).toContain("Every pager is tried");
  expect(await (await talk()).said("page test")).toContain("No pager is configured");
});

test("page asks whom, and says what it did not understand", async () => {
  const { said } = await talk(paging);
  expect(await said("page", { forms: true })).toBe("form page");
  expect(await said("page primery")).toContain("Did you mean primary?");
});

test("what is over is not paged about: it is a call of its own", async () => {
  const { said, say, incident } = await talk(paging);
  await say("sev3 Slow");
  await say("cancel #1 a false alarm");
  expect(await said("page #1 primary are you there")).toContain("about no incident");
  expect((await incident()).pages).toEqual([]);
});
