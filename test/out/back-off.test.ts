import fc from "fast-check";
import { expect, test } from "vitest";
import { backOffMs, pagerBackOffMs } from "../../src/out/back-off.ts";

const attempts = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("the wait doubles from a second to five minutes", () => {
  expect([1, 2, 3, 4].map((n) => backOffMs(n, 0.999999))).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(backOffMs(9, 0.999999)).toBe(256_000);
  expect(backOffMs(10, 0.999999)).toBe(300_000);
});

test("a page never waits longer than half a minute", () => {
  fc.assert(fc.property(attempts, random, (n, r) => backOffMs(n, r, true) <= 30_000));
});

test("what failed together is spread over the upper half of the wait", () => {
  fc.assert(
    fc.property(attempts, random, (n, r) => {
      const whole = backOffMs(n, 1);
      const wait = backOffMs(n, r);
      return wait >= whole / 2 && wait <= whole && whole <= 300_000;
    }),
  );
});

test("a pager is tried after 1, 2, 5, 15, 30 seconds and then every minute, a fifth more or less", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 99].map((n) => pagerBackOffMs(n, 0.5))).toEqual([
    1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 60_000, 60_000,
  ]);
  fc.assert(
    fc.property(attempts, random, (n, r) => {
      const [wait, whole] = [pagerBackOffMs(n, r), pagerBackOffMs(n, 0.5)];
      return wait >= whole * 0.8 - 1 && wait <= whole * 1.2 + 1;
    }),
  );
});
