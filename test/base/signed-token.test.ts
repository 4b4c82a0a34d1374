import fc from "fast-check";
import { expect, test } from "vitest";
import { readToken, signToken } from "../../src/base/signed-token.ts";

const said = { about: "sitrep-ab3x-12-1", person: "U012AB3CD", until: 1_000 };

test("a token says what was signed, until its time is over", () => {
  const token = signToken("key", said);
  expect(token).toMatch(/^[\w.-]+$/);
  expect(readToken("key", token, 999)).toEqual(said);
  expect(readToken("key", token, 1_000)).toBeNull();
});

test("a token of another key, or one that was changed, says nothing", () => {
  const token = signToken("key", said);
  expect(readToken("other", token, 0)).toBeNull();
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(..."abcXYZ019-_."), (at, letter) => {
      const changed = token.slice(0, at) + letter + token.slice(at + 1);
      // The last letter of base64 has bits that stand for nothing.
      if (changed !== token && at !== token.length - 1) expect(readToken("key", changed, 0)).toBeNull();
    }),
  );
  fc.assert(fc.property(fc.string(), (odd) => readToken("key", odd, 0) === null));
});
