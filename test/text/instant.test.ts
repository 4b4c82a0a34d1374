import { expect, test } from "vitest";
import { hoursMinutes, inWords, utcClock, utcDate, utcMinute, utcTime } from "../../src/text/instant.ts";

const at = Date.parse("2026-11-21T09:30:59.999Z");
const min = 60_000;

test("times are written in UTC, to the minute, never rounded up", () => {
  expect([utcMinute(at), utcDate(at), utcTime(at), utcClock(at)]).toEqual([
    "2026-11-21T09:30Z",
    "2026-11-21",
    "09:30",
    "09:30Z",
  ]);
});

test("the hours of a duration are not capped", () => {
  const durations = [0, 59_999, 61 * min, (73 * 60 + 5) * min, 100 * 60 * min, -5];
  expect(durations.map(hoursMinutes)).toEqual(["00:00", "00:00", "01:01", "73:05", "100:00", "00:00"]);
});

test.each([
  [0, "less than a minute"],
  [59_999, "less than a minute"],
  [12 * min, "12 min"],
  [60 * min, "1 h"],
  [65 * min, "1 h 5 min"],
  [24 * 60 * min, "1 day"],
  [26 * 60 * min + 5 * min, "1 day 2 h"],
  [72 * 60 * min, "3 days"],
  [-1, "less than a minute"],
])("%i ms is %s", (ms, words) => expect(inWords(ms)).toBe(words));
