import fc from "fast-check";
import { expect, test } from "vitest";
import { shownBody } from "../../src/in/shown-body.ts";

test.each([
  ['{"routing_key":"abc","summary":"down"}', '{"routing_key":"…","summary":"down"}'],
  ['{"a":{"Api-Key" : "x\\"y"},"token": 12}', '{"a":{"Api-Key" : "…"},"token": "…"}'],
  ["Status=Down&Token=0cc175&Name=Shop", 'Status=Down&Token="…"&Name=Shop'],
  ['{"client_secret":"abc', '{"client_secret":"…"'],
  ['{"keys":["a"],"text":"the token is late"}', '{"keys":["a"],"text":"the token is late"}'],
])("%s is shown without what is secret by its name", (written, shown) => {
  expect(shownBody(written)).toBe(shown);
});

test("of what is long the beginning is shown, and a secret at its end is not half shown", () => {
  const value = "v".repeat(3_000);
  const shown = shownBody(`{"text":"${"x".repeat(3_980)}","token":"${value}","more":1}`);
  expect(shown).not.toContain("vv");
  expect(shown.endsWith(" …")).toBe(true);
});

test("no secret value is ever in what is shown, and it is never longer than a person can look at", () => {
  const value = fc.stringMatching(/^[0-9A-F]{12,40}$/);
  const other = fc.string({ maxLength: 3_000, unit: "binary" });
  fc.assert(
    fc.property(value, other, other, (token, before, after) => {
      const shown = shownBody(JSON.stringify({ before, token, after }));
      expect(shown).not.toContain(token);
      expect(shown.length).toBeLessThanOrEqual(4_002);
      expect(shown.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
});
