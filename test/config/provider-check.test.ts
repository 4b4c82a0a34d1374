import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { providerFindings } from "../../src/config/provider-check.ts";
import { providerKinds, providerTerms } from "../../src/publishing.ts";

const folder = await mkdtemp(join(tmpdir(), "sitrep-provider-check-"));
afterAll(() => rm(folder, { recursive: true }));

const found = async (providers: string) => {
  await writeFile(
    join(folder, "sitrep.yml"),
    `components: [Gateway, Keystore, { name: Traces, internal: true }]\n${providers}`,
  );
  const config = await loadConfig({ env: {}, cwd: folder, providers: providerKinds });
  return providerFindings(await providerTerms(config), config.terms.components);
};

const hook = (rest: string) => `{ use: webhook, url: "https://hooks.example.com/x", secret: whsec_c2VjcmV0, ${rest} }`;
const all = "components: { Gateway: a, Keystore: b }";

test("nothing is said where all is shown, or where nothing can be", async () => {
  expect(await found("")).toEqual([]);
  expect(await found(`providers: [${hook(all)}]`)).toEqual([]);
  expect(await found("providers: [{ use: manual }]")).toEqual([]);
  // what one leaves out, another shows
  const two = [hook("components: { Gateway: a }"), hook("name: other, components: { Keystore: b }")];
  expect(await found(`providers: [${two.join(", ")}]`)).toEqual([]);
});

test("a provider to which no component is named", async () => {
  expect(await found(`providers: [${hook(all)}, ${hook("name: other")}]`)).toEqual([
    { setting: "providers.other.components", finding: expect.stringContaining("no component of yours is named to it") },
  ]);
  // where none has any, nothing is said of each component
  expect(await found(`providers: [${hook("name: other")}]`)).toHaveLength(1);
});

test("components that no provider shows, the internal ones left out", async () => {
  expect(await found(`providers: [${hook("components: { Gateway: a }")}]`)).toEqual([
    { setting: "providers", finding: expect.stringMatching(/^No status provider shows Keystore:.* Name it under/) },
  ]);
});
