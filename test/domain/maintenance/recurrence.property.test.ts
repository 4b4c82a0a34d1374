import fc from "fast-check";
import { expect, test } from "vitest";
import { occurrences } from "../../../src/domain/maintenance/recurrence.ts";
import { lookAt, nextLook, type SeriesMemory } from "../../../src/domain/maintenance/series.ts";
import { defaultMaintenance, type RecurringWindow } from "../../../src/domain/maintenance/terms.ts";
import { someTerms } from "../../kit/terms.ts";

const hour = 3_600_000;
const day = 24 * hour;
const year = Date.parse("2026-01-01T00:00Z");

const weekly: RecurringWindow = {
  name: "weekly",
  what: "Database maintenance",
  components: ["Keystore (active keys)"],
  impact: "none",
  rule: "FREQ=WEEKLY;BYDAY=SU",
  from: "2024-01-01",
  at: "02:30",
  zone: "Europe/Berlin",
  lengthMs: hour,
};

const starts = (recurring: RecurringWindow, from: string, to: string) =>
  occurrences(recurring, Date.parse(from), Date.parse(to)).map(({ startsAt }) =>
    new Date(startsAt).toISOString().slice(0, 16),
  );

test("a window keeps its local time when the clocks change, and moves out of the hour that they leave out", () => {
  expect(starts(weekly, "2026-03-20T00:00Z", "2026-04-07T00:00Z")).toEqual([
    "2026-03-22T01:30",
    // 02:30 does not exist on this Sunday: right after the gap
    "2026-03-29T01:00",
    "2026-04-05T00:30",
  ]);
  // 02:30 comes twice on 2026-10-25: the first of both
  expect(starts(weekly, "2026-10-18T12:00Z", "2026-11-02T00:00Z")).toEqual(["2026-10-25T00:30", "2026-11-01T01:30"]);
});

test("every other week, the last Friday of a month, and so many times count from their day", () => {
  const own = { ...weekly, at: "00:00", zone: "UTC" };
  expect(
    starts(
      { ...own, rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", from: "2026-01-05" },
      "2026-01-01T00:00Z",
      "2026-02-10T00:00Z",
    ),
  ).toEqual(["2026-01-05T00:00", "2026-01-19T00:00", "2026-02-02T00:00"]);
  expect(starts({ ...own, rule: "FREQ=MONTHLY;BYDAY=-1FR" }, "2026-01-01T00:00Z", "2026-03-01T00:00Z")).toEqual([
    "2026-01-30T00:00",
    "2026-02-27T00:00",
  ]);
  expect(
    starts({ ...own, rule: "FREQ=DAILY;COUNT=2", from: "2026-01-05" }, "2026-01-01T00:00Z", "2026-02-10T00:00Z"),
  ).toHaveLength(2);
  expect(starts({ ...own, from: "2027-01-01" }, "2026-01-01T00:00Z", "2026-02-10T00:00Z")).toEqual([]);
});

const rules = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=SU,WE", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYDAY=2TU"];
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"];
const someWindow = fc.record({
  rule: fc.constantFrom(...rules),
  zone: fc.constantFrom(...zones),
  at: fc.constantFrom("00:00", "02:00", "02:30", "23:59"),
});

test("however time is cut up, the same windows come out of it", () => {
  fc.assert(
    fc.property(
      someWindow,
      fc.array(fc.integer({ min: 1, max: 40 * 24 }), { minLength: 1, maxLength: 6 }),
      (own, hours) => {
        const recurring = { ...weekly, ...own };
        const cuts = [year];
        for (const one of hours) cuts.push((cuts.at(-1) ?? year) + one * hour);
        const end = cuts.at(-1) ?? year;
        const parts = cuts.slice(1).flatMap((to, index) => occurrences(recurring, cuts[index] ?? year, to));
        expect(parts).toEqual(occurrences(recurring, year, end));
      },
    ),
    { numRuns: 30 },
  );
});

test("whenever it is looked at, each window is announced once with notice enough, or left out and said", () => {
  fc.assert(
    fc.property(
      someWindow,
      fc.array(fc.integer({ min: 1, max: 9 * 24 }), { minLength: 1, maxLength: 12 }),
      (own, away) => {
        const recurring = { ...weekly, ...own };
        const terms = someTerms({ maintenance: { ...defaultMaintenance, recurring: [recurring] } });
        let at = year;
        let memory: SeriesMemory = {};
        const seen: number[] = [];
        for (const hours of away) {
          const step = lookAt(memory, at, terms);
          memory = step.memory;
          for (const { window } of step.plans) expect(window.startsAt - at).toBeGreaterThanOrEqual(48 * hour);
          for (const { window } of step.leftOut) expect(window.startsAt - at).toBeLessThan(48 * hour);
          seen.push(...[...step.plans, ...step.leftOut].map(({ window }) => window.startsAt));
          // a second look at the same time finds nothing
          expect(lookAt(memory, at, terms)).toMatchObject({ plans: [], leftOut: [] });
          const next = nextLook(memory, at, terms);
          expect(next).toBeGreaterThan(at);
          // the clock wakes it, or it comes so many hours late
          at = Math.max(next ?? at, at + hours * hour);
        }
        const all = occurrences(recurring, year, memory.weekly ?? year).map(({ startsAt }) => startsAt);
        expect(seen.toSorted((a, b) => a - b)).toEqual(all);
      },
    ),
    { numRuns: 25 },
  );
});

test("a rule that never holds announces nothing, and is looked at again", () => {
  const terms = someTerms({
    maintenance: { ...defaultMaintenance, recurring: [{ ...weekly, rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29" }] },
  });
  const { memory, plans } = lookAt({}, year, terms);
  expect(plans).toEqual([]);
  expect(nextLook(memory, year, terms)).toBeGreaterThan(year + 300 * day);
});
