import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gapsOf } from "../../../src/domain/rota/gaps.ts";
import { layerOf } from "../../../src/domain/rota/layers.ts";
import type { Override } from "../../../src/domain/rota/override.ts";
import { changeAfter, spansOf } from "../../../src/domain/rota/spans.ts";
import { heldAt, type Rota } from "../../../src/domain/rota.ts";
import { alice } from "../../kit/room.ts";

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const start = at("2026-03-23T00:00Z");
const nobody: Rota = { primary: null, secondary: null, escalation: [] };

const turns = (people: string[], everyDays: number, own: Partial<Parameters<typeof layerOf>[0]> = {}) =>
  layerOf({
    role: "primary",
    people,
    zone: "Europe/Berlin",
    start: "2026-03-01",
    everyDays,
    on: null,
    at: "09:00",
    hours: null,
    weekdays: null,
    ...own,
  });

const override = (number: number, person: string, from: number, until: number): Override => ({
  id: `o${number}`,
  number,
  role: "primary",
  person,
  from,
  until,
  by: alice,
  madeAt: number,
});

describe("follow the sun", () => {
  const rota: Rota = {
    ...nobody,
    secondary: "sam",
    layers: [
      turns(["berlin"], 7, { hours: { from: "08:00", to: "20:00" } }),
      turns(["denver"], 7, { zone: "America/Denver", hours: { from: "08:00", to: "20:00" } }),
    ],
  };

  test("the later layer wins where two overlap, and the earlier one has the rest", () => {
    // Denver is eight hours behind Berlin but for the weeks in which only America has summer time.
    expect(spansOf(rota, "primary", at("2026-04-10T00:00Z"), at("2026-04-11T00:00Z"))).toEqual([
      { from: at("2026-04-10T00:00Z"), until: at("2026-04-10T02:00Z"), people: ["denver"] },
      { from: at("2026-04-10T02:00Z"), until: at("2026-04-10T06:00Z"), people: [] },
      { from: at("2026-04-10T06:00Z"), until: at("2026-04-10T14:00Z"), people: ["berlin"] },
      { from: at("2026-04-10T14:00Z"), until: at("2026-04-11T00:00Z"), people: ["denver"] },
    ]);
  });

  test("its gaps are told, and who is in both places at once", () => {
    const gaps = gapsOf({ ...rota, secondary: "denver" }, at("2026-04-10T00:00Z"), at("2026-04-10T12:00Z"));
    expect(gaps).toEqual([
      { kind: "same-person", from: at("2026-04-10T00:00Z"), until: at("2026-04-10T02:00Z"), people: ["denver"] },
      { kind: "nobody", from: at("2026-04-10T02:00Z"), until: at("2026-04-10T06:00Z"), people: [] },
    ]);
    expect(gapsOf({ ...rota, primary: "paul" }, at("2026-04-10T00:00Z"), at("2026-05-10T00:00Z"))).toEqual([]);
  });
});

test("a rota that never changes has no next change; one that does, has it at the end of an override too", () => {
  expect(changeAfter({ ...nobody, primary: "a" }, "primary", start, 400 * 24 * hour)).toBeNull();
  const overridden = { ...nobody, primary: "a", overrides: [override(1, "b", start, start + hour)] };
  expect(changeAfter(overridden, "primary", start, 24 * hour)).toBe(start + hour);
  // An override by whoever is on call anyway changes nothing.
  const idle = { ...nobody, primary: "a", overrides: [override(1, "a", start, start + hour)] };
  expect(changeAfter(idle, "primary", start - 1, 24 * hour)).toBeNull();
});

const rotas: fc.Arbitrary<Rota> = fc.record({
  primary: fc.option(fc.constantFrom("x", "y")),
  secondary: fc.constant(null),
  escalation: fc.constant([]),
  layers: fc.array(
    fc
      .record({
        people: fc.subarray(["a", "b", "c"], { minLength: 1 }),
        every: fc.constantFrom(1, 2, 7),
        hours: fc.constantFrom(null, { from: "22:00", to: "06:00" }, { from: "08:00", to: "20:00" }),
        zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York"),
      })
      .map(({ people, every, hours, zone }) => turns(people, every, { hours, zone })),
    { maxLength: 3 },
  ),
  overrides: fc.array(
    fc
      .record({ person: fc.constantFrom("a", "o"), from: fc.nat(200), hours: fc.integer({ min: 1, max: 60 }) })
      .map(({ person, from, hours }) => override(from, person, start + from * hour, start + (from + hours) * hour)),
    { maxLength: 4 },
  ),
});

describe("spans", () => {
  test("follow each other without a gap, differ from each other, and say at every instant who is on call", () => {
    fc.assert(
      fc.property(rotas, fc.nat(200), (rota, offset) => {
        const [from, until] = [start + offset * hour, start + (offset + 240) * hour];
        const spans = spansOf(rota, "primary", from, until);
        expect(spans[0]?.from).toBe(from);
        expect(spans.at(-1)?.until).toBe(until);
        spans.forEach((span, index) => {
          expect(span.until).toBeGreaterThan(span.from);
          const next = spans[index + 1];
          if (next) expect([next.from, next.people]).not.toEqual([span.until, span.people]);
          if (next) expect(next.from).toBe(span.until);
          for (let instant = span.from; instant < span.until; instant += hour / 2)
            expect(heldAt(rota, "primary", instant).people).toEqual(span.people);
        });
      }),
      { numRuns: 60 },
    );
  });

  test("of the latest override are its person's, whatever lies under it, and end where it ends", () => {
    fc.assert(
      fc.property(rotas, fc.nat(200), fc.integer({ min: 1, max: 50 }), (rota, offset, hours) => {
        const [from, until] = [start + offset * hour, start + (offset + hours) * hour];
        const with_ = { ...rota, overrides: [...(rota.overrides ?? []), override(999, "z", from, until)] };
        expect(spansOf(with_, "primary", from, until)).toEqual([{ from, until, people: ["z"] }]);
        expect(heldAt(with_, "primary", until)).toEqual(heldAt(rota, "primary", until));
        expect(heldAt(with_, "primary", from - 1)).toEqual(heldAt(rota, "primary", from - 1));
      }),
      { numRuns: 60 },
    );
  });
});
