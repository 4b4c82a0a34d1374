import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  elapsedInWords,
  isDate,
  isProblem,
  parseElapsed,
  parseInstant,
  parseSpan,
  roughly,
  type Span,
  spanInWords,
} from "../../src/domain/duration.ts";

const second = 1_000;
const min = 60 * second;
const h = 60 * min;
const day = 24 * h;
const now = Date.parse("2026-11-21T09:30:20Z");
const at = (text: string) => Date.parse(text);

describe("spans", () => {
  test.each<[string, Span]>([
    ["15 min", { kind: "elapsed", ms: 15 * min }],
    ["15m", { kind: "elapsed", ms: 15 * min }],
    ["  4 H ", { kind: "elapsed", ms: 4 * h }],
    ["1.5 hours", { kind: "elapsed", ms: 90 * min }],
    ["1h30m", { kind: "elapsed", ms: 90 * min }],
    ["1 week", { kind: "elapsed", ms: 7 * day }],
    ["3\u00a0days", { kind: "elapsed", ms: 3 * day }],
    ["1 day 12 h", { kind: "elapsed", ms: 36 * h }],
    ["1 business day", { kind: "business-days", days: 1 }],
    ["3 Business Days", { kind: "business-days", days: 3 }],
    ["2 working days", { kind: "business-days", days: 2 }],
    ["2 business hours", { kind: "business-time", ms: 2 * h }],
    ["30 business min", { kind: "business-time", ms: 30 * min }],
    ["Best effort", { kind: "none", said: "best effort" }],
    ["best-effort", { kind: "none", said: "best effort" }],
    ["next sprint", { kind: "none", said: "next sprint" }],
    ["NEVER", { kind: "none", said: "never" }],
    ["none", { kind: "none", said: "none" }],
  ])("%j is understood", (text, span) => {
    expect(parseSpan(text)).toEqual(span);
  });

  test.each([
    ["10 min foo", '"foo" cannot be read'],
    ["10 foo", 'no unit "foo"'],
    ["1 month", 'no unit "month"'],
    ["4", "4 of what?"],
    ["1 h 30", "30 of what?"],
    ["min", '"min" cannot be read'],
    ["", "is missing"],
    ["0 min", "no time at all"],
    ["-5 min", '"-5 min" cannot be read'],
    ["30 min 1 h", "the largest first"],
    ["5 min 5 min", "each unit once"],
    ["0.0001 h", "cannot be read"],
    ["0.5 s", "finer than a second"],
    ["900 days", "longer than a year"],
    ["1 business week", "cannot be counted in business time"],
    ["1.5 business days", "cannot be counted in business time"],
    ["1 business day 2 h", "cannot be counted in business time"],
    ["business day", "cannot be read"],
    ["1 constructor", 'no unit "constructor"'],
  ])("%j is refused, and told why", (text, why) => {
    const read = parseSpan(text);
    expect(isProblem(read) && read.problem).toContain(why);
  });

  test("a line that counts in business time reads plain words so", () => {
    expect(parseSpan("4 h", "business")).toEqual({ kind: "business-time", ms: 4 * h });
    expect(parseSpan("3 days", "business")).toEqual({ kind: "business-days", days: 3 });
    expect(parseSpan("never", "business")).toEqual({ kind: "none", said: "never" });
    expect(isProblem(parseSpan("1 week", "business"))).toBe(true);
  });

  test("what is said of a span reads back as that span", () => {
    const whole = fc.integer({ min: 1, max: 366 * 24 * 3600 }).map((seconds) => seconds * second);
    const span = fc.oneof(
      whole.map((ms): Span => ({ kind: "elapsed", ms })),
      fc.integer({ min: 1, max: 86_399 }).map((seconds): Span => ({ kind: "business-time", ms: seconds * second })),
      fc.integer({ min: 1, max: 366 }).map((days): Span => ({ kind: "business-days", days })),
      fc.constantFrom("never", "none", "best effort", "next sprint").map((said): Span => ({ kind: "none", said })),
    );
    fc.assert(
      fc.property(span, (given) => {
        expect(parseSpan(spanInWords(given))).toEqual(given);
      }),
    );
  });

  test("any text is read or refused, never a throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d .a-z:-]*$/)), (text) => {
        for (const read of [
          parseSpan(text),
          parseElapsed(text),
          parseInstant(text, now),
          parseInstant(text, now, "future"),
        ]) {
          if (isProblem(read)) expect(read.problem.length).toBeGreaterThan(10);
        }
      }),
    );
  });

  test("words of a span", () => {
    expect(spanInWords({ kind: "elapsed", ms: 15 * min })).toBe("15 min");
    expect(spanInWords({ kind: "elapsed", ms: 4 * h })).toBe("4 h");
    expect(spanInWords({ kind: "elapsed", ms: 7 * day })).toBe("1 week");
    expect(spanInWords({ kind: "business-days", days: 1 })).toBe("1 business day");
    expect(spanInWords({ kind: "business-time", ms: 90 * min })).toBe("90 business min");
    expect(elapsedInWords(90 * min + second)).toBe("1 h 30 min 1 s");
    expect(elapsedInWords(0)).toBe("0 s");
    expect(roughly(59 * second)).toBe("less than a minute");
    expect(roughly(12 * min + 40 * second)).toBe("12 min");
    expect(roughly(2 * day + 3 * h + 59 * min)).toBe("2 days 3 h");
  });
});

describe("a length of time on any clock", () => {
  test("is read as ms", () => {
    expect(parseElapsed("15m")).toBe(15 * min);
    expect(parseElapsed("1 h 30 min")).toBe(90 * min);
  });

  test.each(["1 business day", "never", "15 min or so", ""])("%j is refused", (text) => {
    expect(isProblem(parseElapsed(text))).toBe(true);
  });
});

describe("moments", () => {
  test.each([
    ["now", now],
    ["10m ago", now - 10 * min],
    ["10 min ago", now - 10 * min],
    ["1 h 30 min AGO", now - 90 * min],
    ["2026-11-21T09:30Z", at("2026-11-21T09:30Z")],
    ["2026-11-21t09:30z", at("2026-11-21T09:30Z")],
    ["2026-11-21 09:30", at("2026-11-21T09:30Z")],
    ["2026-11-21 09:30 UTC", at("2026-11-21T09:30Z")],
    ["2026-11-21T09:30:15.250Z", at("2026-11-21T09:30:15.250Z")],
    ["2026-11-21T09:30+01:00", at("2026-11-21T08:30Z")],
    ["2026-11-21T09:30-0530", at("2026-11-21T15:00Z")],
    ["2027-01-01T00:00Z", at("2027-01-01T00:00Z")],
    ["09:30", at("2026-11-21T09:30Z")],
    ["9:30 utc", at("2026-11-21T09:30Z")],
    ["09:31", at("2026-11-20T09:31Z")],
    ["today 23:00", at("2026-11-21T23:00Z")],
    ["yesterday at 23:00", at("2026-11-20T23:00Z")],
  ])("%j is understood", (text, instant) => {
    expect(parseInstant(text, now)).toBe(instant);
  });

  test.each([
    ["in 30 min", now + 30 * min],
    ["30 min", now + 30 * min],
    ["09:30", at("2026-11-22T09:30Z")],
    ["09:31", at("2026-11-21T09:31Z")],
    ["tomorrow 08:00", at("2026-11-22T08:00Z")],
    ["2026-11-21T09:30Z", at("2026-11-21T09:30Z")],
  ])("%j is understood when looking ahead", (text, instant) => {
    expect(parseInstant(text, now, "future")).toBe(instant);
  });

  test.each([
    ["10 min foo ago", '"foo" cannot be read'],
    ["ago", "is not a time"],
    ["10 min", 'write "10 min ago"'],
    ["in 10 min", "is in the future"],
    ["2026-02-30T09:30Z", "is not a date in the calendar"],
    ["2026-13-01", "is not a date in the calendar"],
    ["2026-11-21", "names a day but no time"],
    ["2026-11-21T24:00Z", "is not a time"],
    ["2026-11-21T09:60Z", "is not a time"],
    ["2026-11-21T09:30+99:00", "is not a time"],
    ["25:00", "hours go to 23"],
    ["half past nine", "is not a time"],
    ["", "is not a time"],
  ])("%j is refused, and told why", (text, why) => {
    const read = parseInstant(text, now);
    expect(isProblem(read) && read.problem).toContain(why);
  });

  test("a past moment is refused when looking ahead", () => {
    const read = parseInstant("10 min ago", now, "future");
    expect(isProblem(read) && read.problem).toContain("is in the past");
  });

  test("every instant to the minute reads back from its ISO text", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
        (date) => {
          expect(parseInstant(date.toISOString(), now)).toBe(date.getTime());
        },
      ),
    );
  });

  test("a day exists or it does not", () => {
    expect(isDate("2028-02-29")).toBe(true);
    expect(isDate("2026-02-29")).toBe(false);
    expect(isDate("2026-2-1")).toBe(false);
  });
});
