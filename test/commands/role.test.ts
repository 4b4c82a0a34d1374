import { expect, test } from "vitest";
import { openRouter } from "../../src/in/router.ts";
import { savePerson } from "../../src/store/people.ts";
import { commands, talk, wordsOf } from "../in/kit.ts";
import { bob } from "../kit/room.ts";

const human = { kind: "person" as const, id: "U0ALICE", name: "alice" };

test("role gives a role, by mention or to oneself, and each role is a verb of its own", async () => {
  const { said, say, incident } = await talk();
  await say("sev1 Gateway returns 503", { actor: human });
  expect(await said("role #1 scribe <@U0BOB|bob>", { actor: human })).toContain("is scribe now.");
  expect(await said("lead #1 me", { actor: { ...bob, id: "U0BOB" } })).toContain("is incident commander now.");
  expect((await incident()).roles).toEqual({ lead: "U0BOB", scribe: "U0BOB" });
  expect(await said("comms #1 <@U0BOB>", { actor: human })).toContain("is comms now.");
});

test("role finds a person by name, seen in Slack or called so by the configuration", async () => {
  const { store, engine, terms, clock, ids, from, incident, say } = await talk();
  await say("sev1 Gateway returns 503", { actor: human });
  await store.transact((tx) => savePerson(tx, { id: "U0BOB0000", name: "bob", realName: null, tz: null, seenAt: 1 }));
  const called = new Map([["carol@example.com", "U0CAROL00"]]);
  const router = openRouter({ commands, engine, store, terms, clock, ids, called });
  expect(wordsOf(await router.say("scribe #1 Bob", from()))).toContain("is scribe now.");
  expect(wordsOf(await router.say("role #1 ops carol", from()))).toContain("is ops now.");
  expect((await incident()).roles).toMatchObject({ scribe: "U0BOB0000", ops: "U0CAROL00" });
});

test("the same again, nobody and an unknown role are told", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503", { actor: human });
  expect(await said("lead #1 me", { actor: human })).toContain("incident commander already");
  expect(await said("lead #1 @nobody", { actor: human })).toContain("Mention the person with @");
  expect(await said("role #1 boss me", { actor: human })).toContain("There is no role boss");
  expect(await said("lead #1", { actor: human, forms: true })).toBe("form role");
});
