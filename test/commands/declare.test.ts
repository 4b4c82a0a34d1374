import { describe, expect, test } from "vitest";
import { saidIn } from "../../src/in/result.ts";
import { talk } from "../in/kit.ts";
import { bob } from "../kit/room.ts";

describe("declare", () => {
  test("opens an incident with everything that was said", async () => {
    const { said, incident } = await talk();
    const words =
      'declare sev2 TLS expired --components "Gateway (HTTP liveness), Keystore" --symptom "handshakes fail" --detected-at "10m ago" --drill';
    expect(await said(words)).toContain("A drill wakes nobody");
    const now = await incident();
    expect(now).toMatchObject({
      title: "TLS expired",
      severity: "SEV2",
      kind: "drill",
      components: ["Gateway (HTTP liveness)", "Keystore (active keys)"],
      account: { symptom: "handshakes fail" },
    });
    expect(now.declaredAt - now.detectedAt).toBeGreaterThanOrEqual(600_000);
  });

  test("counts as acknowledged only when the one on call declares", async () => {
    const { said } = await talk();
    expect(await said("sev1 Gateway returns 503")).toContain("It is not acknowledged yet");
    expect(await said("sev1 Keystore is down", { actor: bob })).toContain(
      "You are on call, so it counts as acknowledged",
    );
  });

  test("asks by a form for what is missing, and refuses what cannot be", async () => {
    const { said } = await talk();
    expect(await said("declare", { forms: true })).toBe("form declare");
    expect(await said("declare Gateway returns 503", { forms: true })).toBe("form declare");
    expect(await said("declare sev9 Gateway")).toContain("There is no severity sev9");
    expect(await said("declare sev1 Gateway --detected-at 2099-01-01T00:00Z")).toContain("lies in the future");
    expect(await said("declare sev1 Gateway --components Fridge")).toContain("There is no component Fridge");
  });

  test("offers to join what is open already, or to declare with all that was said", async () => {
    const { said, say, incident } = await talk();
    await say("sev1 Gateway returns 503");
    const asked = saidIn(
      await say('sev2 Gateway returns 503s --symptom "it\'s slow" --components Keystore --detected-at "1h ago"'),
    );
    expect(asked?.summary).toContain("Something similar is open: #1");
    const buttons = asked?.blocks.flatMap((block) => (block.type === "buttons" ? block.buttons : [])) ?? [];
    const again = buttons.find(({ label }) => label === "Declare anyway");
    expect(await said(again && "verb" in again ? `${again.verb} ${again.words}` : "")).toContain("Declared #2");
    expect(await incident(2)).toMatchObject({
      account: { symptom: "it's slow" },
      components: ["Keystore (active keys)"],
    });
    expect((await incident(2)).declaredAt - (await incident(2)).detectedAt).toBeGreaterThanOrEqual(3_599_000);
  });

  test.each(["Keystore is down", "Gateway returns 502"])("%s is another trouble", async (title) => {
    const { said, say } = await talk();
    await say("sev1 Gateway returns 503");
    expect(await said(`sev2 ${title}`)).toContain("Declared #2");
  });
});
