import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Asked, Command, Typed } from "../../src/in/command.ts";
import { nearest } from "../../src/in/nearest.ts";
import { parseWords } from "../../src/in/parse.ts";
import { asWords } from "../../src/in/which.ts";
import { splitWords, type Word } from "../../src/in/words.ts";
import { someTerms } from "../kit/terms.ts";
import { commands } from "./kit.ts";

const ctx = { terms: someTerms(), now: 0, incident: null } as unknown as Asked;
const command = (verb: string) => commands.find((one) => one.verb === verb) as Command;
const parse = (verb: string, text: string) => parseWords(command(verb), text, splitWords(text) as Word[], ctx);

describe("words into fields", () => {
  test("flags may stand anywhere, named in either way", () => {
    const typed = { stage: "identified", text: "We found it", cause: "a bad release", next_update: "in 30 min" };
    expect(parse("update", 'identified --cause "a bad release" We found it --next-update in 30 min').typed).toEqual({
      ...typed,
      text: "We found it",
    });
    expect(parse("update", '--next_update="in 30 min" identified We found it —Cause a bad release').typed).toEqual(
      typed,
    );
  });

  test("a number in front names the incident, one in the text does not", () => {
    expect(parse("note", "#12 like in #3")).toEqual({ incident: 12, typed: { text: "like in #3" }, problems: [] });
    expect(parse("note", "like in #3 --incident 12")).toEqual({
      incident: 12,
      typed: { text: "like in #3" },
      problems: [],
    });
    expect(parse("note", "x --incident twelve").problems).toHaveLength(1);
  });

  test("a flag twice and a word too many are told", () => {
    expect(parse("severity", "sev1 --why a --why b").problems).toEqual([
      { field: "why", message: "`why` is given twice." },
    ]);
    expect(parse("status", "now").problems).toEqual([{ field: null, message: "`status` does not take `now`." }]);
    expect(parse("status", "--verbose").problems).toEqual([{ field: null, message: "`status` has no `--verbose`." }]);
  });

  test("what a button carries is read back to the same values", () => {
    const words = fc
      .string()
      .map((text) => text.replace(/\s+/g, " ").trim())
      .filter((text) => text !== "" && !text.endsWith("\\"));
    const typed = fc.record({ text: words, cause: words, root_cause: words }, { requiredKeys: ["text"] });
    fc.assert(
      fc.property(typed, (given) => {
        expect(parse("update", asWords(given as Typed)).typed).toEqual(given);
      }),
    );
  });

  test("nothing that is typed breaks it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.string(), ({ verb }, text) => {
        if (!("problem" in splitWords(text))) parse(verb, text);
      }),
    );
  });
});

describe("the nearest word", () => {
  test.each([
    ["resolv", "resolve"],
    ["RESLOVE", "resolve"],
    ["sevirity", "severity"],
    ["tim", "timeline"],
    ["akc", null],
    ["banana", null],
  ])("%s is %s", (said, meant) => {
    expect(nearest(said, ["ack", "resolve", "severity", "timeline"])).toBe(meant);
  });
});
