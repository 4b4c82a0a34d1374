import { describe, expect, test } from "vitest";
import { talk } from "../in/kit.ts";

const first = 'update #1 investigating --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"';

describe("resolve", () => {
  test("tells the public, stops the clocks and drafts the post-mortem", async () => {
    const { said, say, incident, updates } = await talk();
    await say("sev1 Gateway returns 503");
    await say(first);
    expect(await said("resolve #1 A bad release was rolled back.")).toMatch(
      /Resolved #1 .* after 00:00 .*The public has been told\./s,
    );
    expect((await updates()).at(-1)?.text).toContain("Root cause: A bad release was rolled back.");
    expect((await incident()).deadlines.filter(({ state }) => state === "running").map(({ kind }) => kind)).toEqual([
      "post-mortem",
    ]);
  });

  test("asks for the root cause, and refuses a second end", async () => {
    const { said, say } = await talk();
    await say("sev1 Gateway returns 503");
    await say(first);
    expect(await said("resolve #1", { forms: true })).toBe("form resolve");
    expect(await said("resolve #1")).toContain("root_cause");
    await say("resolve #1 A bad release.");
    expect(await said("resolve #1 A bad release.")).toContain("Incident #1 is resolved");
  });

  test("ends quietly what was never public", async () => {
    const { said, say } = await talk();
    await say("sev4 Typo in the docs");
    expect(await said("resolve #1 It is corrected.")).toContain("Nothing of it was public.");
  });

  test("takes the time it was over, not one to come", async () => {
    const { said, say, incident } = await talk();
    await say('sev3 Gateway is slow --detected-at "2h ago"');
    expect(await said('resolve #1 --resolved-at 2099-01-01T00:00Z "x"')).toContain("lies in the future");
    expect(await said('resolve #1 "The cache was cold." --resolved-at "1h ago"')).toContain("after 01:00");
    expect((await incident()).stage).toBe("RESOLVED");
  });
});
