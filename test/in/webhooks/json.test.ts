import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../../../src/in/webhooks/json.ts";

const parse = (text: string) => parseJson(Buffer.from(text));
const nested = (depth: number, open = "[", close = "]") => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe("numbers that are ids", () => {
  test.each([
    ['{"id": 12345678901234567890}', { id: "12345678901234567890" }],
    ['{"id":-12345678901234567890}', { id: "-12345678901234567890" }],
    ["[9007199254740991]", [9_007_199_254_740_991]],
    ["[9007199254740993]", ["9007199254740993"]],
    ["[0.1234567890123456789]", [0.12345678901234568]],
    ["[1e300]", [1e300]],
    ['{"a":"12345678901234567890","b":1}', { a: "12345678901234567890", b: 1 }],
    [`{"x":"${"y".repeat(33)}","id":12345678901234567890}`, { x: "y".repeat(33), id: "12345678901234567890" }],
  ])("%s keeps its digits", (text, value) => {
    expect(parse(text)).toEqual({ value });
  });

  test("wherever they stand, and nothing else changes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.bigInt({ min: 2n ** 53n + 1n, max: 10n ** 25n }), fc.nat(40), (value, id, pad) => {
        const text = `{"pad":"${"x".repeat(pad)}","value":${JSON.stringify(value)},"id":${id}}`;
        const read = parse(text) as { value: { value: unknown; id: unknown } };
        expect(read.value.id).toBe(String(id));
      }),
    );
  });
});

describe("depth", () => {
  test("up to 64 levels are read", () => {
    expect(parse(nested(64))).toHaveProperty("value");
    expect(parse(nested(64, '{"a":', "}"))).toHaveProperty("value");
  });

  test.each([65, 2_000, 500_000])("%i levels are refused, without a crash", (depth) => {
    expect(parse(nested(depth))).toEqual({ fault: expect.stringContaining("more than 64 levels") });
    expect(parse(nested(depth, '{"a":', "}"))).toEqual({ fault: expect.stringContaining("more than 64 levels") });
  });

  test("many brackets beside each other are no depth", () => {
    expect(parse(JSON.stringify(Array.from({ length: 1_000 }, () => ({ a: [{}] }))))).toHaveProperty("value");
  });
});

test("whatever JSON.stringify writes is read as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 10 }), (value) => {
      const text = JSON.stringify(value);
      const long = /\d{16}/.test(text);
      if (!long) expect(parse(text)).toEqual({ value: JSON.parse(text) });
      expect(parse(text)).toHaveProperty("value");
    }),
  );
});
