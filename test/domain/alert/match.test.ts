import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factOf, holds, matchInWords, unmet } from "../../../src/domain/alert/match.ts";
import type { Match } from "../../../src/domain/terms.ts";
import { aSignal } from "./signal.ts";

const signal = aSignal({
  title: "GatewayDown: instance is down",
  description: "Traceback (most recent call last)",
  severityHint: "P1",
  level: "critical",
  labels: { service: "checkout", severity: "Critical", title: "a label", type: "io.metis.quota.alert" },
  groupKey: "{}:{job=gateway}",
  links: [{ title: "Monitored", url: "https://gateway.example.com/healthz" }],
});

test.each<[string, Match, boolean]>([
  ["nothing asked for", {}, true],
  ["a label", { service: "checkout" }, true],
  ["a label in other case", { severity: "CRITICAL" }, true],
  ["another value", { service: "billing" }, false],
  ["a label that is not there", { team: "a" }, false],
  ["any value of a label that is not there", { team: "*" }, false],
  ["any value", { service: "*" }, true],
  ["one of several values", { service: ["billing", "checkout"] }, true],
  ["none of several values", { service: ["billing", "shop"] }, false],
  ["one of two conditions", { service: "checkout", team: "a" }, false],
  ["one of two sets of conditions", [{ team: "a" }, { service: "checkout" }], true],
  ["neither of two sets", [{ team: "a" }, { service: "billing" }], false],
  ["a beginning", { title: "gateway*" }, true],
  ["an end", { title: "*is down" }, true],
  ["a middle", { title: "*: instance*" }, true],
  ["parts in their order", { title: "gate*instance*down" }, true],
  ["parts in another order", { title: "*down*gateway*" }, false],
  ["parts that would have to share characters", { service: "check*kout" }, false],
  ["the whole, without a star", { title: "gateway" }, false],
  ["the text: title and description", { text: "*instance*traceback*" }, true],
  ["the level", { level: ["critical", "error"] }, true],
  ["the source", { source: "alertmanager" }, true],
  ["the address that is monitored", { monitored: "*/healthz" }, true],
  ["the event", { event: "*quota.alert" }, true],
  ["the sender's group", { group: "*job=gateway*" }, true],
  ["a label that is called like a fact", { "labels.title": "a label" }, true],
  ["a test", { test: "true" }, false],
])("%s", (_, match, expected) => {
  expect(holds(signal, match)).toBe(expected);
  expect(unmet(signal, match) === null).toBe(expected);
});

describe("a star of its own", () => {
  test("is written with a backslash", () => {
    const starred = aSignal({ title: "5 * 5" });
    expect(holds(starred, { title: "5 \\* 5" })).toBe(true);
    expect(holds(aSignal({ title: "5 and 5" }), { title: "5 \\* 5" })).toBe(false);
  });
});

test("the severity is the label, else the sender's word; the level is that word where it is one", () => {
  expect(factOf(aSignal({ severityHint: "P1" }), "severity")).toBe("P1");
  expect(factOf(aSignal({ labels: { severity: "warning" } }), "level")).toBe("warning");
  expect(factOf(aSignal({ severityHint: "Warning" }), "level")).toBe("warning");
  expect(factOf(aSignal({ severityHint: "whatever" }), "level")).toBeUndefined();
});

test("names of a payload cannot reach what is no label", () => {
  expect(factOf(aSignal(), "constructor")).toBeUndefined();
  expect(holds(aSignal(), { toString: "*" })).toBe(false);
});

test("what does not hold is told for each set", () => {
  expect(unmet(signal, [{ service: "billing" }, { team: ["a", "b"] }])).toEqual([
    { fact: "service", is: "checkout", wanted: "billing" },
    { fact: "team", is: undefined, wanted: "a or b" },
  ]);
  expect(matchInWords([{ service: "a", team: ["b", "c"] }, { level: "error" }])).toBe(
    "service is a and team is b or c; or level is error",
  );
});

test("stars mean what they mean to a regular expression of any-runs", () => {
  const few = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(few, fc.array(few, { minLength: 1, maxLength: 4 }), (text, parts) => {
      const expected = new RegExp(`^${parts.join(".*")}$`).test(text);
      expect(holds(aSignal({ labels: { x: text } }), { x: parts.join("*") })).toBe(expected);
    }),
  );
});

test("a description that is the title again is not the text twice", () => {
  const text = (description: string | null) => factOf(aSignal({ title: "Disk full", description }), "text");
  expect([text(null), text("Disk full"), text("on db-1")]).toEqual(["Disk full", "Disk full", "Disk full\non db-1"]);
});

test("the worst pattern on the longest text takes no time to speak of", () => {
  const long = aSignal({ labels: { x: "a".repeat(200_000) } });
  const began = process.hrtime.bigint();
  expect(holds(long, { x: `${"*a".repeat(200)}*b` })).toBe(false);
  expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(1_000);
});
