import fc from "fast-check";
import { expect, test } from "vitest";
import { guardByField } from "../../../src/domain/publishing/guarded.ts";
import { guard } from "../../../src/text/guard.ts";

const rules = { internalNames: { kestrel: "the database" }, people: ["Maria Ortega"] };
const impact = "reach kestrel, for $500 and $600";
const text = `[INVESTIGATING] Gateway — kestrel is slow\nPosted: now\n\nCustomers are unable to ${impact}. Ask Maria Ortega.`;

test("each finding is blamed to the field whose words it is in, with its place there", () => {
  const checked = guardByField(text, { symptom: "kestrel is slow", impact, cause: null }, rules);
  if (checked.ok) throw new Error("nothing was found");
  expect(checked.findings.map(({ field, found, inField }) => [field, found, inField?.column ?? null])).toEqual([
    ["symptom", "kestrel", 1],
    ["impact", "kestrel", 7],
    ["impact", "$500", 20],
    ["impact", "$600", 29],
    [null, "Maria Ortega", null],
  ]);
  expect(checked.suggested).toMatchObject({ impact: "reach the database, for an amount and an amount" });
});

test("words of a field that are not in the text are nobody's concern", () => {
  expect(guardByField("All is well.", { eta: "ask kestrel" }, rules)).toMatchObject({ ok: true });
});

test("what a line break split in the field, and the text set together, is blamed to it all the same", () => {
  const words = "ask Maria\nOrtega";
  const checked = guardByField(`We are told to ask Maria Ortega.`, { action: words }, rules);
  expect(checked).toMatchObject({ ok: false, findings: [{ field: "action" }] });
});

const piece = fc.constantFrom(
  "kestrel",
  "$500",
  "10.0.0.5",
  "gk_live_51Habcdefghijklmnop",
  "Maria Ortega",
  "the",
  "page",
);
test("the suggested words pass", () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (words) => {
      const said = words.join(" and ");
      const checked = guardByField(`Now: ${said}.`, { text: said }, rules);
      if (!checked.ok) expect(guard(checked.suggested.text ?? said, rules)).toMatchObject({ ok: true });
    }),
    { numRuns: 60 },
  );
});
