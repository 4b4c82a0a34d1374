import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Weekday, weekdays } from "../../../src/domain/calendar.ts";
import { boundaryAfter, type LayerPlan, layerOf, personAt } from "../../../src/domain/rota/layers.ts";
import { dateOf, instantOf, timeOf } from "../../../src/domain/rota/wall-clock.ts";

const hour = 3_600_000;

function plan(own: Partial<LayerPlan> = {}): LayerPlan {
  return {
    role: "primary",
    people: ["alice", "bob", "carol"],
    zone: "Europe/Berlin",
    start: "2026-03-23",
    everyDays: 7,
    on: null,
    at: "09:00",
    hours: null,
    weekdays: null,
    ...own,
  };
}

const at = (text: string) => Date.parse(text);
const who = (own: Partial<LayerPlan>, text: string) => personAt(layerOf(plan(own)), at(text));

describe("a weekly layer", () => {
  test("hands over at its time of day on the clock of its zone, also in a week of 167 or 169 hours", () => {
    expect(who({}, "2026-03-23T07:59Z")).toBeNull();
    expect(who({}, "2026-03-23T08:00Z")).toBe("alice");
    // The clocks go forward on the 29th: 09:00 is an hour earlier in UTC.
    expect(who({}, "2026-03-30T06:59Z")).toBe("alice");
    expect(who({}, "2026-03-30T07:00Z")).toBe("bob");
    expect(who({ start: "2026-10-19" }, "2026-10-26T07:59Z")).toBe("alice");
    expect(who({ start: "2026-10-19" }, "2026-10-26T08:00Z")).toBe("bob");
  });

  test("that begins between two hand-overs has a shorter first shift", () => {
    expect(who({ start: "2026-03-25", on: "mon" }, "2026-03-25T07:00Z")).toBeNull();
    expect(who({ start: "2026-03-25", on: "mon" }, "2026-03-25T08:00Z")).toBe("alice");
    expect(who({ start: "2026-03-25", on: "mon" }, "2026-03-30T07:00Z")).toBe("bob");
  });

  test("goes round the list", () => {
    expect(who({}, "2026-04-13T07:00Z")).toBe("alice");
  });
});

describe("midnight on a night when the clocks change", () => {
  const daily = { everyDays: 1, at: "00:00", start: "2026-03-01", people: ["alice", "bob"] };

  test("is local midnight, and the day lasts 23 or 25 hours", () => {
    const layer = layerOf(plan(daily));
    const midnight = instantOf("Europe/Berlin", dateOf("2026-03-29"), 0);
    expect(new Date(midnight).toISOString()).toBe("2026-03-28T23:00:00.000Z");
    expect(boundaryAfter(layer, midnight) - midnight).toBe(23 * hour);
    const autumn = instantOf("Europe/Berlin", dateOf("2026-10-25"), 0);
    expect(new Date(autumn).toISOString()).toBe("2026-10-24T22:00:00.000Z");
    expect(boundaryAfter(layer, autumn) - autumn).toBe(25 * hour);
    expect(personAt(layer, midnight - 1)).not.toBe(personAt(layer, midnight));
  });

  test("that is left out is the first minute after it, and that comes twice is the first of the two", () => {
    // Cairo's clocks go from 24:00 to 01:00 on 2026-04-24; Havana's from 01:00 back to 00:00 on 2026-11-01.
    expect(instantOf("Africa/Cairo", dateOf("2026-04-24"), 0)).toBe(at("2026-04-23T22:00Z"));
    expect(instantOf("America/Havana", dateOf("2026-11-01"), 0)).toBe(at("2026-11-01T04:00Z"));
  });
});

describe("hours and weekdays", () => {
  const night = { hours: { from: "22:00", to: "06:00" }, weekdays: ["fri"] as const };

  test("that run over midnight belong to the day on which they begin", () => {
    expect(who(night, "2026-03-27T20:59Z")).toBeNull();
    expect(who(night, "2026-03-27T21:00Z")).toBe("alice");
    expect(who(night, "2026-03-28T04:59Z")).toBe("alice");
    expect(who(night, "2026-03-28T05:00Z")).toBeNull();
    expect(who(night, "2026-03-28T21:00Z")).toBeNull();
  });

  test("are boundaries, and so is the end of the day", () => {
    const layer = layerOf(plan(night));
    expect(boundaryAfter(layer, at("2026-03-24T10:00Z"))).toBe(at("2026-03-27T21:00Z"));
    expect(boundaryAfter(layer, at("2026-03-27T21:00Z"))).toBe(at("2026-03-28T05:00Z"));
    const days = layerOf(plan({ weekdays: ["sat", "sun"] }));
    expect(boundaryAfter(days, at("2026-03-26T10:00Z"))).toBe(at("2026-03-27T23:00Z"));
  });
});

const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"];
const time = fc
  .integer({ min: 0, max: 47 })
  .map((half) => `${String(half >> 1).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);
const plans: fc.Arbitrary<LayerPlan> = fc.record({
  role: fc.constant("primary" as const),
  people: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { minLength: 1, maxLength: 5 }),
  zone: fc.constantFrom(...zones),
  start: fc
    .integer({ min: 0, max: 400 })
    .map((day) => new Date(at("2026-01-01T00:00Z") + day * 24 * hour).toISOString().slice(0, 10)),
  everyDays: fc.constantFrom(1, 2, 3, 7, 14),
  on: fc.constantFrom(null, ...weekdays),
  at: time,
  hours: fc.option(fc.record({ from: time, to: fc.oneof(time, fc.constant("24:00")) })),
  weekdays: fc.option(fc.subarray([...weekdays], { minLength: 1 })),
});

/** Walks from the first day on, a day at a time, and hands over when it must: nothing is computed ahead. */
function oracle(given: LayerPlan, until: number): { from: number; until: number; person: string }[] {
  const shifts: { from: number; until: number; person: string }[] = [];
  let date = dateOf(given.start);
  let turn = 0;
  // The weekday by the calendar of the library, not by ours.
  const name = (day: number) =>
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][new Date(day * 24 * hour).getUTCDay()];
  let sinceHandOver = 0;
  while (given.on && name(date - sinceHandOver) !== given.on) sinceHandOver += 1;
  let from = instantOf(given.zone, date, timeOf(given.at));
  while (from < until) {
    date += 1;
    sinceHandOver += 1;
    if (sinceHandOver < given.everyDays) continue;
    sinceHandOver = 0;
    const next = instantOf(given.zone, date, timeOf(given.at));
    shifts.push({ from, until: next, person: given.people[turn % given.people.length] ?? "" });
    turn += 1;
    from = next;
  }
  return shifts;
}

/** What the clock on the wall reads, by the platform's own calendar. */
function reading(zone: string, instant: number): { day: string; minutes: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: part("weekday").toLowerCase(), minutes: Number(part("hour")) * 60 + Number(part("minute")) };
}

describe("at every instant", () => {
  const instants = fc
    .integer({ min: at("2026-01-01T00:00Z") / 60_000, max: at("2027-06-01T00:00Z") / 60_000 })
    .map((minute) => minute * 60_000);

  test("a layer without hours names exactly whom a walk from day to day names", () => {
    fc.assert(
      fc.property(plans, instants, (given, instant) => {
        // A layer whose weekly turn is shorter than a week has no weekday of hand-over.
        const own = { ...given, on: given.everyDays % 7 === 0 ? given.on : null, hours: null, weekdays: null };
        const expected = oracle(own, instant + 1).find((shift) => shift.from <= instant && instant < shift.until);
        expect(personAt(layerOf(own), instant)).toBe(expected?.person ?? null);
      }),
      { numRuns: 300 },
    );
  });

  test("hours are kept as the clock on the wall reads, away from a night of change", () => {
    fc.assert(
      fc.property(plans, instants, (given, instant) => {
        const own = { ...given, on: null, zone: "Asia/Kolkata" };
        const without = personAt(layerOf({ ...own, hours: null, weekdays: null }), instant);
        const { day, minutes } = reading(own.zone, instant);
        const { from, to } = own.hours ?? { from: "00:00", to: "24:00" };
        const [a, b] = [timeOf(from) / 60_000, timeOf(to) / 60_000];
        const days: readonly string[] = own.weekdays ?? weekdays;
        const before = weekdays[(weekdays.indexOf(day as Weekday) + 6) % 7] ?? "";
        const open =
          a < b
            ? days.includes(day) && a <= minutes && minutes < b
            : (days.includes(day) && minutes >= a) || (days.includes(before) && minutes < b);
        expect(personAt(layerOf(own), instant)).toBe(open ? without : null);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing changes between two boundaries, and shifts follow each other without a gap", () => {
    fc.assert(
      fc.property(plans, instants, (given, instant) => {
        const layer = layerOf({ ...given, on: given.everyDays % 7 === 0 ? given.on : null });
        const next = boundaryAfter(layer, instant);
        expect(next).toBeGreaterThan(instant);
        const person = personAt(layer, instant);
        for (const share of [0, 0.3, 0.7, 1]) {
          const between = Math.min(next - 1, Math.floor(instant + (next - instant) * share));
          expect(personAt(layer, between)).toBe(person);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("without hours somebody is always on call from the first day on, in the order of the list", () => {
    fc.assert(
      fc.property(plans, (given) => {
        const own = { ...given, on: null, hours: null, weekdays: null };
        const layer = layerOf(own);
        let now = instantOf(own.zone, layer.firstDate, layer.atMs);
        for (let turn = 0; turn < 30; turn += 1) {
          expect(personAt(layer, now)).toBe(own.people[turn % own.people.length]);
          expect(personAt(layer, boundaryAfter(layer, now) - 1)).toBe(personAt(layer, now));
          now = boundaryAfter(layer, now);
        }
      }),
      { numRuns: 60 },
    );
  });
});
