import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, talliesFor } from "../../../src/domain/alert/rules.ts";
import type { Tally } from "../../../src/domain/alert/tally.ts";
import type { Signal } from "../../../src/domain/events.ts";
import type { AlertRule } from "../../../src/domain/terms.ts";
import { someTerms } from "../../kit/terms.ts";
import { aSignal, noon } from "./signal.ts";

function aRule(own: Partial<AlertRule> = {}): AlertRule {
  return { name: "a rule", match: {}, outcome: "list", severity: null, component: null, runbook: null, ...own };
}

/** Rules that keep what they counted from one signal to the next; of stored tallies they see only those they ask for. */
function judging(...alertRules: AlertRule[]) {
  const stored = new Map<string, Tally>();
  const firing = new Set<string>();
  const terms = someTerms({ alertRules });
  return (own: Partial<Signal> = {}, afterMs = 0) => {
    const signal = aSignal(own);
    const asked = new Set(talliesFor(signal, terms));
    const known = new Map([...stored].filter(([key]) => asked.has(key)));
    const given = { signal, at: noon + afterMs, firing: firing.has(signal.identity) };
    const steps: string[] = [];
    const judgement = judge(given, known, terms, (step) => steps.push(step));
    expect(judge(given, known, terms)).toEqual(judgement);
    for (const [key, tally] of judgement.counted) stored.set(key, tally);
    if (signal.status === "firing") firing.add(signal.identity);
    else firing.delete(signal.identity);
    return { ...judgement, steps };
  };
}

describe("the first rule that matches", () => {
  const critical = aRule({ name: "critical", match: { severity: "critical" }, outcome: "declare", severity: "SEV1" });
  const rest = aRule({ name: "rest" });

  test("decides, and the others are not asked", () => {
    const asked = judging(critical, rest);
    expect(asked({ labels: { severity: "critical" } })).toMatchObject({
      rule: { name: "critical" },
      outcome: "declare",
      severity: "SEV1",
      page: false,
      counted: [],
      steps: ["Rule critical matches and decides: severity is critical."],
    });
    expect(asked({ labels: { severity: "warning" } }).steps).toEqual([
      "Rule critical does not match: severity is warning, not critical.",
      "Rule rest matches and decides: it matches everything.",
    ]);
  });

  test("does not decide what it leaves out", () => {
    const asked = judging({ ...critical, except: { env: "staging" } });
    expect(asked({ labels: { severity: "critical", env: "prod" } }).outcome).toBe("declare");
    const { rule, outcome, steps } = asked({ labels: { severity: "critical", env: "staging" } });
    expect({ rule, outcome }).toEqual({ rule: null, outcome: "list" });
    expect(steps).toEqual(["Rule critical does not match: it leaves out what has env is staging.", "No rule decides."]);
  });

  test("of kind page pages at any hour; only when it declares", () => {
    expect(judging({ ...critical, match: {}, kind: "page" })().page).toBe(true);
    expect(judging({ ...critical, match: {}, kind: "page", outcome: "propose" })().page).toBe(false);
    expect(judging({ ...critical, match: {}, kind: "alarm" })().page).toBe(false);
  });
});

describe("a test, and what could not be read", () => {
  test("are listed, whatever the rules say of everything", () => {
    const asked = judging(aRule({ outcome: "declare", severity: "SEV1", kind: "page" }));
    expect(asked({ test: true })).toMatchObject({ rule: null, outcome: "list", severity: null, page: false });
    expect(asked({ unread: "no alerts in it" })).toMatchObject({ rule: null, outcome: "list", page: false });
  });

  test("are for rules that name them", () => {
    const asked = judging(
      aRule({ match: { test: "true" }, outcome: "drop" }),
      aRule({ name: "b", match: { unread: "true" } }),
    );
    expect(asked({ test: true }).outcome).toBe("drop");
    expect(asked({ unread: "no alerts in it" }).rule?.name).toBe("b");
    expect(asked().rule).toBeNull();
  });
});

describe("a rule that counts failures in a row", () => {
  const twice = aRule({
    name: "twice",
    count: { atLeast: 2, withinMs: 60_000, per: null },
    outcome: "declare",
    severity: "SEV1",
    kind: "page",
  });
  const once = aRule({ name: "once", outcome: "propose", severity: "SEV2" });

  test("makes more of the second failure than of the first", () => {
    const asked = judging(twice, once);
    const first = asked();
    expect(first).toMatchObject({ rule: { name: "once" }, outcome: "propose", severity: "SEV2", page: false });
    expect(first.steps[0]).toBe("Rule twice matches, and does not decide yet: 1 of 2 within 1 min.");
    expect(asked({}, 60_000)).toMatchObject({ rule: { name: "twice" }, outcome: "declare", page: true });
    expect(asked({}, 90_000).rule?.name).toBe("twice");
  });

  test("does not when the second comes too late", () => {
    const asked = judging(twice, once);
    asked();
    expect(asked({}, 60_001).rule?.name).toBe("once");
  });

  test("begins anew after a resolve", () => {
    const asked = judging(twice, once);
    asked();
    expect(asked({ status: "resolved" }, 20_000).rule?.name).toBe("once");
    expect(asked({}, 40_000).rule?.name).toBe("once");
    expect(asked({}, 50_000).rule?.name).toBe("twice");
  });

  test("counts another alert apart", () => {
    const asked = judging(twice, once);
    asked();
    expect(asked({ identity: "alertmanager:beef" }, 1_000).rule?.name).toBe("once");
  });

  test("takes a report of several failures for as many", () => {
    expect(judging(twice, once)({ failures: 2 }).rule?.name).toBe("twice");
  });

  test("does not count a message that comes from two places, nor news of what was told", () => {
    const asked = judging(twice, once);
    asked({ eventAt: noon - 500 });
    expect(asked({ eventAt: noon - 500 }, 1_000).rule?.name).toBe("once");
    expect(asked({ acknowledged: { by: "bob" } }, 2_000).rule?.name).toBe("once");
    expect(asked({ eventAt: noon + 3_000 }, 3_000).rule?.name).toBe("twice");
  });

  test("goes by the sender's clock, unless that runs ahead", () => {
    const asked = judging(twice, once);
    asked({ eventAt: noon - 100_000 });
    expect(asked({ eventAt: noon - 10_000 }, 1_000).rule?.name).toBe("once");
    const ahead = judging(twice, once);
    ahead({ eventAt: noon + 1_000_000 });
    expect(ahead({ eventAt: noon + 2_000_000 }, 5_000).rule?.name).toBe("twice");
  });
});

test("a rule that counts per label counts over alerts, and a resolve of one takes nothing back", () => {
  const asked = judging(aRule({ name: "many", count: { atLeast: 3, withinMs: 60_000, per: ["deployment"] } }));
  const pod = (name: string, deployment: string, own: Partial<Signal> = {}) =>
    asked({ identity: `k8s:${name}`, labels: { deployment }, ...own }).rule?.name;
  expect(pod("a", "web")).toBeUndefined();
  expect(pod("b", "web")).toBeUndefined();
  expect(pod("b", "web", { status: "resolved" })).toBeUndefined();
  expect(pod("c", "api")).toBeUndefined();
  expect(pod("d", "web")).toBe("many");
});

test("a rule of a rate decides once every stretch had more, for each key apart", () => {
  const quota = aRule({
    name: "quota",
    rate: { above: 1, perMs: 60_000, forMs: 180_000, by: ["key"] },
    outcome: "propose",
    severity: "SEV3",
  });
  const asked = judging(quota);
  const minute = (key: string, at: number) => {
    asked({ labels: { key } }, at * 60_000);
    return asked({ labels: { key } }, at * 60_000 + 1_000).rule?.name;
  };
  expect([minute("a", 0), minute("a", 1), minute("b", 1), minute("a", 2)]).toEqual([
    undefined,
    undefined,
    undefined,
    "quota",
  ]);
  // A minute without: it begins anew.
  expect(minute("a", 4)).toBeUndefined();
});

describe("a rule that looks for an event", () => {
  const rotated = aRule({ name: "rotated", match: { event: "*.key_rotated" }, outcome: "mark", event: "key_rotated" });
  const dropped = aRule({
    name: "dropped",
    match: { title: "keys dropped" },
    unless: { event: "key_rotated", withinMs: 300_000 },
    outcome: "declare",
    severity: "SEV2",
  });

  test("decides when it was not seen, and not when it was", () => {
    const asked = judging(rotated, dropped);
    expect(asked({ title: "keys dropped" }).rule?.name).toBe("dropped");
    expect(asked({ labels: { event: "gateway.key_rotated" } }, 1_000).outcome).toBe("mark");
    const { rule, steps } = asked({ title: "keys dropped" }, 61_000);
    expect(rule).toBeNull();
    expect(steps.at(-2)).toBe(
      "Rule dropped matches, and does not decide yet: the event key_rotated was seen 1 min before.",
    );
  });

  test("decides again when it is too long ago", () => {
    const asked = judging(rotated, dropped);
    asked({ labels: { event: "gateway.key_rotated" } });
    expect(asked({ title: "keys dropped" }, 300_001).rule?.name).toBe("dropped");
  });
});

describe("the group", () => {
  const about = (rule: Partial<AlertRule>, own: Partial<Signal> = {}) =>
    judging(aRule(rule))({ groupKey: "{}:{job=gateway}", labels: { region: "eu", zone: "1" }, ...own }).group.about;

  test("is the component, else the sender's own group, else the alert itself", () => {
    expect(about({ component: "Gateway" })).toBe("Gateway");
    expect(about({})).toBe("job=gateway");
    expect(about({}, { groupKey: null })).toBe("GatewayDown");
  });

  test("is what the rule says", () => {
    expect(about({ groupBy: ["region", "cell"] })).toBe("region=eu");
    expect(about({ groupBy: "sender", component: "Gateway" })).toBe("job=gateway");
    expect(about({ groupBy: "none", component: "Gateway" })).toBe("GatewayDown");
    expect(about({ groupBy: ["cell"], component: "Gateway" })).toBe("Gateway");
  });

  test.each([
    ['{}/{team="x"}:{job="web", zone="a"}', "job=web, zone=a"],
    ["{}:{}", "what alertmanager sends together"],
    ["checkout", "alertmanager checkout"],
  ])("of the sender, %s, is told as %s", (groupKey, words) => {
    expect(about({}, { groupKey })).toBe(words);
  });

  test("of one alert is told by its title, and is that alert's whatever the title; of a private one by no title", () => {
    const group = (rule: Partial<AlertRule>, title: string) => judging(aRule(rule))({ groupKey: null, title }).group;
    expect(group({}, "Down").about).toBe("Down");
    expect(group({}, "Down, again").key).toBe(group({}, "Down").key);
    expect(group({ private: true }, "Zone violation").about).toBe("alertmanager:60b3");
  });
});

test("a component that a label names must be one of ours", () => {
  const asked = judging(aRule({ component: { from: "service" } }));
  expect(asked({ labels: { service: "trace db" } }).component).toBe("Trace DB");
  expect(asked({ labels: { service: "<!channel>" } }).component).toBeNull();
});

test("plain rules look nothing up and count nothing", () => {
  const rules = [
    aRule({ match: { a: "b" } }),
    aRule({ name: "all" }),
    aRule({ name: "never", count: { atLeast: 2, withinMs: 1, per: null } }),
  ];
  expect(talliesFor(aSignal(), { alertRules: rules })).toEqual([]);
});

test("what is counted does not depend on how the signals were put into batches", () => {
  const rules = [
    aRule({
      name: "three",
      match: { kind: "a" },
      count: { atLeast: 3, withinMs: 50, per: null },
      outcome: "declare",
      severity: "SEV1",
    }),
    aRule({ name: "many", count: { atLeast: 4, withinMs: 80, per: ["kind"] }, outcome: "propose", severity: "SEV3" }),
    aRule({
      name: "rate",
      rate: { above: 1, perMs: 10, forMs: 30, by: ["kind"] },
      outcome: "propose",
      severity: "SEV3",
    }),
    aRule({ name: "rest" }),
  ];
  const terms = someTerms({ alertRules: rules });
  const signal = fc.record({
    identity: fc.constantFrom("x:1", "x:2"),
    kind: fc.constantFrom("a", "b"),
    status: fc.constantFrom("firing" as const, "firing" as const, "resolved" as const),
    at: fc.integer({ min: 0, max: 200 }),
  });
  fc.assert(
    fc.property(
      fc.array(signal, { maxLength: 30 }),
      fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      (all, cuts) => {
        const inOrder = all.toSorted((a, b) => a.at - b.at);
        /** A batch loads once what it speaks of, and stores it at its end. */
        const run = (cut: (index: number) => boolean) => {
          const stored = new Map<string, string>();
          const firing = new Set<string>();
          let batch = new Map<string, Tally>();
          return inOrder.map(({ identity, kind, status, at }, index) => {
            if (cut(index)) {
              for (const [key, tally] of batch) stored.set(key, JSON.stringify(tally));
              batch = new Map();
            }
            const one = aSignal({ identity, status, labels: { kind } });
            for (const key of talliesFor(one, terms)) {
              const found = stored.get(key);
              if (found && !batch.has(key)) batch.set(key, JSON.parse(found) as Tally);
            }
            const judgement = judge({ signal: one, at, firing: firing.has(identity) }, batch, terms);
            for (const [key, tally] of judgement.counted) batch.set(key, tally);
            if (status === "firing") firing.add(identity);
            else firing.delete(identity);
            return judgement.rule?.name;
          });
        };
        expect(run((index) => cuts[index] ?? false)).toEqual(run(() => true));
      },
    ),
  );
});
