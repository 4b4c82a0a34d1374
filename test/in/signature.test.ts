import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Secret } from "../../src/base/secret.ts";
import { headerOf, hmacHex, isSigned, isTimely, sameDigest } from "../../src/in/signature.ts";

const old = new Secret("the old one");
const fresh = new Secret("the new one");
const body = Buffer.from('{"city":"Zürich"}');

test("the digest is over the bytes, in whatever parts they come", () => {
  const known = createHmac("sha256", "the old one").update('17:{"city":"Zürich"}').digest("hex");
  expect(hmacHex(old, "17", ":", body)).toBe(known);
  expect(hmacHex(old, Buffer.from('17:{"city":"Zürich"}'))).toBe(known);
});

describe("a body is signed", () => {
  test("under any of the secrets, by any of the signatures shown", () => {
    expect(isSigned([hmacHex(old, body)], [fresh, old], body)).toBe(true);
    expect(isSigned(["deadbeef", ` ${hmacHex(fresh, body).toUpperCase()} `], [fresh], body)).toBe(true);
  });

  test("but not under another secret, over another body, without a secret or without a signature", () => {
    expect(isSigned([hmacHex(old, body)], [fresh], body)).toBe(false);
    expect(isSigned([hmacHex(old, body)], [old], Buffer.from('{"city":"Z\\u00fcrich"}'))).toBe(false);
    expect(isSigned([hmacHex(old, body).slice(0, -2)], [old], body)).toBe(false);
    expect(isSigned([hmacHex(old, body)], [], body)).toBe(false);
    expect(isSigned([], [old], body)).toBe(false);
    expect(isSigned([""], [old], body)).toBe(false);
  });

  test("only by the first few of a long list", () => {
    const many = Array.from({ length: 100 }, (_, at) => String(at));
    expect(isSigned([...many, hmacHex(old, body)], [old], body)).toBe(false);
  });
});

test("digests of different lengths are compared, too", () => {
  expect(sameDigest("abc", "abcd")).toBe(false);
  expect(sameDigest("abcd", "abcd")).toBe(true);
});

test("a signed time counts for five minutes, both ways", () => {
  const at = 1_763_718_072_000;
  expect(isTimely("1763718072", at)).toBe(true);
  expect(isTimely("1763718072", at + 300_000)).toBe(true);
  expect(isTimely("1763718072", at - 300_000)).toBe(true);
  expect(isTimely("1763718072", at + 300_001)).toBe(false);
  expect(isTimely("1763718072", at - 300_001)).toBe(false);
  for (const odd of [null, "", "soon", "-1763718072", "1763718072.5", "1e9", "0x1"]) {
    expect(isTimely(odd, at), String(odd)).toBe(false);
  }
});

test("a header is found in any case, and an empty one is none", () => {
  const headers = { "x-one": " a ", "x-two": " ", "set-cookie": ["a", "b"] };
  expect(headerOf({ headers }, "X-One")).toBe("a");
  expect(headerOf({ headers }, "x-two")).toBeNull();
  expect(headerOf({ headers }, "x-three")).toBeNull();
  expect(headerOf({ headers }, "Set-Cookie")).toBe("a,b");
});
