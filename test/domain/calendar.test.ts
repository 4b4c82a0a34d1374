import { describe, expect, test } from "vitest";
import { type CalendarSettings, dueAt, openCalendar } from "../../src/domain/calendar.ts";

const office: CalendarSettings = {
  zone: "UTC",
  hours: { from: "09:00", to: "17:00" },
  weekdays: ["mon", "tue", "wed", "thu", "fri"],
  holidays: ["2026-12-25"],
};
const calendar = openCalendar(office);
const at = (text: string) => Date.parse(text);
const shown = (instant: number | null) => instant && new Date(instant).toISOString().replace(":00.000Z", "Z");
const hour = 3_600_000;

describe("a week in an office", () => {
  test("is open from the opening until just before the closing", () => {
    expect(calendar.contains(at("2026-12-18T09:00Z"))).toBe(true);
    expect(calendar.contains(at("2026-12-18T16:59:59.999Z"))).toBe(true);
    expect(calendar.contains(at("2026-12-18T17:00Z"))).toBe(false);
    expect(calendar.contains(at("2026-12-19T12:00Z"))).toBe(false);
    expect(calendar.contains(at("2026-12-25T12:00Z"))).toBe(false);
  });

  test("opens next after the night, the week-end, the holiday", () => {
    expect(shown(calendar.nextOpen(at("2026-12-18T10:00Z")))).toBe("2026-12-18T10:00Z");
    expect(shown(calendar.nextOpen(at("2026-12-17T03:00Z")))).toBe("2026-12-17T09:00Z");
    expect(shown(calendar.nextOpen(at("2026-12-18T17:00Z")))).toBe("2026-12-21T09:00Z");
    expect(shown(calendar.nextOpen(at("2026-12-24T17:00Z")))).toBe("2026-12-28T09:00Z");
  });

  test("adds business time over them", () => {
    expect(shown(calendar.addTime(at("2026-12-18T16:00Z"), 2 * hour))).toBe("2026-12-21T10:00Z");
    expect(shown(calendar.addTime(at("2026-12-18T15:00Z"), 2 * hour))).toBe("2026-12-18T17:00Z");
    expect(shown(calendar.addTime(at("2026-12-24T16:00Z"), 9 * hour))).toBe("2026-12-28T17:00Z");
    expect(shown(calendar.addTime(at("2026-12-19T16:00Z"), 0))).toBe("2026-12-19T16:00Z");
  });

  test("adds business days as the same time of day, from the next opening when it is closed", () => {
    expect(shown(calendar.addDays(at("2026-12-16T14:30Z"), 1))).toBe("2026-12-17T14:30Z");
    expect(shown(calendar.addDays(at("2026-12-18T14:30Z"), 1))).toBe("2026-12-21T14:30Z");
    expect(shown(calendar.addDays(at("2026-12-23T14:30Z"), 3))).toBe("2026-12-29T14:30Z");
    expect(shown(calendar.addDays(at("2026-12-19T12:00Z"), 1))).toBe("2026-12-22T09:00Z");
    expect(shown(calendar.addDays(at("2026-12-18T17:00Z"), 1))).toBe("2026-12-22T09:00Z");
    expect(shown(calendar.addDays(at("2026-12-19T12:00Z"), 0))).toBe("2026-12-21T09:00Z");
  });

  test("refuses to go back or to add half a day", () => {
    expect(() => calendar.addTime(0, -1)).toThrow("zero or more");
    expect(() => calendar.addTime(0, Number.NaN)).toThrow("zero or more");
    expect(() => calendar.addDays(0, 1.5)).toThrow("whole number");
    expect(() => calendar.addDays(0, -1)).toThrow("whole number");
  });
});

describe("when the clocks change", () => {
  const berlin = openCalendar({ ...office, zone: "Europe/Berlin" });
  const night = (zone: string, from: string, to: string) =>
    openCalendar({
      zone,
      hours: { from, to },
      weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
      holidays: [],
    });

  test("a business day keeps its time of day over both changes", () => {
    // Friday 15:00 in Berlin is 14:00Z in winter and 13:00Z in summer.
    expect(shown(berlin.addDays(at("2026-03-27T14:00Z"), 1))).toBe("2026-03-30T13:00Z");
    expect(shown(berlin.addDays(at("2026-10-23T13:00Z"), 1))).toBe("2026-10-26T14:00Z");
  });

  test("business hours begin and end by the clock on the wall", () => {
    expect(shown(berlin.nextOpen(at("2026-03-28T00:00Z")))).toBe("2026-03-30T07:00Z");
    expect(berlin.between(at("2026-03-23T00:00Z"), at("2026-04-06T00:00Z"))).toBe(10 * 8 * hour);
  });

  test("an hour that is left out does not count, one that comes twice counts twice", () => {
    const nights = night("Europe/Berlin", "01:00", "05:00");
    expect(nights.between(at("2026-03-28T12:00Z"), at("2026-03-29T12:00Z"))).toBe(3 * hour);
    expect(nights.between(at("2026-10-24T12:00Z"), at("2026-10-25T12:00Z"))).toBe(5 * hour);
  });

  test("a time of day in the gap is the first after it, a repeated one is the first of the two", () => {
    const nights = night("Europe/Berlin", "01:00", "05:00");
    expect(shown(nights.addDays(at("2026-03-28T01:30Z"), 1))).toBe("2026-03-29T01:00Z");
    expect(shown(nights.addDays(at("2026-10-24T00:30Z"), 1))).toBe("2026-10-25T00:30Z");
  });

  test("working hours that end within the gap end where it begins, and those within it make no working day", () => {
    const short = night("Europe/Berlin", "01:00", "02:30");
    expect(shown(short.addDays(at("2026-03-28T01:15Z"), 1))).toBe("2026-03-29T01:00Z");
    const gone = night("Europe/Berlin", "02:00", "03:00");
    expect(shown(gone.addDays(at("2026-03-28T01:15Z"), 1))).toBe("2026-03-30T00:15Z");
  });

  test("a date that never was is no working day", () => {
    // Samoa went from Thursday 29 to Saturday 31 December 2011.
    const apia = night("Pacific/Apia", "09:00", "17:00");
    expect(shown(apia.addDays(at("2011-12-29T22:00Z"), 1))).toBe("2011-12-30T22:00Z");
  });

  test("an evening that comes back after midnight is counted in its order", () => {
    // St. John's went from 00:01 on the 7th back to 23:01 on the 6th, at 02:31Z.
    const always = night("America/St_Johns", "00:00", "24:00");
    expect(always.addTime(at("2010-11-07T02:30Z"), 30_000)).toBe(at("2010-11-07T02:30:30Z"));
    expect(always.between(at("2010-11-07T02:30Z"), at("2010-11-07T04:00Z"))).toBe(1.5 * hour);
  });
});

describe("when something is due", () => {
  test("each kind of span, from a Friday afternoon", () => {
    const start = at("2026-12-18T16:00Z");
    expect(shown(dueAt(start, { kind: "elapsed", ms: 4 * hour }, calendar))).toBe("2026-12-18T20:00Z");
    expect(shown(dueAt(start, { kind: "business-time", ms: 4 * hour }, calendar))).toBe("2026-12-21T12:00Z");
    expect(shown(dueAt(start, { kind: "business-days", days: 3 }, calendar))).toBe("2026-12-23T16:00Z");
    expect(dueAt(start, { kind: "none", said: "next sprint" }, calendar)).toBeNull();
  });
});

describe("settings that cannot be", () => {
  test.each([
    [{ zone: "Europe/Berln" }, 'zone "Europe/Berln" is not known'],
    [{ zone: "" }, 'zone "" is not known'],
    [{ hours: { from: "9", to: "17:00" } }, 'hours.from "9" is not a time of day'],
    [{ hours: { from: "09:00", to: "24:30" } }, 'hours.to "24:30" is not a time of day'],
    [{ hours: { from: "22:00", to: "06:00" } }, "must begin before they end on the same day"],
    [{ weekdays: [] }, "weekdays are empty"],
    [{ weekdays: ["monday" as "mon"] }, 'weekday "monday" is not known'],
    [{ holidays: ["2026-02-30"] }, 'holiday "2026-02-30" is not a date'],
    [{ holidays: ["25.12.2026"] }, 'holiday "25.12.2026" is not a date'],
  ])("%j is refused with a sentence", (wrong, sentence) => {
    expect(() => openCalendar({ ...office, ...wrong })).toThrow(sentence);
  });
});
