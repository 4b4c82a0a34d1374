import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { pagerKinds } from "../../src/paging.ts";

const guide = await readFile(new URL("../../docs/paging.md", import.meta.url), "utf8");
const kinds = await pagerKinds();
const blocks = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, yaml = ""]) => yaml);

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "guide-"));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(cwd, "sitrep.yml"), yaml);
  const env = Object.fromEntries([...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name, "a".repeat(32)]));
  return loadConfig({ env, cwd, pagers: kinds });
}

describe("docs/paging.md", () => {
  test.each(blocks)("%s can be used as it stands", async (yaml) => {
    const { pagers, heartbeat, selfTest } = await load(yaml);
    expect(pagers.length + (heartbeat ? 1 : 0) + (selfTest ? 1 : 0)).toBeGreaterThan(0);
  });

  test.each(blocks.filter((yaml) => / # (?:url|api_token|topic|to): /.test(yaml)))(
    "%s is right in what it comments out, too",
    async (yaml) => {
      for (const [line] of yaml.matchAll(/^ +# (?:url|api_token|topic|to): .*$/gm)) {
        const own = line.replace("# ", "");
        const name = own.trim().split(":")[0];
        await load(
          `${yaml.replace(new RegExp(`^ +${name}: .*\n`, "m"), "").replace(/^ +people:\n(?: {6}.*\n)+/m, "")}${own}\n`,
        );
      }
    },
  );

  test("has an example of every pager", async () => {
    const shown: string[] = [];
    for (const yaml of blocks) shown.push(...(await load(yaml)).pagers.map(({ use }) => use));
    expect(kinds.map(({ name }) => name).filter((name) => !shown.includes(name))).toEqual([]);
  });

  test("says of each where its key comes from, what it can and what it cannot", () => {
    const sections = guide
      .split(/^## /m)
      .filter((section) => /^\s+- use: /m.test(section) && section.includes("*Where to get it*"));
    expect(sections).toHaveLength(kinds.length);
    for (const section of sections) expect(section).toMatch(/\*It can\*[\s\S]*\*It cannot\*/);
  });
});
