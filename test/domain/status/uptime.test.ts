import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type OverallStatus, overallStatuses } from "../../../src/domain/policy.ts";
import { dayRecord, type Trouble, uptimeInWords } from "../../../src/domain/status/uptime.ts";

const h = 60 * 60_000;
const day = 24 * h;
const at = (time: string) => Date.parse(time);
const now = at("2026-11-21T12:00Z");
const long = { since: 0, now, count: 90 };
const trouble = (status: OverallStatus, from: string, to: string | null, notice = "a"): Trouble => ({
  status,
  from: at(from),
  to: to === null ? null : at(to),
  notice,
});

describe("the record of a component", () => {
  test("a quiet one: ninety good days, today last, all of it up", () => {
    const { days, uptime } = dayRecord([], long);
    expect(days).toHaveLength(90);
    expect(days.at(-1)?.startsAt).toBe(at("2026-11-21T00:00Z"));
    expect(new Set(days.map(({ status }) => status))).toEqual(new Set(["operational"]));
    expect(uptime).toBe(1);
  });

  test("a major outage counts whole, a partial one half, a degraded time a tenth", () => {
    const known = { since: now - 100 * h, now, count: 90 };
    const lost = (status: OverallStatus) =>
      1 - (dayRecord([trouble(status, "2026-11-20T02:00Z", "2026-11-20T12:00Z")], known).uptime ?? 0);
    expect(lost("major-outage")).toBeCloseTo(0.1);
    expect(lost("partial-outage")).toBeCloseTo(0.05);
    expect(lost("degraded")).toBeCloseTo(0.01);
    expect(lost("operational")).toBe(0);
  });

  test("one over midnight is on both days, each with its own share", () => {
    const { days } = dayRecord([trouble("degraded", "2026-11-19T22:30Z", "2026-11-20T01:00Z")], long);
    expect(days.slice(-4).map(({ status, lasted }) => [status, lasted])).toEqual([
      ["operational", []],
      ["degraded", [{ status: "degraded", ms: 1.5 * h }]],
      ["degraded", [{ status: "degraded", ms: h }]],
      ["operational", []],
    ]);
  });

  test("two at once: the worst counts, once, and both are named", () => {
    const both = [
      trouble("major-outage", "2026-11-20T10:00Z", "2026-11-20T11:00Z", "a"),
      trouble("degraded", "2026-11-20T09:00Z", "2026-11-20T12:00Z", "b"),
    ];
    const { days, uptime } = dayRecord(both, { since: now - 100 * h, now, count: 90 });
    const lasted = [
      { status: "major-outage", ms: h },
      { status: "degraded", ms: 2 * h },
    ];
    expect(days.at(-2)).toMatchObject({ status: "major-outage", lasted, notices: ["b", "a"] });
    expect(uptime).toBeCloseTo(1 - (1 + 0.2) / 100);
  });

  test("what goes on counts until now", () => {
    const { days } = dayRecord([trouble("partial-outage", "2026-11-21T11:00Z", null)], long);
    expect(days.at(-1)).toMatchObject({ status: "partial-outage", lasted: [{ ms: h }] });
    const begun = dayRecord([trouble("partial-outage", "2026-11-21T12:00Z", null)], long);
    expect(begun.days.at(-1)).toMatchObject({ status: "partial-outage", lasted: [], notices: ["a"] });
    expect(begun.uptime).toBe(1);
  });

  test("maintenance is seen and left out, also what was broken during it", () => {
    const known = { since: now - 100 * h, now, count: 90 };
    const work = trouble("maintenance", "2026-11-20T00:00Z", "2026-11-20T20:00Z", "m");
    const within = trouble("major-outage", "2026-11-20T10:00Z", "2026-11-20T12:00Z");
    const after = trouble("major-outage", "2026-11-20T20:00Z", "2026-11-20T22:00Z");
    expect(dayRecord([work], known)).toMatchObject({ uptime: 1 });
    expect(dayRecord([work], known).days.at(-2)).toMatchObject({ status: "maintenance", lasted: [] });
    expect(dayRecord([work, within], known).uptime).toBe(1);
    expect(dayRecord([work, within, after], known).uptime).toBeCloseTo(1 - 2 / 80);
  });

  test("days before anything was known have no status, and do not count as good ones", () => {
    const { days, uptime } = dayRecord([trouble("major-outage", "2026-11-20T12:00Z", "2026-11-21T00:00Z")], {
      since: at("2026-11-20T12:00Z"),
      now,
      count: 5,
    });
    expect(days.map(({ status }) => status)).toEqual([null, null, null, "major-outage", "operational"]);
    expect(uptime).toBeCloseTo(0.5);
    expect(dayRecord([], { since: now, now, count: 5 }).uptime).toBeNull();
  });

  test("a long maintenance alone leaves nothing to say", () => {
    expect(dayRecord([trouble("maintenance", "2026-08-01T00:00Z", null)], long).uptime).toBeNull();
  });

  test("whatever happened: figures within bounds, and more trouble is never a better record", () => {
    const moments = fc.integer({ min: now - 120 * day, max: now + day });
    const any = fc.record({
      status: fc.constantFrom(...overallStatuses.filter((one) => one !== "maintenance")),
      from: moments,
      to: fc.option(moments, { nil: null }),
      notice: fc.constantFrom("a", "b", "c"),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), any, moments, (troubles, more, since) => {
        const asked = { since: Math.min(since, now - 1), now, count: 90 };
        const { days, uptime } = dayRecord(troubles, asked);
        expect(days).toHaveLength(90);
        for (const { lasted, status } of days) {
          const sum = lasted.reduce((all, { ms }) => all + ms, 0);
          expect(sum).toBeLessThanOrEqual(day);
          expect(lasted.every(({ ms }) => ms > 0)).toBe(true);
          if (lasted[0]) expect(status).toBe(lasted[0].status);
          if (status === null) expect(sum).toBe(0);
        }
        expect(uptime).toBeGreaterThanOrEqual(0);
        expect(uptime).toBeLessThanOrEqual(1);
        expect(dayRecord([...troubles, more], asked).uptime).toBeLessThanOrEqual(uptime ?? 0);
        expect(dayRecord(troubles.toReversed(), asked).uptime).toBe(uptime);
      }),
    );
  });
});

test("uptime is cut off downwards, so that 100 % means that nothing was wrong", () => {
  expect([1, 0.999_999_9, 0.9987, 0.5, 0].map(uptimeInWords)).toEqual([
    "100 %",
    "99.99 %",
    "99.87 %",
    "50.00 %",
    "0.00 %",
  ]);
});
