import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordsOf } from "../../../src/text/guard/ordinary.ts";
import { guard } from "../../../src/text/guard.ts";
import { renderUpdate, type UpdateFacts } from "../../../src/text/update.ts";
import { facts, shipped } from "../../templates/shipped.ts";
import { harmless, rules } from "./corpus.ts";

const found = (text: string, given = rules) => {
  const checked = guard(text, given);
  return checked.ok ? [] : checked.findings.map(({ rule, found: words }) => `${rule}: ${words}`);
};

describe("ordinary words pass, alone", () => {
  test.each(harmless)("%s", (words) => expect(found(words)).toEqual([]));
});

const words = fc.constantFrom(...harmless);
const instant = fc.integer({ min: Date.parse("2026-01-01T00:00Z"), max: Date.parse("2030-01-01T00:00Z") });
const stages = ["INVESTIGATING", "IDENTIFIED", "MITIGATING", "RESOLVED"] as const;
const severities = ["SEV1", "SEV2", "SEV3"] as const;

/** Updates with harmless words in all of their fields. */
const updates: fc.Arbitrary<Partial<UpdateFacts>> = fc.record({
  stage: fc.constantFrom(...stages),
  severity: fc.constantFrom(...severities),
  symptom: words,
  impact: words,
  cause: words,
  action: words,
  progress: fc.option(words),
  eta: fc.option(words),
  rootCause: words,
  text: fc.option(fc.array(words, { minLength: 1, maxLength: 4 }).map((some) => some.join(".\n"))),
  noChange: fc.boolean(),
  overall: fc.constantFrom("degraded", "partial-outage", "major-outage"),
  postedAt: instant,
  nextUpdateBy: instant,
  startedAt: instant,
  resolvedAt: instant,
  postMortemBy: fc.option(instant),
  slaUrl: fc.constant("https://example.com/sla"),
  statusUrl: fc.constant("https://status.example.com"),
});

test("ordinary words pass in every shipped template", () => {
  fc.assert(
    fc.property(updates, (changes) => {
      const update = renderUpdate(shipped, { ...facts, ...changes });
      if ("missing" in update) throw new Error(update.missing.join());
      expect(found(update.text), update.text).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

describe("names that are ordinary words", () => {
  const ordinary = wordsOf(Object.values(shipped.updates));
  const all = ordinary.filter((word) => word.length > 1);

  test("do not stop the templates that use these words", () => {
    expect(all).toContain("affected");
    const upper = all.map((word) => word.toUpperCase());
    const internalNames = Object.fromEntries(all.map((word) => [`${word[0]?.toUpperCase()}${word.slice(1)}`, null]));
    const update = renderUpdate(shipped, { ...facts, stage: "IDENTIFIED" });
    const given = { tenants: all, people: upper, internalNames, ordinary, allowed: facts.allComponents };
    expect("text" in update && found(update.text, given)).toEqual([]);
  });

  test("are found where they stand as names", () => {
    const given = { tenants: ["Next", "Gap"], people: ["Mark Will", "al", "X"], internalNames: { Hub: null } };
    expect(found("All customers of Next and Gap use it. We ask Mark and Al, or Mark Will.", given)).toEqual([
      "tenant: Next",
      "tenant: Gap",
      "person: Mark",
      "person: Al",
      "person: Mark Will",
    ]);
    expect(found("The Hub is a GitHub. Next, will a gap mark the next hub? X marks al.", given)).toEqual([
      "internal-name: Hub",
    ]);
    expect(found("@mark, @will and @al", given)).toHaveLength(3);
  });
});
