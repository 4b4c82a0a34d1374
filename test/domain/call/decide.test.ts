import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { decideCall, testOwedAt } from "../../../src/domain/call/decide.ts";
import type { Calls } from "../../../src/domain/call/state.ts";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { Effect } from "../../../src/domain/effects.ts";
import type { CallHappening } from "../../../src/domain/events.ts";
import type { PagerTerms } from "../../../src/domain/pager.ts";
import type { Terms } from "../../../src/domain/terms.ts";
import { toPlain } from "../../../src/text/plain.ts";
import { aPager } from "../../kit/pagers.ts";
import { alice } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

/** The calls on a table, with time that passes when the test says so. */
function table(pagers: PagerTerms[], own: Partial<Terms> = {}) {
  const selfTest = { weekday: "mon", time: "10:00", zone: "UTC" } as const;
  const terms = someTerms({ paging: { instance: "test", pagers, resolvedThere: "ask", selfTest }, ...own });
  let calls: Calls = { count: 0, calls: [], testedAt: null };
  let now = Date.parse("2026-11-21T03:00Z");
  const effects: Effect[] = [];
  return {
    do(happening: CallHappening) {
      const outcome = decideCall({ ...happening, id: "E", at: now }, calls, terms);
      if (isRefusal(outcome)) return outcome.refused;
      calls = outcome.state;
      effects.push(...outcome.effects);
      return null;
    },
    at: (time: string) => {
      now = Date.parse(time);
    },
    owed: () => {
      const at = testOwedAt(calls, terms);
      return at === null ? null : new Date(at).toISOString().slice(0, 16);
    },
    calls: () => calls,
    sent: () =>
      effects.flatMap((one) =>
        one.kind.startsWith("pager.") && "key" in one
          ? [`${one.kind.slice(6)} ${one.pager} ${one.key.replace("sitrep-test-", "")}`]
          : [],
      ),
    report: () => {
      const last = effects.findLast((one) => one.kind === "message.show" && "announcement" in one.to);
      return last && "card" in last ? toPlain(last.card) : null;
    },
    direct: () => effects.flatMap((one) => (one.kind === "message.show" && "person" in one.to ? [one.to.person] : [])),
  };
}

const saying = (pager: string, key: string, said: "accepted" | "late" | "refused", words = "") =>
  ({ type: "call.pager-said", pager, key: `sitrep-test-${key}`, said, words, by: sitrep }) as const;

describe("a call about no incident", () => {
  test("goes to whoever is meant, by direct message and by the first pager that reaches them", () => {
    const there = table([aPager("pd"), aPager("ntfy", { perPerson: true, people: ["U-dave"] })]);
    there.do({ type: "call.page", target: "secondary", message: "come", by: alice });
    there.do({ type: "call.page", target: "person", person: "U-dave", by: alice });
    expect(there.direct()).toEqual(["U-carol", "U-dave"]);
    // somebody who is meant by name is rung at their own address first
    expect(there.sent()).toEqual(["trigger pd call-1", "trigger ntfy call-2-U-dave"]);
  });

  test("is backed by the next pager once, and reported in one message", () => {
    const there = table([aPager("pd"), aPager("ntfy")]);
    there.do({ type: "call.page", target: "primary", message: "come", by: alice });
    there.do(saying("pd", "call-1", "late", "pd answered 503"));
    there.do(saying("pd", "call-1", "late", "pd answered 503"));
    there.do(saying("ntfy", "call-1", "accepted"));
    expect(there.sent()).toEqual(["trigger pd call-1", "trigger ntfy call-1"]);
    expect(there.report()).toContain("PD (@U-bob) has not taken it yet: pd answered 503; Sitrep keeps trying");
    expect(there.report()).toContain("NTFY (@U-bob) accepted it at 03:00Z");
  });

  test("is over when somebody answers, once", () => {
    const there = table([aPager("pd")]);
    there.do({ type: "call.page", target: "primary", by: alice });
    there.do({ type: "call.ack", key: "sitrep-test-call-1", by: { kind: "pager", id: "pd", name: "Carol Jones" } });
    there.do({ type: "call.ack", key: "sitrep-test-call-1", by: alice });
    there.do({ type: "call.ack", key: "sitrep-test-call-9", by: alice });
    expect(there.sent()).toEqual(["trigger pd call-1", "resolve pd call-1"]);
    expect(there.report()).toContain("Carol Jones answered at 03:00Z");
  });

  test("needs somebody to be paged, and the right to do it", () => {
    const empty = { rota: { primary: null, secondary: null, escalation: [] } };
    expect(table([], empty).do({ type: "call.page", target: "primary", by: alice })).toBe("nobody-to-page");
    const strict = table([], {
      permissions: { ...someTerms().permissions, respond: { everyone: false, roles: [], people: ["U-bob"] } },
    });
    expect(strict.do({ type: "call.page", target: "primary", by: alice })).toBe("not-allowed");
    expect(strict.do({ type: "call.test", by: alice })).toBe("not-allowed");
  });
});

describe("a test of the pagers", () => {
  test("tries each of them, and ends what was taken", () => {
    const there = table([aPager("pd"), aPager("sms", { perPerson: true, people: ["U-bob", "U-carol"] })]);
    there.do({ type: "call.test", by: alice });
    there.do(saying("pd", "call-1", "accepted"));
    there.do(saying("sms", "call-1-U-bob", "refused", "SMS answered 400"));
    expect(there.sent()).toEqual([
      "trigger pd call-1",
      "trigger sms call-1-U-bob",
      "trigger sms call-1-U-carol",
      "resolve pd call-1",
    ]);
    // one that fails is not backed by another: it is what the test is to show
    expect(there.report()).toContain("SMS (@U-bob) refused it: SMS answered 400");
    expect(there.report()).toContain("SMS (@U-carol) is asked");
  });

  test("says so where there is no pager", () => {
    const there = table([]);
    there.do({ type: "call.test", by: alice });
    expect(there.report()).toContain("No pager is configured: only Slack pages.");
  });

  test("comes on schedule, once for what was missed, and not at the first look", () => {
    const there = table([aPager("pd")]);
    there.do({ type: "call.timer", by: sitrep });
    expect(there.sent()).toEqual([]);
    expect(there.owed()).toBe("2026-11-23T10:00");
    there.at("2026-12-20T12:00Z");
    there.do({ type: "call.timer", by: sitrep });
    there.do({ type: "call.timer", by: sitrep });
    expect(there.sent()).toEqual(["trigger pd call-1"]);
    expect(there.owed()).toBe("2026-12-21T10:00");
  });
});

test("only the last calls are remembered", () => {
  const there = table([aPager("pd")]);
  for (let n = 0; n < 60; n++) there.do({ type: "call.page", target: "primary", by: alice });
  expect(there.calls().calls).toHaveLength(50);
  expect(there.calls().calls.at(-1)?.number).toBe(60);
});
