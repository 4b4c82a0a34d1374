import { expect, test } from "vitest";
import { openRouter } from "../../src/in/router.ts";
import { commands, talk, wordsOf } from "../in/kit.ts";

test("postmortem shows the draft, where it lies and by when it is owed", async () => {
  const parts = await talk();
  const { say, said, engine, incident, from } = parts;
  await say("sev1 Gateway returns 503");
  expect(await said("postmortem #1 show")).toContain("drafted when the incident is resolved");
  await say('update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"');
  await say("resolve #1 A bad release.");
  expect(await said("postmortem #1")).toContain("its draft is being written");
  await engine.handle({
    type: "incident.postmortem-drafted",
    incident: (await incident()).id,
    by: from().actor,
    path: "postmortems/1.md",
  });
  expect(await said("postmortem #1 show")).toContain("The file is not there any more");
  const router = openRouter({ ...parts, commands, readFile: async () => "# Post-mortem" });
  expect(wordsOf(await router.say("postmortem #1 show", from()))).toMatch(
    /lies in postmortems\/1\.md\. It is due by .*# Post-mortem/s,
  );
});
