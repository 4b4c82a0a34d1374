import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyReplacements, guard } from "../../../src/text/guard.ts";
import { guarded, rules } from "./corpus.ts";
import { disguised, disguises } from "./disguise.ts";

const found = (text: string) => {
  const checked = guard(text, rules);
  return checked.ok ? [] : checked.findings;
};

const sentences: [string, string][] = [
  ["", ""],
  ["It came from ", " today."],
  ["It was ", ". Then it was not."],
  ["Requests fail: ", ""],
  ["One line.\n\nThe second one has (", ") in it.\nNext update by 2026-11-21T10:00Z"],
];

describe.each(Object.entries(disguises))("%s", (_, disguise) => {
  test.each(Object.entries(guarded))("hides no %s", (family, all) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...all).chain((words) => fc.tuple(fc.constant(words), disguised(words, disguise))),
        fc.constantFrom(...sentences),
        ([words, written], [before, after]) => {
          const text = `${before}${written}${after}`;
          const findings = found(text);
          expect(findings.length, `${family} ${words} as ${JSON.stringify(text)}`).toBeGreaterThan(0);
          const mended = applyReplacements(text, findings);
          expect(found(mended), JSON.stringify(mended)).toEqual([]);
        },
      ),
      { numRuns: 20 },
    );
  });
});

test("two disguises at once hide nothing either", () => {
  const signs = ["mixed case", "all look-alike letters", "all in full width"].map((name) => disguises[name]);
  const inserted = Object.entries(disguises).flatMap(([name, disguise]) =>
    /inside|space|joiner|hyphen|nothing$/.test(name) ? [disguise] : [],
  );
  expect(inserted.length).toBeGreaterThan(8);
  const words = fc.constantFrom(...Object.values(guarded).flat());
  fc.assert(
    fc.property(
      fc
        .tuple(words, fc.constantFrom(...signs), fc.constantFrom(...inserted))
        .chain(([plain, first, second]) => disguised(first?.(plain, 0) ?? plain, second)),
      (written) => {
        const findings = found(`It is ${written}.`);
        expect(findings.length, JSON.stringify(written)).toBeGreaterThan(0);
        expect(found(applyReplacements(`It is ${written}.`, findings))).toEqual([]);
      },
    ),
    { numRuns: 600 },
  );
});
