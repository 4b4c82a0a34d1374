import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { settingPaths } from "../../scripts/reference/settings.ts";
import { variables } from "../../src/config/environment.ts";
import { loadTemplates } from "../../src/config/templates.ts";
import { read as readAs } from "../in/sources/reading.ts";
import { exists, filesBelow, read, root } from "./tree.ts";

const pages = [...filesBelow("docs", ".md"), "README.md", "CHANGELOG.md"];
const deployed = filesBelow("deploy", ".yml", ".yaml");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

/** Without fenced and indented code, where a bracket is no link. */
const prose = (page: string) =>
  read(page)
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/^ {4}.*$/gm, "");

/** What a heading is called in an address. */
const anchors = (page: string) =>
  [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, words = ""]) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(pages)("%s", (page) => {
  test("leads only to what is there", () => {
    const found = [...prose(page).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, src]) => link ?? src ?? "");
    const lost = found.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      return !exists(target) || (anchor !== undefined && !anchors(target).includes(anchor));
    });
    expect(lost).toEqual([]);
  });

  test("names npm scripts that there are", () => {
    const named = [...read(page).matchAll(/\bnpm run (?:-s )?([a-z-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  test("names settings and variables that there are", () => {
    const groups = new Set(settingPaths().map((path) => path.split(".")[0]));
    const known = settingPaths().map((path) => path.replaceAll(".[]", ""));
    const named = [...prose(page).matchAll(/`([a-z_]+(?:\.[a-z_]+)+)(?::[^`]*)?`/g)]
      .map(([, name = ""]) => name)
      .filter((name) => groups.has(name.split(".")[0]) && !/\.(ts|yml|md|db|json|com)$/.test(name));
    expect(named.filter((name) => !known.some((path) => path === name || path.startsWith(`${name}.`)))).toEqual([]);

    const names = [...Object.keys(variables), ...Object.keys(variables).map((name) => `${name}_FILE`), "SITREP_CONFIG"];
    const told = [...read(page).matchAll(/\bSITREP_[A-Z_]+[A-Z]\b/g)].map(([name]) => name);
    expect(told.filter((name) => !names.includes(name))).toEqual([]);
  });
});

test("docs/slack.md says of every scope of the manifest what it is for, and of no other", () => {
  const { oauth_config } = parse(read("manifest.yml")) as { oauth_config: { scopes: { bot: string[] } } };
  const rows = read("docs/slack.md").match(/^\| `.*$/gm) ?? [];
  const told = rows.flatMap((row) =>
    [...(row.split(" | ")[0] ?? "").matchAll(/`([a-z_:.]+)`/g)].map(([, scope]) => scope),
  );
  expect(told.toSorted()).toEqual(oauth_config.scopes.bot.toSorted());
});

test("every guide stands in the index", () => {
  const index = read("docs/README.md");
  const guides = filesBelow("docs", ".md").filter((path) => path.split("/").length === 2 && path !== "docs/README.md");
  expect(guides.filter((path) => !index.includes(`](${path.replace("docs/", "")})`))).toEqual([]);
});

describe("the picture of the README", () => {
  const [, path = ""] = /!\[[^\]]+\]\(([^)]+\.png)\)/.exec(read("README.md")) ?? [];
  const png = readFileSync(join(root, path));

  test("is 1280 wide and light", () => {
    expect(png.readUInt32BE(16)).toBe(1280);
    expect(png.length).toBeLessThan(400_000);
  });
});

describe("deploy", () => {
  test.each(deployed)("%s can be read, and sets variables that there are", (path) => {
    expect(parseAllDocuments(read(path)).flatMap(({ errors }) => errors)).toEqual([]);
    const names = ["SITREP_CONFIG", "SITREP_PORT", ...Object.keys(variables)];
    const set = [...read(path).matchAll(/\b((?:SITREP|SLACK)_[A-Z_]+[A-Z])\b/g)].map(([name]) => name);
    expect(set.filter((name) => !names.includes(name.replace(/_FILE$/, "")))).toEqual([]);
  });

  test.each(["prometheus-rules.yml", "grafana-dashboard.json"])("%s asks only for metrics that there are", (file) => {
    const known = read("docs/reference/metrics.md");
    const used = [...read(`deploy/${file}`).matchAll(/\bsitrep_[a-z_]+/g)].map(([name]) =>
      name.replace(/_bucket$/, ""),
    );
    expect(used.length).toBeGreaterThan(5);
    expect(used.filter((name) => !known.includes(`\`${name}\``))).toEqual([]);
  });

  test("the dashboard shows every metric but those that say how many timers there are and when it began", () => {
    const dashboard = read("deploy/grafana-dashboard.json");
    const known = [...read("docs/reference/metrics.md").matchAll(/^\| `(sitrep_[a-z_]+)`/gm)].map(
      ([, name = ""]) => name,
    );
    expect(known.filter((name) => !dashboard.includes(name))).toEqual(["sitrep_timers", "sitrep_start_time_seconds"]);
  });
});

describe("an example of the guides", { timeout: 120_000 }, () => {
  const examples = ["docs/extending.md", "docs/testing.md"].flatMap((page) =>
    [...read(page).matchAll(/^```(?:ts|md)\n(?:\/\/|<!--) (\S+)(?: -->)?\n([\s\S]*?)^```$/gm)].map(
      ([, path = "", text = ""]) => ({ path, text }),
    ),
  );
  const code = examples.map(({ path }) => path).filter((path) => path.endsWith(".ts"));
  const folder = mkdtempSync(join(tmpdir(), "sitrep-examples-"));

  // A copy of the project with every example in its place.
  beforeAll(() => {
    for (const part of [
      "src",
      "commands",
      "templates",
      "test",
      "scripts",
      "manifest.yml",
      "package.json",
      "tsconfig.json",
    ])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
    for (const { path, text } of examples) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // The kind of the timer would be a new word of the policy, as the guide says.
      writeFileSync(join(folder, path), text.replace('kind: "customer-call"', 'kind: "action-item"'));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const tool = (file: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(root, "node_modules", file), ...args], { cwd: folder, encoding: "utf8" });

  test("is there for each thing that can be added", () => {
    expect(examples.map(({ path }) => path)).toEqual([
      "src/in/sources/bell.ts",
      "commands/vendor.ts",
      "test/commands/vendor.test.ts",
      "my-templates/updates/resolved.md",
      "src/domain/timers/customer-call.ts",
      "src/out/ntfy.ts",
      "test/stories/night.test.ts",
    ]);
  });

  test("has the right types", () => {
    const config = { extends: "./tsconfig.json", compilerOptions: { noEmit: true }, files: code, include: [] };
    writeFileSync(join(folder, "tsconfig.examples.json"), JSON.stringify(config));
    expect(tool("typescript/bin/tsc", "-p", "tsconfig.examples.json").stdout).toBe("");
  });

  test("works beside everything else, as its own test says", () => {
    writeFileSync(join(folder, "vitest.config.ts"), "export default { test: { testTimeout: 60_000 } };\n");
    const tests = code.filter((path) => path.endsWith(".test.ts"));
    const { stdout, status } = tool("vitest/vitest.mjs", "run", ...tests);
    expect(stdout).toContain(`${tests.length} passed`);
    expect(status).toBe(0);
  });

  test("of a template is taken by Sitrep, and one of a source reads what it says", async () => {
    await expect(loadTemplates(join(root, "templates"), join(folder, "my-templates"))).resolves.toHaveProperty(
      "updates",
    );
    const file = pathToFileURL(join(folder, "src/in/sources/bell.ts")).href;
    const { default: bell } = (await import(file)) as typeof import("../../src/in/sources/alertmanager.ts");
    const body = { id: 7, ringing: true, message: "no answer", level: "critical" };
    expect(readAs(bell, body)).toMatchObject([
      { identity: "bell:7", status: "firing", title: "no answer", labels: { severity: "critical" } },
    ]);
  });
});
