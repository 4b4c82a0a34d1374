import fc from "fast-check";
import { expect, test } from "vitest";
import { carriedWords } from "../../../src/domain/publishing/carried.ts";

const account = {
  symptom: "requests fail",
  impact: "See errors for all requests",
  cause: "A route was wrong",
  action: "rolling back",
};
const text = (own: Partial<typeof account> = {}) => {
  const { symptom, impact, cause, action } = { ...account, ...own };
  return [
    `[IDENTIFIED] Gateway — ${symptom}`,
    "Posted: 2026-11-24T10:00Z",
    "",
    `What customers may experience: ${impact.charAt(0).toLowerCase()}${impact.slice(1)}.`,
    "",
    `Cause: ${cause}.`,
    `We are ${action}.`,
  ].join("\n");
};

const corrections: [string, Partial<typeof account>][] = [
  ["a word within", { impact: "See errors for most requests" }],
  ["the last word, at the stop", { cause: "A route was missing" }],
  ["the first word, which the text begins small", { impact: "Get errors for all requests" }],
  ["words more at the end of a line", { symptom: "requests fail in Europe" }],
  ["words more before the stop", { cause: "A route was wrong since Monday" }],
  ["words more in front", { symptom: "most requests fail" }],
  ["words less", { impact: "See errors" }],
  ["two fields at once", { cause: "A rule was wrong", action: "rolling it back" }],
];

test.each(corrections)("carries %s to its field", (_what, own) => {
  expect(carriedWords(text(), text(own), account)).toEqual(own);
});

test("carries nothing where nothing was corrected, and once is enough", () => {
  expect(carriedWords(text(), text(), account)).toEqual({});
  const own = { cause: "A rule was wrong" };
  expect(carriedWords(text(own), text(own), { ...account, ...own })).toEqual({});
});

test("leaves the fields alone where the words around them were changed, or a sentence was added", () => {
  const now = text().replace("We are", "Our team is").replace("all requests.", "all requests. Logins work.");
  expect(carriedWords(text(), now, account)).toEqual({});
});

test("leaves a field alone whose words do not stand in the text, or are gone from it", () => {
  expect(carriedWords(text(), text({ cause: "A rule was wrong" }), { ...account, cause: "DNS" })).toEqual({});
  expect(carriedWords(text(), text().replace("We are rolling back.", ""), account)).toEqual({});
  expect(carriedWords(text(), text({ cause: "A rule was wrong" }), { ...account, cause: null })).toEqual({});
});

test("leaves both alone where the words could be either's", () => {
  const both = { symptom: "requests fail", impact: "all requests fail at night" };
  const said = "Customers see that all requests fail at night.";
  expect(carriedWords(said, said.replace("requests", "calls"), both)).toEqual({});
});

test("leaves a field alone that was corrected to two things", () => {
  const said = "[INVESTIGATING] Gateway — requests fail\n\nWe see that some requests fail today.";
  const now = "[INVESTIGATING] Gateway — requests stall\n\nWe see that some requests hang today.";
  expect(carriedWords(said, now, { symptom: "requests fail" })).toEqual({});
});

test("does not take a part of a word for the words of a field", () => {
  const said = "We are failing over the database cluster now.";
  expect(carriedWords(said, said.replace("failing over", "rebuilding"), { eta: "failing o", cause: "a" })).toEqual({});
});

test("any words that take the place of a field's own come back as they stand in the text", () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => all.join(" "));
  fc.assert(
    fc.property(words, (cause) => {
      const corrected = carriedWords(text(), text({ cause: `A ${cause}` }), account).cause;
      // What shares too little with the line it was is another line, and says nothing of any field.
      expect([undefined, `A ${cause}`]).toContain(corrected);
    }),
  );
});
