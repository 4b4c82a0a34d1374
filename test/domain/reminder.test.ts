import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultPolicy as policy } from "../../src/domain/policy.ts";
import {
  lateMs,
  nextStep,
  type Owed,
  type Reminded,
  reaches,
  type Step,
  stepAt,
  stepNow,
} from "../../src/domain/reminder.ts";

const min = 60_000;
const hour = 60 * min;
const start = Date.parse("2026-11-21T03:00Z");

/** A deadline that is due so many minutes after its start. */
const within = (minutes: number): Owed => ({ startedAt: start, dueAt: start + minutes * min });
/** A step as minutes from the start, with what it says. */
const told = ({ round, at, phase, reach }: Step) => [round, (at - start) / min, phase, reach];

describe("the ladder", () => {
  test("an acknowledgement within 15 min: heads-up at 12, then a step of reach every 5 min", () => {
    const rounds = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((round) => told(stepAt(within(15), round, policy)));
    expect(rounds).toEqual([
      [0, 12, "heads-up", "channel"],
      [1, 15, "due", "channel"],
      [2, 20, "overdue", "commander"],
      [3, 25, "overdue", "secondary"],
      [4, 30, "overdue", "announcement"],
      [5, 40, "overdue", "announcement"],
      [6, 60, "overdue", "announcement"],
      [7, 80, "overdue", "announcement"],
      [8, 100, "overdue", "announcement"],
    ]);
  });

  test("an update every 30 min steps by a quarter of that, one every 4 h by an hour", () => {
    expect([0, 1, 2, 3].map((round) => told(stepAt(within(30), round, policy))[1])).toEqual([24, 30, 37.5, 45]);
    expect([0, 1, 2, 3].map((round) => told(stepAt(within(240), round, policy))[1])).toEqual([230, 240, 300, 360]);
  });

  test("the heads-up lies 10 min before at most, 1 min at least, and is left out where there is no room", () => {
    expect(told(stepAt(within(60), 0, policy))[1]).toBe(50);
    expect(told(stepAt(within(3), 0, policy))[1]).toBe(2);
    expect(told(stepAt(within(1), 0, policy))).toEqual([1, 1, "due", "channel"]);
    expect(told(stepAt(within(0), 0, policy))).toEqual([1, 0, "due", "channel"]);
  });
});

describe("a deadline that was owed before anybody could know of it", () => {
  test("its reach grows from when it became known", () => {
    const known = { ...within(15), owedSince: start + 60 * min };
    const rounds = [0, 1, 2, 3].map((round) => told(stepAt(known, round, policy)));
    expect(rounds).toEqual([
      [1, 60, "due", "channel"],
      [1, 60, "due", "channel"],
      [2, 65, "overdue", "commander"],
      [3, 70, "overdue", "secondary"],
    ]);
    expect(lateMs(known, start + 60 * min)).toBe(45 * min);
  });

  test("a heads-up that is already past is given then, unless less than a minute is left", () => {
    expect(told(stepAt({ ...within(15), owedSince: start + 13 * min }, 0, policy))).toEqual([
      0,
      13,
      "heads-up",
      "channel",
    ]);
    expect(told(stepAt({ ...within(15), owedSince: start + 14.5 * min }, 0, policy))).toEqual([
      1,
      15,
      "due",
      "channel",
    ]);
  });
});

describe("what is spoken now", () => {
  const ack: Reminded = { ...within(15), round: 0, snoozedUntil: null };

  test("nothing before the next step", () => {
    expect(stepNow(ack, start + 12 * min - 1, policy)).toBeNull();
    expect(stepNow({ ...ack, round: 2 }, start + 20 * min - 1, policy)).toBeNull();
  });

  test("the step that has come", () => {
    expect(stepNow(ack, start + 12 * min, policy)).toEqual(stepAt(ack, 0, policy));
    expect(stepNow({ ...ack, round: 1 }, start + 16 * min, policy)).toEqual(stepAt(ack, 1, policy));
  });

  test("after a downtime the last one only, and how late it is", () => {
    const step = stepNow(ack, start + 27 * min, policy);
    expect(step && told(step)).toEqual([3, 25, "overdue", "secondary"]);
    expect(lateMs(ack, start + 27 * min)).toBe(12 * min);
    expect(lateMs(ack, start + 3 * min)).toBe(0);
  });

  test("a month later too", () => {
    const at = start + 30 * 24 * hour;
    const step = stepNow(ack, at, policy);
    expect(step?.reach).toBe("announcement");
    expect(at - (step?.at ?? 0)).toBeLessThan(20 * min);
  });
});

describe("a snooze", () => {
  const owed: Reminded = { ...within(30), round: 2, snoozedUntil: start + 40 * min };

  test("keeps quiet, then speaks the last step that fell into it", () => {
    expect(stepNow(owed, start + 40 * min - 1, policy)).toBeNull();
    expect(told(nextStep(owed, policy))).toEqual([2, 40, "overdue", "commander"]);
    expect(told(nextStep({ ...owed, snoozedUntil: start + 50 * min }, policy))).toEqual([
      3,
      50,
      "overdue",
      "secondary",
    ]);
    expect(stepNow(owed, start + 40 * min, policy)?.round).toBe(2);
  });

  test("of a heads-up runs into the due time, if it lasts that long", () => {
    expect(told(nextStep({ ...owed, round: 0, snoozedUntil: start + 28 * min }, policy))).toEqual([
      0,
      28,
      "heads-up",
      "channel",
    ]);
    expect(told(nextStep({ ...owed, round: 0, snoozedUntil: start + 31 * min }, policy))).toEqual([
      1,
      31,
      "due",
      "channel",
    ]);
  });

  test("that ends before the next step changes nothing", () => {
    expect(nextStep({ ...owed, snoozedUntil: start + 33 * min }, policy)).toEqual(stepAt(owed, 2, policy));
  });

  test("is over once it has spoken", () => {
    const spoken = nextStep(owed, policy);
    expect(told(nextStep({ ...owed, round: spoken.round + 1 }, policy))).toEqual([3, 45, "overdue", "secondary"]);
  });
});

describe("for any deadline and any policy", () => {
  const instant = fc.integer({ min: 0, max: 400 * 24 * hour }).map((ms) => start + ms);
  const owed = fc
    .tuple(
      fc.integer({ min: 0, max: 10 * 24 * hour }),
      fc.option(fc.integer({ min: 0, max: 12 * 24 * hour }), { nil: undefined }),
    )
    .map(
      ([interval, known]): Owed => ({
        startedAt: start,
        dueAt: start + interval,
        owedSince: known === undefined ? undefined : start + known,
      }),
    );
  const policies = fc
    .record({
      headsUpShare: fc.double({ min: 0, max: 1, noNaN: true }),
      headsUpMostMs: fc.integer({ min: 0, max: hour }),
      headsUpLeastMs: fc.integer({ min: 0, max: 5 * min }),
      overdueEveryShare: fc.double({ min: 0, max: 1, noNaN: true }),
      overdueEveryLeastMs: fc.integer({ min: 0, max: hour }),
    })
    .map((reminders) => ({ ...policy, reminders }));

  test("the steps come one after the other, each reaching at least as far as the one before", () => {
    fc.assert(
      fc.property(owed, policies, (deadline, drawn) => {
        let before = nextStep({ ...deadline, round: 0 }, drawn);
        for (let count = 0; count < 12; count += 1) {
          const step = nextStep({ ...deadline, round: before.round + 1 }, drawn);
          expect(step.round).toBe(before.round + 1);
          expect(step.at).toBeGreaterThan(before.at);
          expect(reaches.indexOf(step.reach)).toBeGreaterThanOrEqual(reaches.indexOf(before.reach));
          expect(step.phase).not.toBe("heads-up");
          before = step;
        }
      }),
    );
  });

  test("a heads-up comes after the start and before the due time", () => {
    fc.assert(
      fc.property(owed, policies, (deadline, drawn) => {
        const step = stepAt(deadline, 0, drawn);
        if (step.phase !== "heads-up") return;
        expect(step.at).toBeGreaterThan(deadline.startedAt);
        expect(deadline.dueAt - step.at).toBeGreaterThanOrEqual(drawn.reminders.headsUpLeastMs);
        expect(step.at).toBeLessThan(deadline.dueAt);
      }),
    );
  });

  test("after any gap exactly one step is spoken, and the next lies in the future", () => {
    const snooze = fc.option(instant, { nil: null });
    fc.assert(
      fc.property(owed, policies, fc.nat(30), snooze, instant, (deadline, drawn, round, snoozedUntil, at) => {
        const was: Reminded = { ...deadline, round, snoozedUntil };
        const step = stepNow(was, at, drawn);
        if (step === null) {
          expect(nextStep(was, drawn).at).toBeGreaterThan(at);
          return;
        }
        expect(step.round).toBeGreaterThanOrEqual(round === 0 ? 0 : round);
        expect(at).toBeGreaterThanOrEqual(snoozedUntil ?? at);
        expect(nextStep({ ...was, round: step.round + 1 }, drawn).at).toBeGreaterThan(at);
      }),
      { numRuns: 500 },
    );
  });

  test("woken at each step in turn, or only once at the end, the same step is the last to be spoken", () => {
    fc.assert(
      fc.property(owed, policies, fc.nat(40), fc.nat(10 * min), (deadline, drawn, rounds, rest) => {
        const end = stepAt(deadline, rounds, drawn).at + rest;
        let last: Step | null = null;
        for (let round = 0; ; round = last.round + 1) {
          const next = nextStep({ ...deadline, round }, drawn);
          if (next.at > end) break;
          last = stepNow({ ...deadline, round }, next.at, drawn) as Step;
          expect(last).toEqual(next);
        }
        expect(stepNow({ ...deadline, round: 0 }, end, drawn)).toEqual(last);
      }),
    );
  });
});
