import { describe, expect, test } from "vitest";
import { talk } from "../in/kit.ts";

const first =
  'update #1 investigating We are looking into it --components "Gateway (HTTP liveness)" --symptom 503s --impact "calls fail"';

describe("update", () => {
  test("publishes at once, and says where it went and what it promised", async () => {
    const { said, say, updates, incident } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said(first)).toMatch(/Published: on the status page.*The next update is due by .*Is it still SEV1\?/s);
    const [update] = await updates();
    expect(update?.text).toContain("We are looking into it");
    expect((await incident()).lastUpdate?.nextUpdateBy).toBe(update?.nextUpdateBy);
  });

  test("carries the last words over, so that a later stage needs only what is new", async () => {
    const { said, say, updates } = await talk();
    await say("sev1 Gateway returns 503");
    await say(first);
    expect(await said('update #1 identified --cause "a bad release" --action "rolling it back"')).toContain(
      "Published",
    );
    expect((await updates()).at(-1)?.text).toMatch(/^\[IDENTIFIED\] Gateway \(HTTP liveness\) — 503s\n/);
  });

  test("asks for no severity once it is over", async () => {
    const { said, say } = await talk();
    await say("sev1 Gateway returns 503");
    await say(first);
    const over = await said('update #1 resolved --root-cause "A bad release."');
    expect(over).toContain("Published: on the status page");
    expect(over).not.toContain("Is it still SEV1?");
  });

  test("names what is missing, or opens the form with it", async () => {
    const { said, say, updates } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said("update #1 investigating")).toContain("still needs components, symptom, impact");
    expect(await said("update #1 investigating", { forms: true })).toBe("form update");
    expect(await said("update #1", { forms: true })).toBe("form update");
    expect(await updates()).toEqual([]);
  });

  test("keeps inside what may not leave", async () => {
    const { said, say, updates } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said(first.replace("calls fail", "$8,432.10 over budget"))).toContain("8,432.10");
    expect(await updates()).toEqual([]);
    expect(await said("update #1 investigating --audience internal key gk_live_123456789012")).toContain(
      "in the incident's channel only",
    );
  });

  test("can bring another severity, and another time for the next one", async () => {
    const { say, incident, updates, clock } = await talk();
    await say("sev2 Gateway returns 503");
    await say(`${first} --severity sev1 --next-update "in 20 min"`);
    expect((await incident()).severity).toBe("SEV1");
    const promised = (await updates())[0]?.nextUpdateBy ?? 0;
    expect(promised - clock.now()).toBeLessThanOrEqual(20 * 60_000);
  });
});
