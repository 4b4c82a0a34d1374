import { expect, test } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { talk } from "../in/kit.ts";

const dave: Actor = { kind: "person", id: "U-dave", name: "dave" };
const update = 'update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"';

async function drafted() {
  const all = await talk({ approver: true });
  await all.say("sev1 Gateway returns 503");
  expect(await all.said(update, { actor: dave })).toContain("It waits for approval");
  return all;
}

test("approve publishes the draft of another, in their name", async () => {
  const { said, updates, incident, timeline } = await drafted();
  expect(await updates()).toEqual([]);
  expect(await said(`approve #1 ${(await incident()).draft?.shown}`)).toContain("Published: on the status page");
  expect(await updates()).toMatchObject([{ by: { name: "dave" }, audience: "public" }]);
  expect((await incident()).draft).toBeNull();
  expect((await timeline()).at(-1)).toBe("dave posted the INVESTIGATING update (public), approved by alice");
});

test("it takes the right to approve, and a draft that waits", async () => {
  const { said, updates } = await drafted();
  expect(await said("approve #1", { actor: dave })).toContain("This takes the right to approve");
  expect(await updates()).toEqual([]);
  await said("approve #1");
  expect(await said("approve #1")).toBe("No draft of #1 waits for approval.");
  expect(await updates()).toHaveLength(1);
});

test("the button of an earlier draft approves nothing, whether that was edited or discarded", async () => {
  const { said, updates, incident } = await drafted();
  const shown = async () => (await incident()).draft?.shown;
  const first = await shown();
  await said("discard #1", { actor: dave });
  await said(update, { actor: dave });
  const second = await shown();
  await said(`${update} --edit --action rerouting`, { actor: dave });
  for (const old of [first, second]) expect(await said(`approve #1 ${old}`)).toContain("is not the one you were shown");
  expect(await updates()).toEqual([]);
  expect(await said(`approve #1 ${await shown()}`)).toContain("Published");
  expect((await updates())[0]?.text).toContain("We are rerouting.");
});

test("words that the guard has come to know since are held back when it is approved", async () => {
  const { said, updates, terms } = await talk({ approver: true });
  await said("sev1 Gateway returns 503");
  await said(update.replace("calls fail", "kestrel fails"), { actor: dave });
  terms.guard = { internalNames: { kestrel: "the database" } };
  expect(await said("approve #1")).toContain("kestrel");
  expect(await updates()).toEqual([]);
  // the suggested words are another text than the one that was shown
  expect(await said("approve #1 --suggested")).toContain("Its new text stands in the incident's channel");
  expect(await said("approve #1 --suggested")).toContain("Published");
  expect((await updates())[0]?.text).toContain("the database fails");
});
