import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { variables } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";

const example = new URL("../../docs/sitrep.example.yml", import.meta.url);

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "example-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

describe("docs/sitrep.example.yml", () => {
  test("says what holds anyway: loading it changes nothing", async () => {
    const { file: none, ...without } = await loadConfig({ env: {}, cwd });
    await copyFile(example, join(cwd, "sitrep.yml"));
    const { file, ...withIt } = await loadConfig({ env: {}, cwd });
    expect(none).toBeNull();
    expect(file).toBe(join(cwd, "sitrep.yml"));
    expect(JSON.parse(JSON.stringify(withIt))).toEqual(JSON.parse(JSON.stringify(without)));
  });

  test("is right in what it comments out, too", async () => {
    const text = await readFile(example, "utf8");
    // A commented setting is `# name: value` after spaces; the introduction stands at the line's beginning.
    const all = text
      .replace(/^( +)# (?=[a-z_ -]+: |[a-z]+:$|-)/gm, "$1")
      .replace(/^.*(open: true #|url: http:\/\/127).*$/gm, "");
    await writeFile(join(cwd, "sitrep.yml"), all);
    const env = {
      DATABASE_URL: "postgres://x",
      SITREP_API_TOKEN: "t",
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_SIGNING_SECRET: "s",
      ALERTMANAGER_TOKEN: "a",
      PAGERDUTY_KEY: "p",
      SMTP_PASSWORD: "m",
    };
    const config = await loadConfig({ env, cwd });
    expect(config.slack.tokens?.signing).not.toBeNull();
    expect(config.sources.alertmanager?.tokens[0]?.reveal()).toBe("a");
    expect(config.pagers[0]).toMatchObject({ use: "pagerduty", name: "platform", severities: ["SEV1", "SEV2"] });
    expect(config.heartbeat?.everyMs).toBe(60_000);
    expect(config.templatesDir).toBe(join(cwd, "my-templates"));
    expect(config.terms.links.call).toBe("https://meet.example.com/war-room");
  });

  test("names every variable of the environment", async () => {
    const text = await readFile(example, "utf8");
    expect(Object.keys(variables).filter((name) => !text.includes(name))).toEqual([]);
  });
});
