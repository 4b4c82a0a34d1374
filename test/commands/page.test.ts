import { expect, test } from "vitest";
import { savePerson } from "../../src/store/people.ts";
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

test("page finds a person by name, and asks where a name is nobody's or of several", async () => {
  const { said, say, incident, store } = await talk(paging);
  await store.transact(async (tx) => {
    const seen = { tz: null, seenAt: 1 };
    await savePerson(tx, { id: "U0BOB0000", name: "bob", realName: "Bob Fischer", ...seen });
    await savePerson(tx, { id: "U0DANA000", name: "dana.k", realName: "Dana Kovac", ...seen });
    await savePerson(tx, { id: "U0DANA001", name: "dana.w", realName: "Dana Weiss", ...seen });
    await savePerson(tx, { id: "U0WALTER0", name: "walter", realName: null, ...seen });
  });
  await say("sev3 Slow");
  expect(await said("page #1 bob the database is yours")).toContain("They are paged.");
  expect(await said("page #1 @dana.k please join")).toContain("They are paged.");
  expect(await said('page #1 "Dana Weiss"')).toContain("They are paged.");
  expect(await said("page #1 WALTER")).toContain("They are paged.");
  const paged = ["U0BOB0000", "U0DANA000", "U0DANA001", "U0WALTER0"];
  expect((await incident()).pages.flatMap(({ people }) => people)).toEqual(paged);
  expect(await said("page #1 dana")).toContain('"dana" may be @dana.k (Dana Kovac) or @dana.w (Dana Weiss).');
  expect(await said("page #1 bobb")).toContain("Did you mean bob? Mention the person with @");
  expect(await said("page #1 somebody")).toContain("Or say primary, secondary, everyone or test.");
  expect((await incident()).pages).toHaveLength(paged.length);
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
