import { expect, test } from "vitest";
import { story } from "../kit/story.ts";

test("nobody of ours is named in public, whether or not the configuration lists them", async () => {
  await using s = await story({ at: "2026-11-24T10:00Z" });
  await s.say("alice", "general", "/incident declare sev2 Gateway returns 503");
  await s.room();
  const words = {
    stage: "INVESTIGATING",
    components: ["Gateway (HTTP liveness)"],
    symptom: "Requests fail",
    impact: "Calls fail",
  };
  const post = (text: string) => s.api("POST", "/incidents/1/update", { ...words, text });

  const no = await post("We asked **Bob**, ALICE and @carol.");
  expect([no.status, no.body.code]).toEqual([422, "guarded-words"]);
  const found = (no.body.errors as { replacement: string }[]).map(({ replacement }) => replacement);
  expect(found).toEqual(["an engineer", "an engineer", "an engineer"]);
  expect((await s.incident()).updates).toEqual([]);

  expect((await post("We have asked an engineer. Next we will mark what may be affected.")).status).toBe(200);
});
