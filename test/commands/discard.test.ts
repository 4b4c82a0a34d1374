import { expect, test } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { talk } from "../in/kit.ts";

const dave: Actor = { kind: "person", id: "U-dave", name: "dave" };

test("discard drops the draft that waits, and what was owed is owed still", async () => {
  const { said, say, incident, timeline } = await talk({ approver: true });
  await say("sev1 Gateway returns 503");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"', {
    actor: dave,
  });
  const owed = (await incident()).deadlines;
  expect(await said("discard #1 it is not so")).toContain("The draft was discarded.");
  expect((await incident()).draft).toBeNull();
  expect((await incident()).deadlines).toEqual(owed);
  expect((await timeline()).at(-1)).toBe("alice discarded the draft by dave: it is not so");
  expect(await said("discard #1")).toBe("No draft of #1 waits for approval.");
});
