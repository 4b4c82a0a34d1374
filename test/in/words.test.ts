import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotedWord, splitWords, type Word } from "../../src/in/words.ts";

function texts(text: string): string[] {
  const words = splitWords(text);
  if ("problem" in words) throw new Error(words.problem);
  return words.map((word) => word.text);
}

function flags(text: string) {
  return (splitWords(text) as Word[]).flatMap(({ flag }) => (flag ? [flag] : []));
}

describe("words", () => {
  test("are what stands between spaces, line ends included", () => {
    expect(texts("  sev1   Gateway\nreturns\t503 ")).toEqual(["sev1", "Gateway", "returns", "503"]);
    expect(texts("")).toEqual([]);
  });

  test.each(['"two words"', "“two words”", "„two words“", "”two words”", "«two words»", '“two words"'])(
    "%s is one",
    (typed) => {
      expect(texts(`a ${typed} b`)).toEqual(["a", "two words", "b"]);
    },
  );

  test("keep an apostrophe, and a quote inside", () => {
    expect(texts("it's 24\" wide 'tis")).toEqual(["it's", '24"', "wide", "'tis"]);
    expect(texts('"say \\"no\\" now"')).toEqual(['say "no" now']);
  });

  test("say which quote was never closed", () => {
    expect(splitWords('update "we are rolling back the release of this morning')).toEqual({
      problem: "The quote that opens before `we are rolling back the…` is never closed.",
    });
    expect(splitWords('--cause="half')).toHaveProperty("problem");
  });

  test("a flag may have two dashes or a long one, and a value at once", () => {
    expect(flags("--root-cause x")).toEqual([{ name: "root_cause", value: null }]);
    expect(flags("—root_cause “a b” –Cause=«c d» --eta=15:30Z")).toEqual([
      { name: "root_cause", value: null },
      { name: "cause", value: "c d" },
      { name: "eta", value: "15:30Z" },
    ]);
    expect(flags("Gateway — down - really -- yes a=b")).toEqual([]);
  });

  test("a text that was quoted is read back whole", () => {
    const oneLine = fc
      .string({ unit: "grapheme" })
      .map((text) => text.replace(/\s+/gu, " "))
      .filter((text) => !text.endsWith("\\"));
    fc.assert(
      fc.property(oneLine, (text) => {
        expect(texts(`a ${quotedWord(text)} b`)).toEqual(["a", text, "b"]);
      }),
    );
  });

  test("nothing that is typed breaks it, and nothing is lost without quotes", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void splitWords(text)));
    const plain = fc.string().map((text) => text.replace(/["“”„«»=]/g, ""));
    fc.assert(
      fc.property(plain, (text) => {
        expect(texts(text).join(" ")).toBe(text.trim().split(/\s+/u).join(" "));
      }),
    );
  });
});
