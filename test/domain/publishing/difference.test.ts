import fc from "fast-check";
import { expect, test } from "vitest";
import { type DifferentLine, difference, timeless } from "../../../src/domain/publishing/difference.ts";

const written = (lines: DifferentLine[]) =>
  lines.map(({ kind, pieces }) => {
    const words = pieces.map(({ kind: of, text }) => (of === "same" ? text : `${of === "added" ? "+" : "-"}{${text}}`));
    return `${kind}: ${words.join("")}`;
  });

test("words that changed inside a line are told, and lines that came or went", () => {
  const before = "[INVESTIGATING] Gateway\n\nRequests fail with 503 at times.\nOne more line";
  const after = "[IDENTIFIED] Gateway\n\nMost requests fail with 502 at times.";
  expect(written(difference(before, after))).toEqual([
    "changed: -{[INVESTIGATING] }+{[IDENTIFIED] }Gateway",
    "same: ",
    "changed: -{Requests }+{Most requests }fail with -{503 }+{502 }at times.",
    "removed: -{One more line}",
  ]);
});

test("a line is held against the one it was, not against the one that stands in its place", () => {
  const before = "All is looked into now.\nNext update by 10:30\nOverall: bad";
  const after = "Cause: a cache.\nWe are warming it.\nNext update by 10:35\nOverall: bad";
  expect(written(difference(before, after))).toEqual([
    "removed: -{All is looked into now.}",
    "added: +{Cause: a cache.}",
    "added: +{We are warming it.}",
    "changed: Next update by -{10:30}+{10:35}",
    "same: Overall: bad",
  ]);
});

test("the same text is the same in every line", () => {
  expect(difference("a\nb", "a\nb").every(({ kind }) => kind === "same")).toBe(true);
});

test("texts far too long are not held against each other word by word", () => {
  const long = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const lines = difference(long.join("\n"), long.toReversed().join("\n"));
  expect(lines.length).toBeLessThanOrEqual(1_000);
});

const word = fc.constantFrom("a", "b", "the", "503", "Gateway");
const text = fc
  .array(fc.array(word, { maxLength: 5 }), { maxLength: 6 })
  .map((lines) => lines.map((words) => words.join(" ")).join("\n"));

test("both texts can be read from it", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = difference(before, after);
      const side = (leftOut: "added" | "removed") =>
        lines
          .filter(({ kind }) => kind !== leftOut)
          .map(({ pieces }) => pieces.filter(({ kind }) => kind !== leftOut).map((piece) => piece.text.trim()))
          .map((pieces) => pieces.filter((piece) => piece !== "").join(" "))
          .join("\n");
      expect(side("removed")).toBe(after);
      expect(side("added")).toBe(before);
    }),
  );
});

test("times alone make no other text", () => {
  const one =
    "Posted: 2026-11-24T10:00Z\nResolved as of 2026-11-24T10:00Z. Duration: 00:30. Post-mortem by 2026-12-01.";
  const other =
    "Posted: 2026-11-24T10:10Z\nResolved as of 2026-11-24T10:10Z. Duration: 00:40. Post-mortem by 2026-12-02.";
  expect(timeless(one)).toBe(timeless(other));
  expect(timeless(one)).not.toBe(timeless(other.replace("Resolved", "Closed")));
});
