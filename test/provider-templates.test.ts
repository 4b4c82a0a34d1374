import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../src/config/load.ts";
import { bringTemplates } from "../src/provider-templates.ts";
import { providerKinds } from "../src/publishing.ts";
import { namedExports } from "../src/text/saved-templates.ts";
import { storyClock } from "./kit/clock.ts";
import { type FakeServer, openFake } from "./out/providers/fake.ts";
import { shipped } from "./templates/shipped.ts";

/* A page that keeps templates, and takes them one by one. */

let cwd: string;
let page: FakeServer;
let kept: Record<string, unknown>[];
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "provider-templates-"));
  kept = [];
  page = await openFake(({ method, json }) => {
    if (method === "POST") kept.push(json.template);
    return { status: method === "POST" ? 201 : 200, json: method === "POST" ? json.template : kept };
  });
});
afterEach(async () => {
  rmSync(cwd, { recursive: true, force: true });
  await page.close();
});

const statuspage = () => `
  - use: statuspage
    page: p1
    api_key: key-4711
    url: ${page.url}
    allow_private: true
`;

async function bring(providers: string, prefix?: string) {
  writeFileSync(join(cwd, "sitrep.yml"), providers === "" ? "" : `providers:${providers}`);
  const config = await loadConfig({ env: {}, cwd, providers: providerKinds });
  return bringTemplates(config, namedExports(shipped, prefix), storyClock(Date.parse("2026-11-21T09:30:00Z")));
}

test("a page that keeps templates gets each once, under the installation's own names", async () => {
  expect(await bring(statuspage(), "acme")).toEqual({
    words: [
      "Statuspage: acme-sev1-major-outage was made.",
      "Statuspage: acme-sev2-partial-outage was made.",
      "Statuspage: acme-sev3-degraded was made.",
    ].join("\n"),
    isDone: true,
  });
  expect((await bring(statuspage(), "acme")).words).toContain("acme-sev3-degraded is there already.");
  expect(kept).toHaveLength(3);
});

test("what was broken off is gone on with, and nothing is made twice", async () => {
  page.faults(["lost"]);
  const first = await bring(statuspage());
  expect(first).toMatchObject({ isDone: false });
  expect(first.words).toContain("Run it again");
  expect(await bring(statuspage())).toMatchObject({ isDone: true });
  expect(kept.map(({ name }) => name)).toEqual([
    "metis-sev1-major-outage",
    "metis-sev2-partial-outage",
    "metis-sev3-degraded",
  ]);
});

test("a no is told without the key, and holds up no other", async () => {
  page.faults([{ status: 401, json: { error: "Not with key-4711" } }]);
  const { words, isDone } = await bring(`${statuspage()}  - use: manual\n    called: the old page\n`);
  expect(isDone).toBe(false);
  expect(words).toContain("401");
  expect(words).not.toContain("key-4711");
  expect(words).toContain("the page kept by hand keeps no templates.");
});

test("without a provider it says where else the templates are", async () => {
  expect((await bring("")).words).toContain("`sitrep templates` prints the templates");
});
