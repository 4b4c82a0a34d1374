import { expect, test } from "vitest";
import { z } from "zod";
import { plainly, plainSentence } from "../../src/base/plain-words.ts";

const messageOf = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message ?? "";

test.each<[string, z.ZodType, unknown, string]>([
  ["a list that is not there", z.array(z.any()), undefined, "it is missing; expected a list"],
  ["a text in the place of a list", z.array(z.any()), "x", "expected a list, not a text"],
  ["an empty list", z.array(z.any()).min(1), [], "the list is empty"],
  ["a list in the place of an object", z.object({}), [], "expected an object, not a list"],
  ["null", z.string(), null, "expected a text, not null"],
  ["a number that is too large", z.number().max(65_535), 99_999, "it is too big: at most 65535"],
  ["one that is too small", z.number().min(1), 0, "it is too small: at least 1"],
  ["none of some words", z.enum(["a", "b"]), "c", 'expected "a" or "b"'],
  ["what a schema says itself", z.custom(() => false, "Invalid input: expected an alert"), 1, "expected an alert"],
])("%s is told in plain words", (_name, schema, value, words) => {
  expect(plainly(messageOf(schema, value))).toBe(words);
});

test("a sentence begins and ends like one, but with a name it begins as it is written", () => {
  expect(plainSentence("Invalid input: expected array, received undefined")).toBe("It is missing; expected a list.");
  expect(plainSentence("for is shorter than per.")).toBe("for is shorter than per.");
});
