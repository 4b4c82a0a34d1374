import { expect, test } from "vitest";
import { emptyDigest, topOf, withCounted } from "../../../src/domain/alert/digest.ts";

const one = (name: string, at: number, component: string | null = null) => ({ name, source: "grafana", component, at });

test("a digest counts by name, source and component, and knows when it began", () => {
  const digest = [one("Down", 30, "Gateway"), one("Slow", 10), one("Down", 20)].reduce(
    (sum, alert) => withCounted(sum, alert),
    emptyDigest,
  );
  expect(digest).toEqual({
    firstAt: 10,
    lastAt: 30,
    names: { Down: 2, Slow: 1 },
    sources: { grafana: 3 },
    components: { Gateway: 1 },
  });
  expect(topOf(digest.names, 1)).toEqual({ top: [["Down", 2]], rest: 1 });
  expect(withCounted(digest, one("Slow", 10), -1).names).toEqual({ Down: 2 });
});

test("ten thousand names fit into it, and none is lost", () => {
  let digest = emptyDigest;
  for (let n = 0; n < 10_000; n++) digest = withCounted(digest, one(`host-${n % 100}`, n));
  expect(Object.keys(digest.names).length).toBeLessThan(20);
  const { top, rest } = topOf(digest.names, 5);
  expect(top.reduce((sum, [, count]) => sum + count, rest)).toBe(10_000);
});

test("names that are properties of every object are names like others", () => {
  const digest = ["constructor", "toString", "__proto__"].reduce(
    (sum, name) => withCounted(sum, one(name, 1)),
    emptyDigest,
  );
  expect(topOf(digest.names, 5).rest + topOf(digest.names, 5).top.length).toBe(3);
});
