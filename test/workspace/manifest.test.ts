import { describe, expect, test } from "vitest";
import { type Manifest, manifestProblems } from "../../src/workspace/manifest.ts";
import { manifest } from "./manifest.ts";

const changed = (change: (app: Manifest) => void): string[] => {
  const app = manifest();
  change(app);
  return manifestProblems(app);
};

describe("a manifest", () => {
  test("like Sitrep's is fine", () => {
    expect(manifestProblems(manifest())).toEqual([]);
  });

  test("with a subscription whose scope is missing is refused, and says which", () => {
    const problems = changed((app) => {
      app.oauth_config.scopes.bot = app.oauth_config.scopes.bot?.filter((scope) => scope !== "im:history");
    });
    expect(problems).toEqual(["The subscription to message.im needs the scope im:history."]);
  });

  test("with an event that does not exist is refused", () => {
    const problems = changed((app) => app.settings?.event_subscriptions?.bot_events?.push("incident_declared"));
    expect(problems).toEqual(['There is no event "incident_declared" to subscribe to.']);
  });

  test("with commands but without their scope is refused", () => {
    const problems = changed((app) => {
      app.oauth_config.scopes.bot = app.oauth_config.scopes.bot?.filter((scope) => scope !== "commands");
    });
    expect(problems).toEqual(["Slash commands and shortcuts need the scope commands."]);
  });

  const command = (name: string) => ({ command: name, description: "" });
  const shortcut = () => ({ type: "global" as const, name: "S", callback_id: "s", description: "" });

  for (const [what, more] of [
    ["a name of 36 characters", { display_information: { name: "x".repeat(36) } }],
    ["a description of 141 characters", { display_information: { name: "x", description: "x".repeat(141) } }],
    ["a command of 33 characters", { features: { slash_commands: [command(`/${"x".repeat(32)}`)] } }],
    ["a command without a slash", { features: { slash_commands: [command("x")] } }],
    ["eleven shortcuts", { features: { shortcuts: Array.from({ length: 11 }, shortcut) } }],
  ] as [string, Partial<Manifest>][])
    test(`with ${what} is refused`, () => {
      expect(manifestProblems({ ...manifest(), ...more })).toHaveLength(1);
    });
});
