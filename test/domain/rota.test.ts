import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueAt } from "../../src/domain/calendar.ts";
import { defaultPolicy as policy, type Severity, severities, targetOf } from "../../src/domain/policy.ts";
import { onCallAt, pagingAt, peopleOf, type Rota } from "../../src/domain/rota.ts";

const min = 60_000;
const at = (text: string) => Date.parse(text);

/** The pages of an incident that nobody acknowledges, as "minutes after the declaration: who". */
function pages(severity: Severity, declared: string, detected = declared): string[] {
  const clocksFrom = at(detected);
  const ackDueAt = dueAt(clocksFrom, targetOf(policy, severity, "ack"), policy.calendar);
  return pagingAt(policy, severity, { clocksFrom, since: at(declared), ackDueAt }).map(
    (rung) => `${(rung.at - at(declared)) / min}: ${rung.who}`,
  );
}

// 2026-11-20 is a Friday; the calendar that ships is open from 09:00 to 17:00.
describe("who is paged, and when", () => {
  test("a SEV1: the primary at once, at any hour", () => {
    expect(pages("SEV1", "2026-11-20T10:00Z")).toEqual(["0: primary", "15: secondary", "20: list"]);
    expect(pages("SEV1", "2026-11-21T03:00Z")).toEqual(["0: primary", "15: secondary", "20: list"]);
  });

  test("a SEV2 in business hours: the primary at once", () => {
    expect(pages("SEV2", "2026-11-20T10:00Z")).toEqual(["0: primary", "60: secondary", "75: list"]);
  });

  test("a SEV2 outside of them: the queue, and the primary after half of the ack target", () => {
    expect(pages("SEV2", "2026-11-21T03:00Z")).toEqual(["30: primary", "60: secondary", "75: list"]);
    expect(pages("SEV2", "2026-11-20T17:00Z")).toEqual(["30: primary", "60: secondary", "75: list"]);
  });

  test("a SEV2 just before the opening: the primary at the opening", () => {
    expect(pages("SEV2", "2026-11-20T08:50Z")).toEqual(["10: primary", "60: secondary", "75: list"]);
  });

  test("a SEV3: nobody until the acknowledgement is missed, and then in business hours only", () => {
    expect(pages("SEV3", "2026-11-19T10:00Z")).toEqual([`${24 * 60}: secondary`, `${30 * 60}: list`]);
    // Friday 15:00 to Monday 15:00; a quarter of that later it is Tuesday morning.
    expect(pages("SEV3", "2026-11-20T15:00Z")).toEqual([`${72 * 60}: secondary`, `${90 * 60}: list`]);
    // Thursday 16:00 to Friday 16:00; six hours later it is night, so the list waits until Monday 09:00.
    expect(pages("SEV3", "2026-11-19T16:00Z")).toEqual([`${24 * 60}: secondary`, `${89 * 60}: list`]);
  });

  test("a SEV4: nobody, ever", () => {
    expect(pages("SEV4", "2026-11-20T10:00Z")).toEqual([]);
    expect(pages("SEV4", "2026-11-21T03:00Z")).toEqual([]);
  });

  test("declared after detection: nothing before the declaration, and what was missed by then is paged at once", () => {
    expect(pages("SEV1", "2026-11-21T03:10Z", "2026-11-21T03:00Z")).toEqual(["0: primary", "5: secondary", "10: list"]);
    expect(pages("SEV1", "2026-11-21T04:00Z", "2026-11-21T03:00Z")).toEqual(["0: primary", "0: secondary", "5: list"]);
    expect(pages("SEV2", "2026-11-21T03:40Z", "2026-11-21T03:00Z")).toEqual([
      "0: primary",
      "20: secondary",
      "35: list",
    ]);
  });

  test("without an ack target a severity still pages its primary, a queued one at the opening", () => {
    const alarm = { clocksFrom: at("2026-11-21T03:00Z"), since: at("2026-11-21T03:00Z"), ackDueAt: null };
    expect(pagingAt(policy, "SEV1", alarm).map(({ who }) => who)).toEqual(["primary"]);
    expect(pagingAt(policy, "SEV2", alarm).map((rung) => rung.at)).toEqual([at("2026-11-23T09:00Z")]);
  });

  test("whenever it happens: in order, not before it is known, each place once, the list after the secondary", () => {
    const draw = fc.tuple(fc.constantFrom(...severities), fc.nat(14 * 24 * 60), fc.nat(3 * 24 * 60));
    fc.assert(
      fc.property(draw, ([severity, minutes, late]) => {
        const clocksFrom = at("2026-11-16T00:00Z") + minutes * min;
        const since = clocksFrom + late * min;
        const ackDueAt = dueAt(clocksFrom, targetOf(policy, severity, "ack"), policy.calendar);
        const rungs = pagingAt(policy, severity, { clocksFrom, since, ackDueAt });
        const order = ["primary", "secondary", "list"].filter((who) => rungs.some((rung) => rung.who === who));
        expect(rungs.map(({ who }) => who)).toEqual(order);
        for (const [index, rung] of rungs.entries())
          expect(rung.at).toBeGreaterThanOrEqual(rungs[index - 1]?.at ?? since);
        if (rungs.length > 1) expect(rungs.at(-1)?.at).toBeGreaterThan(rungs.at(-2)?.at ?? 0);
        if (severity === "SEV3") for (const rung of rungs) expect(policy.calendar.contains(rung.at)).toBe(true);
      }),
    );
  });
});

describe("who holds a place", () => {
  const rota: Rota = { primary: "U1", secondary: "U2", escalation: ["U3", "U4", "U3"] };

  test("each rung reaches its people", () => {
    expect(peopleOf(onCallAt(rota, 0), "primary")).toEqual(["U1"]);
    expect(peopleOf(rota, "secondary")).toEqual(["U2"]);
    expect(peopleOf(rota, "list")).toEqual(["U3", "U4"]);
  });

  test("an empty place passes to who comes next", () => {
    expect(peopleOf({ ...rota, primary: null }, "primary")).toEqual(["U2"]);
    expect(peopleOf({ ...rota, primary: null, secondary: null }, "primary")).toEqual(["U3", "U4"]);
    expect(peopleOf({ ...rota, secondary: null }, "secondary")).toEqual(["U3", "U4"]);
    expect(peopleOf({ primary: "U1", secondary: null, escalation: [] }, "secondary")).toEqual(["U1"]);
    expect(peopleOf({ primary: "U1", secondary: "U1", escalation: [] }, "list")).toEqual(["U1"]);
  });

  test("an empty rota reaches nobody", () => {
    const nobody: Rota = { primary: null, secondary: null, escalation: [] };
    for (const who of ["primary", "secondary", "list"] as const) expect(peopleOf(nobody, who)).toEqual([]);
  });
});
