import { describe, expect, test } from "vitest";
import { layerOf } from "../../src/domain/rota/layers.ts";
import { savePerson } from "../../src/store/people.ts";
import { talk } from "../in/kit.ts";

const shift = (role: "primary" | "secondary", people: string[]) =>
  layerOf({
    role,
    people,
    zone: "UTC",
    start: "2026-01-05",
    everyDays: 7,
    on: null,
    at: "09:00",
    hours: null,
    weekdays: null,
  });
const rota = {
  primary: null,
  secondary: null,
  escalation: ["U-eve"],
  layers: [shift("primary", ["U0ALICE00", "U0BOB0000"]), shift("secondary", ["U0CAROL00"])],
};

describe("oncall", () => {
  test("shows who is on call, until when, who is next, and what comes after them", async () => {
    const { said, store } = await talk({ rota });
    const words = await said("oncall");
    expect(words).toMatch(/Primary: .*(U0ALICE00|U0BOB0000).* until 20\d\d-\d\d-\d\dT09:00Z, then .*\(sitrep\.yml\)/);
    expect(words).toMatch(/Secondary: .*U0CAROL00/);
    expect(words).toMatch(/Then: .*U-eve/);
    expect(await store.read.selectFrom("rota_override").selectAll().execute()).toEqual([]);
  });

  test("tells when an override leaves one person in both places, and when nobody is primary", async () => {
    const { said } = await talk({ rota });
    expect(await said("oncall")).not.toMatch(/same person|Nobody is primary/);
    await said("oncall override <@U0CAROL00> until in 2h");
    expect(await said("oncall")).toMatch(
      /The same person is primary and secondary from 20[-0-9T:]+Z until 20[-0-9T:]+Z: a page that is not acknowledged/,
    );
    await said("oncall clear 1");
    expect(await said("oncall")).not.toContain("same person");
    const alone = await talk({ rota: { ...rota, layers: [shift("secondary", ["U0CAROL00"])] } });
    expect(await alone.said("oncall")).toMatch(/Nobody is primary from 20[-0-9T:]+Z\./);
  });

  test.each([
    ["oncall override <@U0DAVE000> until in 2h", "primary"],
    ["oncall override <@U0DAVE000> from now until in 2h --role primary", "primary"],
    ["oncall override @U0DAVE000 from in 10 min until tomorrow 23:59 --role secondary", "secondary"],
    ["rota override me until in 2h", "primary"],
  ])("%s takes the place", async (typed, role) => {
    const { said, store } = await talk({ rota });
    expect(await said(typed)).toContain("Done");
    expect(await store.read.selectFrom("rota_override").select(["number", "role"]).execute()).toEqual([
      { number: 1, role },
    ]);
    expect(await said("oncall")).toContain("Override 1:");
    expect(await said("oncall clear #1")).toContain("taken back");
    expect(await said("oncall")).not.toContain("Override 1:");
    expect(await said("oncall clear 1")).toContain("There is no override 1 that still holds.");
  });

  test("swaps the next shifts of two people", async () => {
    const { said, store } = await talk({ rota });
    expect(await said("oncall swap <@U0ALICE00> <@U0BOB0000> next")).toContain("Done");
    expect(
      (await store.read.selectFrom("rota_override").select(["number", "person"]).orderBy("id").execute()).toSorted(
        (a, b) => (a.person < b.person ? -1 : 1),
      ),
    ).toEqual([
      { number: 1, person: "U0ALICE00" },
      { number: 1, person: "U0BOB0000" },
    ]);
    expect(await said("oncall swap <@U0ALICE00> <@U0ALICE00>")).toContain("cannot swap with themselves");
  });

  test("takes people by name, and no time or day for one", async () => {
    const { said, store } = await talk({ rota });
    await store.transact(async (tx) => {
      const seen = { realName: null, tz: null, seenAt: 1 };
      await savePerson(tx, { id: "U0ALICE00", name: "alice", ...seen });
      await savePerson(tx, { id: "U0BOB0000", name: "bob", ...seen });
    });
    expect(await said("oncall swap alice Bob")).toContain("Done");
    expect(await said("oncall override bob 10:00 until in 2h")).not.toContain("nobody");
    expect(await said("oncall override alice in 10 min until in 2h")).toContain("Done");
    expect(await said("oncall override bob until tomorrow 23:59 --role secondary")).toContain("Done");
    const people = await store.read.selectFrom("rota_override").select("person").orderBy("number").execute();
    expect(new Set(people.map(({ person }) => person))).toEqual(new Set(["U0ALICE00", "U0BOB0000"]));
  });

  test.each([
    ["oncall override until 22:00", "Say who is to be on call."],
    ["oncall override <@U0DAVE000>", "Say until when"],
    ["oncall override somebody until 22:00", "nobody that Sitrep knows by name"],
    ["oncall swap alice bob", "nobody that Sitrep knows by name"],
    ["oncall override <@U0DAVE000> until 22:00 --role boss", "There is no role"],
    ["oncall swap <@U0DAVE000>", "Say with whom they swap."],
    ["oncall swap <@U0ALICE00> <@U0BOB0000> on someday", "oncall does not take"],
    ["oncall clear", "Say which override"],
    ["oncall <@U0DAVE000>", "There is no deed"],
    ["oncall have", "Press the button"],
    ["oncall have 01ARZ3NDEKTSV4RRFFQ69G5FAV", "This hand-over is past"],
    ["oncall clear 3 --until 22:00", "Times belong to an override"],
  ])("%s is refused with what is missing", async (typed, words) => {
    const { said, store } = await talk({ rota });
    expect(await said(typed)).toContain(words);
    expect(await store.read.selectFrom("rota_override").selectAll().execute()).toEqual([]);
  });

  test("is for those who may respond; looking is for everybody", async () => {
    const { said, terms } = await talk({ rota });
    const { respond: _, ...others } = terms.permissions;
    const strict = await talk({
      rota,
      permissions: { ...others, respond: { everyone: false, roles: [], people: ["U-nobody"] } },
    });
    expect(await strict.said("oncall override me until in 2h")).toContain("This takes the right to respond");
    expect(await strict.said("oncall")).toContain("Primary:");
    expect(await said("oncall override me until in 2h")).toContain("Done");
  });
});
