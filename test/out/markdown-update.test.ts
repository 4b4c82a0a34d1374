import fc from "fast-check";
import { expect, test } from "vitest";
import { bareMarkdown, updateMarkdown } from "../../src/out/markdown.ts";

test("the stage and the lines of an update read the same as Markdown and as they are", () => {
  expect(updateMarkdown("[IN_PROGRESS] Gateway — storage\nPosted: now\n\nThe *work* has begun.")).toBe(
    "[IN_PROGRESS] Gateway — storage  \nPosted: now\n\nThe \\*work\\* has begun.",
  );
});

test("brackets of anybody else stay escaped", () => {
  expect(updateMarkdown("[a link](https://example.com)")).toBe("\\[a link\\](https://example.com)");
});

test("what comes back is the same, escaped or not", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const same = (value: string) => bareMarkdown(value).replace(/\s+/g, " ").trim();
      expect(same(updateMarkdown(text))).toBe(same(text));
    }),
  );
});
