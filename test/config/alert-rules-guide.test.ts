import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { factNames } from "../../src/domain/alert/match.ts";

const guide = await readFile(new URL("../../docs/alert-rules.md", import.meta.url), "utf8");
const examples = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = ""]) => yaml);

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "guide-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

test("the guide to alert rules has examples", () => {
  expect(examples.length).toBeGreaterThan(6);
});

test.each(examples.map((yaml, index) => [index + 1, yaml] as const))(
  "example %i is a configuration",
  async (_, yaml) => {
    await writeFile(join(cwd, "sitrep.yml"), yaml);
    expect((await loadConfig({ env: {}, cwd })).terms.alertRules.length).toBeGreaterThan(0);
  },
);

test("the guide names every fact", () => {
  expect(factNames.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
