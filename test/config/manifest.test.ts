import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../src/config/load.ts";
import { type Manifest, manifestOf, manifestYaml } from "../../src/config/manifest.ts";
import { manifestProblems } from "../../src/workspace/manifest.ts";

const manifest = async (env: Record<string, string> = {}) => manifestOf(await loadConfig({ env, cwd: "/nowhere" }));

describe("the app manifest", () => {
  test("is one that Slack would take", async () => {
    expect(manifestProblems(await manifest())).toEqual([]);
    expect(manifestProblems(await manifest({ SITREP_SLACK_MODE: "http" }))).toEqual([]);
  });

  test("says the same as YAML", async () => {
    const made = await manifest();
    expect(parse(manifestYaml(made)) as Manifest).toEqual(made);
  });

  test("has no addresses in Socket Mode", async () => {
    const made = await manifest();
    expect(made.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(made)).not.toContain("http");
  });

  test("leads everything to one address in HTTP mode", async () => {
    const made = await manifest({ SITREP_SLACK_MODE: "http", SITREP_URL: "https://sitrep.example.com" });
    const address = "https://sitrep.example.com/slack/events";
    expect(made.settings).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { request_url: address },
      event_subscriptions: { request_url: address },
    });
    expect(made.features.slash_commands.map(({ url }) => url)).toEqual([address]);
  });

  test("names the command and its aliases as configured", async () => {
    const config = await loadConfig({ env: {}, cwd: "/nowhere" });
    const made = manifestOf({ ...config, slack: { ...config.slack, command: "/outage", aliases: ["/o"] } });
    expect(made.features.slash_commands.map(({ command }) => command)).toEqual(["/outage", "/o"]);
  });
});
