import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CalendarSettings, openCalendar, weekdays } from "../../src/domain/calendar.ts";
import { oracle, readWall } from "./calendar-oracle.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const daysRead = 35;
/** Instants are drawn from around the middle of the first fortnight, where each of the changes below lies. */
const drawnUntil = 14 * 24 * 60;

// Zone, a day around which its clocks change (or not), and what is odd about it.
const places = [
  ["UTC", "2026-12-25", "no changes"],
  ["Asia/Kolkata", "2026-11-21", "half an hour off, no changes"],
  ["Europe/Berlin", "2026-03-29", "02:00 to 03:00"],
  ["Europe/Berlin", "2026-10-25", "03:00 back to 02:00"],
  ["America/New_York", "2026-03-08", "02:00 to 03:00"],
  ["America/New_York", "2026-11-01", "02:00 back to 01:00"],
  ["Australia/Lord_Howe", "2026-04-05", "half an hour back"],
  ["Australia/Lord_Howe", "2026-10-04", "half an hour forward"],
  ["Africa/Cairo", "2026-04-24", "midnight to 01:00"],
  ["Africa/Cairo", "2026-10-30", "midnight back to 23:00"],
  ["Pacific/Apia", "2011-12-30", "a date that never was"],
  ["America/St_Johns", "2010-11-07", "00:01 back to 23:01 of the day before"],
  ["Pacific/Kiritimati", "2026-06-01", "14 hours ahead"],
  ["Pacific/Pago_Pago", "2026-06-01", "11 hours behind"],
] as const;

const clockText = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const hours = fc
  .oneof(
    fc.constant([9 * 60, 17 * 60]),
    fc.constant([0, 24 * 60]),
    fc.uniqueArray(fc.integer({ min: 0, max: 24 * 60 }), { minLength: 2, maxLength: 2 }),
    // Night hours, where the changes are.
    fc.uniqueArray(fc.integer({ min: 0, max: 4 * 60 }), { minLength: 2, maxLength: 2 }),
  )
  .map((ends) => ends.toSorted((a, b) => a - b))
  .map(([from = 0, to = 0]) => ({ from: clockText(from), to: clockText(to) }));

for (const [zone, around, odd] of places) {
  describe(`${zone} around ${around}: ${odd}`, () => {
    const start = Date.parse(`${around}T00:00Z`) - 7 * day;
    const wall = readWall(zone, start, daysRead);
    const dates = [...new Set(wall.readings.slice(0, 20 * 24 * 60).map(({ date }) => date))];
    const settings: fc.Arbitrary<CalendarSettings> = fc.record({
      zone: fc.constant(zone),
      hours,
      weekdays: fc.subarray([...weekdays], { minLength: 2 }),
      holidays: fc.subarray(dates, { maxLength: 4 }),
    });
    const index = fc.oneof(fc.nat(drawnUntil), fc.integer({ min: 6 * 24 * 60, max: 9 * 24 * 60 }));

    test("answers as counting minutes does", () => {
      const check = fc.property(settings, index, index, fc.nat(3), fc.nat(2_000), (drawn, a, b, days, minutes) => {
        const slow = oracle(wall, drawn);
        const calendar = openCalendar(drawn);
        const at = start + a * minute;
        expect(calendar.contains(at)).toBe(slow.contains(a));
        expect(calendar.between(at, start + b * minute)).toBe(a <= b ? slow.between(a, b) : -slow.between(b, a));
        agree(slow.nextOpen(a), () => calendar.nextOpen(at));
        agree(slow.addTime(a, minutes), () => calendar.addTime(at, minutes * minute));
        agree(slow.addDays(a, days), () => calendar.addDays(at, days));
      });
      fc.assert(check, { numRuns: 150 });
    });

    test("what is added lies between, to the millisecond, and no sooner", () => {
      const check = fc.property(
        settings,
        index,
        fc.nat(minute - 1),
        fc.integer({ min: 1, max: day }),
        (drawn, a, rest, ms) => {
          const calendar = openCalendar(drawn);
          const at = start + a * minute + rest;
          fc.pre(calendar.between(start, start + daysRead * day) > 0);
          const due = calendar.addTime(at, ms);
          expect(calendar.between(at, due)).toBe(ms);
          expect(calendar.between(at, due - 1)).toBe(ms - 1);
          const split = Math.floor(ms / 3);
          expect(calendar.addTime(calendar.addTime(at, split), ms - split)).toBe(due);
        },
      );
      fc.assert(check, { numRuns: 60 });
    });
  });
}

function agree(slow: number | null, fast: () => number): void {
  if (slow !== null) expect(new Date(fast()).toISOString()).toBe(new Date(slow).toISOString());
}
