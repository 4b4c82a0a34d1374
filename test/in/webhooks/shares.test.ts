import fc from "fast-check";
import { expect, test } from "vitest";
import { openShares } from "../../../src/in/webhooks/shares.ts";

/** Sends until it is put off, or so often. */
function flood(shares: ReturnType<typeof openShares>, path: string, times: number, bytes = 1): number {
  let entered = 0;
  while (entered < times && shares.mayEnter(path)) {
    shares.enter(path, bytes);
    entered += 1;
  }
  return entered;
}

test("one that floods is put off at half, and a quiet one is heard all the while", () => {
  const shares = openShares({ waiting: 100, bytes: 1_000_000 });
  expect(flood(shares, "loud", 1_000)).toBe(51);
  expect(shares.mayEnter("loud")).toBe(false);
  expect(flood(shares, "quiet", 20)).toBe(20);
  expect(shares.mayEnter("loud")).toBe(false);
  expect(flood(shares, "another", 5)).toBe(5);
});

test("while there is room, nobody is put off", () => {
  const shares = openShares({ waiting: 100, bytes: 1_000 });
  expect(flood(shares, "loud", 49, 10)).toBe(49);
  expect(shares.mayEnter("loud")).toBe(true);
});

test("large bodies count as what they are", () => {
  const shares = openShares({ waiting: 1_000, bytes: 1_000 });
  expect(flood(shares, "large", 1_000, 100)).toBe(6);
  expect(flood(shares, "small", 20, 1)).toBe(20);
});

test("what has left makes room", () => {
  const shares = openShares({ waiting: 10, bytes: 1_000 });
  const entered = flood(shares, "loud", 100);
  expect(shares.mayEnter("loud")).toBe(false);
  for (let n = 0; n < entered; n++) shares.leave("loud", 1);
  expect(shares.waiting()).toBe(0);
  expect(flood(shares, "loud", 100)).toBe(entered);
});

test("there is never more than may wait, and one that holds nothing is let in while there is a place at all", () => {
  const deed = fc.record({ path: fc.constantFrom("a", "b", "c", "d"), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (deeds, waiting) => {
      const shares = openShares({ waiting, bytes: 1_000_000 });
      const held = new Map<string, number>();
      for (const { path, leaves } of deeds) {
        const own = held.get(path) ?? 0;
        if (leaves && own > 0) {
          shares.leave(path, 1);
          held.set(path, own - 1);
        } else if (shares.mayEnter(path)) {
          shares.enter(path, 1);
          held.set(path, own + 1);
        }
        const all = [...held.values()].reduce((sum, one) => sum + one, 0);
        expect(shares.waiting()).toBe(all);
        expect(all).toBeLessThanOrEqual(waiting);
        expect(shares.mayEnter("new")).toBe(all < waiting);
      }
    }),
  );
});
