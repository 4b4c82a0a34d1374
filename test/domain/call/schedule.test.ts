import fc from "fast-check";
import { expect, test } from "vitest";
import { nextTest } from "../../../src/domain/call/schedule.ts";

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);

test("is at the same time on the wall, over both nights on which the clocks change", () => {
  const plan = { weekday: "sun", time: "10:00", zone: "Europe/Berlin" } as const;
  expect(iso(nextTest(plan, at("2026-03-22T09:00Z")))).toBe("2026-03-29T08:00");
  expect(iso(nextTest(plan, at("2026-10-18T08:00Z")))).toBe("2026-10-25T09:00");
});

test("is every day, or on one", () => {
  const zone = "UTC";
  expect(iso(nextTest({ weekday: null, time: "10:00", zone }, at("2026-11-21T09:59Z")))).toBe("2026-11-21T10:00");
  expect(iso(nextTest({ weekday: null, time: "10:00", zone }, at("2026-11-21T10:00Z")))).toBe("2026-11-22T10:00");
  expect(iso(nextTest({ weekday: "mon", time: "10:00", zone }, at("2026-11-21T10:00Z")))).toBe("2026-11-23T10:00");
});

test("always lies ahead, and within eight days", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: at("2020-01-01T00:00Z"), max: at("2040-01-01T00:00Z") }),
      fc.constantFrom(null, "mon", "wed", "sun" as const),
      fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"),
      fc.constantFrom("00:00", "02:30", "10:00", "23:59"),
      (after, weekday, zone, time) => {
        const next = nextTest({ weekday, zone, time } as never, after);
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(8 * 24 * 60 * 60_000);
      },
    ),
  );
});
