import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkConfig } from "../../src/config/check.ts";
import { loadConfig } from "../../src/config/load.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "alerts-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

async function config(rules: string) {
  await writeFile(join(cwd, "sitrep.yml"), `links: { sla_url: https://example.com/sla }\nalerts: { rules: ${rules} }`);
  return loadConfig({ env: {}, cwd });
}

const rulesOf = async (rules: string) => (await config(rules)).terms.alertRules;
const findings = async (rules: string) => checkConfig(await config(rules)).map(({ finding }) => finding);

const four = "threshold: above 5, action: restart it, who: on call, within: 30 min";

describe("a rule", () => {
  test("is read with everything it can say", async () => {
    const [rule] = await rulesOf(`[{
      name: all of it, match: { service: [checkout, pay-*] }, except: { env: staging },
      count: { at_least: 2, within: 60 s, per: cluster }, unless: { event: deploy, within: 10 min },
      outcome: propose, severity: sev2, kind: alarm, private: true, component: { from: service },
      group_by: [service, region], window: 1 h, runbook: https://r.example.com, ${four}
    }]`);
    expect(rule).toMatchObject({
      name: "all of it",
      match: { service: ["checkout", "pay-*"] },
      except: { env: "staging" },
      count: { atLeast: 2, withinMs: 60_000, per: ["cluster"] },
      unless: { event: "deploy", withinMs: 600_000 },
      outcome: "propose",
      severity: "SEV2",
      kind: "alarm",
      private: true,
      component: { from: "service" },
      groupBy: ["service", "region"],
      windowMs: 3_600_000,
      alarm: { threshold: "above 5", action: "restart it", who: "on call", withinMs: 1_800_000 },
    });
  });

  test("of before works as it did", async () => {
    expect(
      await rulesOf(
        "[{ match: { severity: critical }, outcome: declare, severity: SEV1, runbook: https://r.example.com }]",
      ),
    ).toEqual([
      expect.objectContaining({ name: "rule 1", match: { severity: "critical" }, severity: "SEV1", component: null }),
    ]);
  });

  test("stands before and after the shipped ones, where it is written", async () => {
    const names = (await rulesOf("[{ name: first, outcome: drop, match: { a: b } }, { include: shipped }]")).map(
      ({ name }) => name,
    );
    expect([names[0], names[1], names.at(-1)]).toEqual(["first", "key rotation", "anything else"]);
  });

  test.each<[string, string]>([
    ["[{ match: { a: b } }]", "A rule needs an outcome"],
    ["[{ outcome: propose }]", "A rule that can propose an incident needs a severity"],
    ["[{ include: shipped, outcome: list }]", "can say nothing else"],
    ["[{ outcome: list, match: [a, b] }]", "It must be facts and what they may be"],
    ["[{ outcome: list, match: { a: [] } }]", '"a" needs a value'],
    ["[{ outcome: list, match: { a: { b: c } } }]", '"a" needs a value, or a list of values'],
    ["[{ outcome: list, match: { a: '/(x+)+$/' } }]", "is a regular expression. Use * for any run of characters"],
    ["[{ outcome: list, match: { a: '/time.*out/i' } }]", "is a regular expression"],
    ["[{ outcome: list, count: { at_least: 2 } }]", "alerts.rules.0.count.within"],
    ["[{ outcome: list, count: { at_least: 0, within: 1 min } }]", "is not a number from 1 to 1000"],
    ["[{ outcome: list, count: { at_least: 2.5, within: 1 min } }]", "It must be a whole number"],
    ["[{ outcome: list, count: { at_least: 2, within: 2 days } }]", "at most 24 h"],
    ["[{ outcome: list, rate: { above: 1, per: 1 s, for: 24 h } }]", "choose a longer per"],
    [
      "[{ outcome: list, count: { at_least: 2, within: 1 min }, rate: { above: 1, per: 1 min, for: 5 min } }]",
      "not both",
    ],
    ["[{ outcome: list, cuont: { at_least: 2, within: 1 min } }]", 'There is no such setting. Did you mean "count"?'],
    ["[{ outcome: list, event: x }]", "Only a rule with the outcome mark names an event"],
    ["[{ outcome: list, component: { of: x } }]", "It must be a text, or { from: label }"],
    ["[{ outcome: propose, severity: SEV1, kind: page }]", "A rule that pages must declare"],
    ["[{ outcome: declare, severity: SEV1, match: { test: true } }]", "A test button declares nothing"],
    ["[{ name: a, outcome: list, match: { a: b } }, { name: a, outcome: list }]", "There is another rule of the name"],
    [
      "[{ name: critical, outcome: list, match: { a: b } }, { include: shipped }, { name: critical, outcome: drop }]",
      "There is another rule of the name",
    ],
    ["[{ outcome: list, match: { service: } }]", '"service" needs a value'],
    ["[{ outcome: list, match: }]", "It must be facts and what they may be"],
    ["[{ outcome: list, match: { a: b }, except: { env: } }]", '"env" needs a value'],
    ["[{ outcome: list, match: { a: b }, unless: }]", "It must be like { event: deploy, within: 10 min }"],
    ["[{ outcome: list, match: { a: b }, count: }]", "It must be like { at_least: 2, within: 60 s }"],
    ["[{ outcome: list, match: { a: b }, rate: }]", "It must be like { above: 1, per: 1 min, for: 5 min }"],
    ["[{ outcome: list, match: { level: P1 } }]", 'level is never "P1"; use critical, error, warning, info.'],
    ["[{ outcome: list, match: [{ a: b }, { level: [error, eror] }] }]", 'Did you mean "error"?'],
    ["[{ outcome: list, match: { status: open } }]", 'status is never "open"; use firing, resolved.'],
    ["[{ outcome: list, match: { test: maybe } }]", 'test is never "maybe"; use true.'],
    ["[{ outcome: list, count: { within: 1 min } }]", "count.at_least: It is missing; write for example 2."],
    ["[{ outcome: list, unless: { within: 1 min } }]", "alerts.rules.0.unless.event: It is missing."],
    ["[{ outcome: list, rate: { above: 1, per: 10 min, for: 5 min } }]", "for is shorter than per"],
    ["[{ outcome: declare, severity: SEV1, runbook: ops/gateway }]", '"ops/gateway" is not an address'],
    ["[{ outcome: declare, severity: SEV1, runbook: 'javascript:alert(1)' }]", "is not an address"],
    ["[{ include: shipped }, { include: shipped }]", "The shipped rules are included twice"],
  ])("%s is refused", async (rules, sentence) => {
    await expect(config(rules)).rejects.toThrow(sentence);
  });

  test("whose value is a variable of the environment that is empty is refused, and not one of every alert", async () => {
    const text = "alerts: { rules: [{ outcome: declare, severity: SEV1, match: { service: '${SERVICE}' } }] }";
    await writeFile(join(cwd, "sitrep.yml"), text);
    await expect(loadConfig({ env: { SERVICE: "" }, cwd })).rejects.toThrow('"service" needs a value');
  });

  test("asks only for sources that there are", async () => {
    const sources = [{ name: "alertmanager" }, { name: "generic" }] as never;
    const read = async (match: string) => {
      await writeFile(join(cwd, "sitrep.yml"), `alerts: { rules: [{ outcome: list, match: ${match} }] }`);
      return loadConfig({ env: {}, cwd, sources });
    };
    await expect(read("{ source: alertmanger }")).rejects.toThrow(
      'sitrep.yml:1:43 alerts.rules.0.match: There is no source "alertmanger". Did you mean "alertmanager"?',
    );
    await expect(read("[{ a: b }, { source: [generic, nagios] }]")).rejects.toThrow(
      'There is no source "nagios". Known: alertmanager, generic.',
    );
    await expect(read("{ source: alertmanager/eu }")).rejects.toThrow('{ identity: "alertmanager@eu:*" }');
    await expect(read("{ source: [Generic, alert*] }")).resolves.toBeDefined();
  });

  test("that looks for an event which no rule can note is told", async () => {
    const seeks = "{ outcome: list, unless: { event: deplyo, within: 5 min }, match: { a: b } }";
    const odd = "A rule looks for the event deplyo, and no rule with the outcome mark notes it. It will never be seen.";
    expect(await findings(`[${seeks}, { outcome: mark, match: { event: deploy.* } }]`)).toContain(odd);
    expect(await findings(`[${seeks}, { outcome: mark, match: { event: deplyo } }]`)).not.toContain(odd);
    expect(await findings(`[${seeks}, { outcome: mark, match: { a: b }, event: { from: kind } }]`)).not.toContain(odd);
    expect(await findings(`[${seeks}, { outcome: mark, match: { a: b }, event: Deplyo }]`)).not.toContain(odd);
  });

  test("that only looks like a regular expression is an address", async () => {
    expect((await rulesOf("[{ outcome: list, match: { path: /v1/messages, other: /healthz/ } }]"))[0]?.match).toEqual({
      path: "/v1/messages",
      other: "/healthz/",
    });
  });
});

describe("an alarm", () => {
  test.each(["threshold", "action", "who", "within"])("without %s is refused", async (missing) => {
    const rest = four
      .split(", ")
      .filter((one) => !one.startsWith(missing))
      .join(", ");
    await expect(config(`[{ outcome: list, kind: alarm, ${rest} }]`)).rejects.toThrow(
      `An alarm must say threshold, action, who and within; it lacks ${missing}.`,
    );
    await expect(config(`[{ outcome: list, ${rest} }]`)).rejects.toThrow(`go together; it lacks ${missing}.`);
  });

  test("without several of them is told all in one sentence", async () => {
    await expect(config("[{ outcome: list, kind: alarm, who: me }]")).rejects.toThrow(
      "it lacks threshold, action and within.",
    );
  });

  test.each(["watch dashboards", "Watch the dashboards", "Monitor our graphs closely", "keep an eye on the metrics"])(
    "whose action is %s is refused",
    async (action) => {
      const rule = `{ outcome: list, kind: alarm, ${four.replace("restart it", action)} }`;
      await expect(config(`[${rule}]`)).rejects.toThrow("is no action");
    },
  );

  test("wakes nobody: it cannot declare what pages at any hour", async () => {
    const rule = (severity: string) => `[{ outcome: declare, severity: ${severity}, kind: alarm, ${four} }]`;
    await expect(config(rule("SEV1"))).rejects.toThrow("An alarm wakes nobody, and a declared SEV1 pages at any hour");
    expect(await rulesOf(rule("SEV2"))).toHaveLength(1);
  });

  test("is one of 5 to 20, or the check says so", async () => {
    const some = (count: number) =>
      `[${Array.from({ length: count }, (_, at) => `{ outcome: list, match: { a: b${at} }, kind: alarm, ${four} }`).join(", ")}]`;
    expect(await findings(some(5))).toEqual([]);
    expect(await findings(some(20))).toEqual([]);
    expect(await findings(some(4))).toEqual([expect.stringContaining("There are only 4 rules with kind: alarm")]);
    expect(await findings(some(21))).toEqual([expect.stringContaining("There are 21 rules with kind: alarm")]);
    expect(await findings("[{ outcome: list, match: { a: b } }]")).toEqual([
      expect.stringContaining("There are no rules with kind: alarm"),
    ]);
  });
});

test("an event that nothing notes is told by the check", async () => {
  const rule = "{ outcome: list, match: { a: b }, unless: { event: deploy, within: 5 min } }";
  expect(await findings(`[${rule}, { include: shipped }]`)).toEqual([]);
  const [finding] = await findings(
    `[${rule}, ${Array.from({ length: 5 }, (_, at) => `{ outcome: list, match: { a: c${at} }, kind: alarm, ${four} }`).join(", ")}]`,
  );
  expect(finding).toContain("looks for the event deploy, and no rule with the outcome mark notes it");
});
