import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkConfig } from "../../src/config/check.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type GuardRules, guard } from "../../src/text/guard.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "guard-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function load(yaml: string) {
  await writeFile(join(cwd, "sitrep.yml"), `links: { sla_url: https://example.com/sla }\n${yaml}`);
  return loadConfig({ env: {}, cwd });
}

const found = (text: string, rules: GuardRules) => {
  const checked = guard(text, rules);
  return checked.ok ? [] : checked.findings.map((one) => `${one.found} -> ${one.replacement}`);
};

describe("the settings under guard", () => {
  test("become the guard's rules", async () => {
    const { guard: rules } = await load(`guard:
  internal_names: { trace-db: our analytics store }
  tenants: [Acme]
  people: Alice Martin, jdoe
  internal_hosts: [zeus, .acme.dev]
  key_prefixes: [ak_]
  allowed: [team@example.com]
`);
    expect(found("Trace DB, Acme, alice, jdoe, zeus, a.acme.dev, ak_123", rules)).toEqual([
      "Trace DB -> Our analytics store",
      "Acme -> a customer",
      "alice -> an engineer",
      "jdoe -> an engineer",
      "zeus -> an internal service",
      "a.acme.dev -> an internal service",
      "ak••• -> [an API key]",
    ]);
    expect(found("gk_123 and team@example.com at https://example.com/sla", rules)).toEqual([]);
  });

  test("are not all there is: internal components and people of the configuration count by themselves", async () => {
    const { guard: rules } = await load(`components: [Gateway, { name: Trace DB, internal: true }]
rota: { primary: kimberly, people: { "lee.ann@example.com": hannah } }
permissions: { override: [lead, ursula] }
local: { users: [{ name: gus, real_name: Gustav Olsen }] }
`);
    expect(
      found("See trace_db: kimberly, hannah, lee.ann, Ursula, gus, Olsen.", rules).map((one) => one.split(" -> ")[0]),
    ).toEqual(["trace_db", "kimberly", "hannah", "lee.ann", "Ursula", "gus", "Olsen"]);
    expect(found("lead and Gateway are words", rules)).toEqual([]);
  });

  test("let the page's own address pass, in the local workspace too", async () => {
    const { guard: rules, statusPage } = await load("");
    expect(found(`See ${statusPage.url}.`, rules)).toEqual([]);
    expect(found("See http://localhost:1234.", rules)).toHaveLength(1);
  });

  test.each([
    ["guard: { tenant: [Acme] }", "guard"],
    ["guard: { key_prefixes: [g-k] }", "The beginning of a key is letters and figures"],
    ["guard: { internal_hosts: ['a host'] }", "It must be a host name like zeus"],
    ["guard: { internal_names: [trace-db] }", "names and what the public knows them as"],
  ])("are refused where they are wrong: %s", async (yaml, words) => {
    await expect(load(yaml)).rejects.toThrow(words);
  });
});

describe("sitrep check", () => {
  const warned = async (yaml: string) =>
    checkConfig(await load(yaml)).filter(({ setting }) => setting.startsWith("guard."));

  test.each([
    ["tenants: [X]", "guard.tenants", "too short to be looked for"],
    ["tenants: [HP]", "guard.tenants", "is short"],
    ["people: [Mark]", "guard.people", "is an ordinary word"],
    ["tenants: [OpenAI]", "guard.tenants", 'a part of the public component "Gateway (OpenAI shape)"'],
    ["internal_names: { trace-db: the trace_db }", "guard.internal_names", 'holds "trace_db"'],
    ["tenants: [Acme]\n  allowed: [ACME]", "guard.tenants", "It is never found"],
  ])("warns of %s", async (yaml, setting, words) => {
    expect(await warned(`guard:\n  ${yaml}\n`)).toContainEqual({ setting, finding: expect.stringContaining(words) });
  });

  test("has nothing to say of names that can be told from other words", async () => {
    expect(
      await warned(
        "guard: { tenants: [Acme, Globex], people: [Alice Martin], internal_names: { trace-db: our store } }",
      ),
    ).toEqual([]);
  });
});
