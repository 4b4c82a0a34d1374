import fc from "fast-check";
import { expect, test } from "vitest";
import {
  failuresIn,
  sustainedIn,
  type Tally,
  withEvent,
  withFailure,
  withMessage,
} from "../../../src/domain/alert/tally.ts";

const failures = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 300 }), amount: fc.integer({ min: 1, max: 3 }), once: fc.constant(false) }),
  { maxLength: 40 },
);
const shuffled = failures.chain((list) =>
  fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length })),
);

test("what failures count to depends neither on their order nor on how often it was stored in between", () => {
  const rule = fc.record({ atLeast: fc.integer({ min: 1, max: 5 }), withinMs: fc.integer({ min: 1, max: 100 }) });
  fc.assert(
    fc.property(shuffled, rule, ([list, other], { atLeast, withinMs }) => {
      const count = { atLeast, withinMs, per: null };
      const counted = (order: typeof list) =>
        order.reduce<Tally | undefined>(
          (was, one) => JSON.parse(JSON.stringify(withFailure(was, one, count))) as Tally,
          undefined,
        );
      const one = counted(list);
      expect(counted(other)).toEqual(one);
      if (!one) return;
      // The simple way to say it: all that came within the window before the newest.
      const newest = Math.max(...list.map(({ at }) => at));
      const all = list.filter(({ at }) => at >= newest - withinMs).reduce((sum, { amount }) => sum + amount, 0);
      expect(failuresIn(one) >= atLeast).toBe(all >= atLeast);
      expect(one.moments.length).toBeLessThanOrEqual(atLeast);
    }),
  );
});

test("whether a rate is sustained depends neither on order nor on storing", () => {
  const rule = fc.record({
    above: fc.integer({ min: 0, max: 2 }),
    perMs: fc.integer({ min: 1, max: 30 }),
    forMs: fc.integer({ min: 1, max: 120 }),
  });
  fc.assert(
    fc.property(shuffled, rule, ([list, other], { above, perMs, forMs }) => {
      const rate = { above, perMs, forMs, by: null };
      const counted = (order: typeof list) =>
        order.reduce<Tally | undefined>((was, one) => withMessage(was, one, rate), undefined);
      const one = counted(list);
      expect(counted(other)).toEqual(one);
      if (!one) return;
      const { stretches, of } = sustainedIn(one, rate);
      const newest = Math.floor(Math.max(...list.map(({ at }) => at)) / perMs);
      const each = Array.from({ length: of }, (_, back) =>
        list.filter(({ at }) => Math.floor(at / perMs) === newest - back).reduce((sum, { amount }) => sum + amount, 0),
      );
      expect(stretches === of).toBe(each.every((amount) => amount > above));
      expect(one.moments.length).toBeLessThanOrEqual(of);
    }),
  );
});

test("the same failure told twice counts once, where the sender dates its messages", () => {
  const count = { atLeast: 3, withinMs: 60, per: null };
  const once = withFailure(undefined, { at: 10, amount: 1, once: true }, count);
  expect(failuresIn(withFailure(once, { at: 10, amount: 1, once: true }, count))).toBe(1);
  expect(failuresIn(withFailure(once, { at: 11, amount: 1, once: true }, count))).toBe(2);
});

test("of an event the newest time is known, whichever comes last", () => {
  expect(withEvent(withEvent(undefined, 50), 20).moments).toEqual([[50, 1]]);
  expect(withEvent(withEvent(undefined, 20), 50).moments).toEqual([[50, 1]]);
});
