import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/mistakes.ts";
import { providerKinds } from "../../src/publishing.ts";

const folder = await mkdtemp(join(tmpdir(), "sitrep-providers-"));
afterAll(() => rm(folder, { recursive: true }));

const load = async (yaml: string) => {
  await writeFile(join(folder, "sitrep.yml"), yaml);
  return loadConfig({ env: {}, cwd: folder, providers: providerKinds });
};

const wrong = async (yaml: string): Promise<string> => {
  const error = await load(yaml).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).message;
};

const good = `
providers:
  - use: webhook
    url: https://hooks.example.com/status
    secret: whsec_c2VjcmV0
    components: { "Gateway (HTTP liveness)": 12 }
`;

test("a provider is read, with ids as texts and its secret never printed", async () => {
  const config = await load(good);
  expect(config.providers).toMatchObject([
    {
      use: "webhook",
      name: "webhook",
      maintenance: true,
      allowPrivate: false,
      components: { "Gateway (HTTP liveness)": "12" },
    },
  ]);
  expect(inspect(config, { depth: 9 })).not.toContain("c2VjcmV0");
});

test("none is the default, and no kind is loaded for it", async () => {
  await writeFile(join(folder, "sitrep.yml"), "");
  const providers = () => Promise.reject(new Error("nobody asked for them"));
  expect((await loadConfig({ env: {}, cwd: folder, providers })).providers).toEqual([]);
});

test.each([
  [
    "an unknown kind",
    "providers: [{ use: statuspag }]",
    'There is no status provider "statuspag". Did you mean "statuspage"?',
  ],
  [
    "a setting that it does not know",
    good.replace("secret:", "secrets: x\n    secret:"),
    'knows no such setting. Did you mean "secret"?',
  ],
  ["a setting that it needs", good.replace(/\n {4}secret.*/, ""), "needs secret"],
  [
    "two of one name",
    `${good}  - use: webhook\n    url: https://b.example.com\n    secret: whsec_c2VjcmV0\n`,
    'There are two status providers called "webhook"',
  ],
  [
    "an unknown component",
    good.replace("(HTTP liveness)", "(HTTP livenes)"),
    'Did you mean "Gateway (HTTP liveness)"?',
  ],
  [
    "an internal component",
    `components: [{ name: Trace DB, internal: true }, Gateway]\n${good.replace("Gateway (HTTP liveness)", "Trace DB")}`,
    "is internal, and is never shown",
  ],
])("%s is told with its place", async (_what, yaml, words) => {
  const said = await wrong(yaml);
  expect(said).toContain(words);
  expect(said).toMatch(/sitrep\.yml:\d+:\d+/);
});
