import fc from "fast-check";
import { expect, test } from "vitest";
import type { Source } from "../../../src/in/source.ts";
import { readingFor } from "./reading.ts";

/** Values as strangers write them: of every kind, nested, huge, and the leftovers of templates. */
export const odd = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  fc.constantFrom<unknown>(
    null,
    "",
    " ",
    "null",
    "$NAME",
    "{{ .Labels.x }}",
    "<no value>",
    "0",
    -1,
    1e300,
    "2026-11-21T09:41:12.345Z",
    "0001-01-01T00:00:00Z",
    "1763718072",
    "javascript:alert(1)",
    "https://example.org/\u202eevil",
    "x".repeat(5_000),
    "😀".repeat(400),
    "two\r\nlines\u2028and\u0000more",
    "firing",
    "resolved",
    "closed",
    { __proto__: null, constructor: "x", toString: 1, hasOwnProperty: null },
    ["a", null, 1, { name: "x", value: "y" }],
    [["key", "value"]],
    [],
    {},
  ),
);

/**
 * Whatever stands in a body, a source whose schema takes it reads it, and every alert it reads can be shown and stored.
 * `keys` are the names it looks at: with them the bodies are near enough to be taken. `near` is a body that is right: each
 * of its parts is replaced by something odd in turn.
 */
export function testHostileBodies<Body, Options>(
  source: Source<Body, Options>,
  keys: readonly string[],
  near: readonly object[],
): void {
  const prefix = source.prefix ?? source.name;

  function holds(body: unknown): boolean {
    const parsed = source.body.safeParse(body);
    if (!parsed.success) return false;
    const reading = readingFor(source, body, { name: "eu" });
    for (const notice of source.notices?.(parsed.data, reading) ?? []) expect(notice).toMatch(/\S/);
    const id = source.deliveryId?.(parsed.data, reading.request) ?? null;
    expect(id === null || id.length > 0).toBe(true);
    for (const { identity, source: from, status, title, labels, links, ...more } of source.signals(
      parsed.data,
      reading,
    )) {
      expect(from).toBe(source.name);
      expect(identity).toMatch(new RegExp(`^(${prefix}(-legacy)?|sns)@eu:.`, "s"));
      expect(identity.length).toBeLessThanOrEqual(512);
      expect(["firing", "resolved"]).toContain(status);
      expect(title.trim()).not.toBe("");
      expect(title).not.toMatch(/[\r\n\u2028\u2029\u202e\0]/);
      expect([...title].length).toBeLessThanOrEqual(300);
      expect(Object.values(labels).every((value) => typeof value === "string" && value.length <= 2_000)).toBe(true);
      expect(links.every(({ url }) => /^https?:\/\//i.test(url))).toBe(true);
      expect(more.acknowledged === undefined || status === "firing").toBe(true);
      for (const at of [more.startedAt, more.endedAt, more.eventAt]) expect(at ?? 0).toSatisfy(Number.isSafeInteger);
      expect(() => JSON.stringify(more)).not.toThrow();
    }
    return true;
  }

  test("no body makes it throw, and what it reads is whole", () => {
    const body = fc.dictionary(fc.constantFrom(...keys, "__proto__", "constructor"), odd, { maxKeys: 8 });
    fc.assert(
      fc.property(fc.oneof(odd, body, fc.array(body, { maxLength: 3 })), (one) => {
        holds(one);
      }),
      { numRuns: 300 },
    );
  });

  test("no body that is nearly right makes it throw, either", () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...near),
        fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 4 }),
        (one, changes) => {
          const body = structuredClone(one);
          for (const [at, value] of changes) replacePart(body, at, value);
          if (holds(body)) taken += 1;
        },
      ),
      { numRuns: 500 },
    );
    // A schema that refused most of these would be stricter than real senders are.
    expect(taken).toBeGreaterThan(250);
  });

  test("a body that is right is taken", () => {
    expect(near.map(holds)).toEqual(near.map(() => true));
  });
}

/** Replaces, or takes away, one of the values in a body, however deep. */
export function replacePart(body: object, which: number, value: unknown): void {
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      const inner = holder[key];
      if (typeof inner === "object" && inner !== null) walk(inner as Record<string, unknown>);
    }
  };
  walk(body as Record<string, unknown>);
  const [holder, key = ""] = places[which % places.length] ?? [];
  if (holder === undefined) return;
  if (value === null && which % 2 === 0 && !Array.isArray(holder)) delete holder[key];
  // A copy: the same value may come twice, and must not end up within itself.
  else holder[key] = structuredClone(value);
}
