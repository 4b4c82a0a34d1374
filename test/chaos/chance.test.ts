import { expect, test } from "vitest";
import { chanceOf } from "../../scripts/chaos/chance.ts";

const draw = (seed: number) => {
  const chance = chanceOf(seed);
  return Array.from({ length: 50 }, () => chance.int(1, 1_000));
};

test("the same seed makes the same choices, another one others", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("both ends are drawn, and nothing beyond them", () => {
  const chance = chanceOf(1);
  const drawn = new Set(Array.from({ length: 500 }, () => chance.int(1, 3)));
  expect([...drawn].sort()).toEqual([1, 2, 3]);
});

test("a fork chooses for itself: what one part draws changes no other part's choices", () => {
  const [one, other] = [chanceOf(7), chanceOf(7)];
  one.next();
  expect(one.fork("weather").next()).toBe(other.fork("weather").next());
  expect(one.fork("weather").next()).not.toBe(one.fork("killer").next());
});
