import { describe, expect, test } from "vitest";
import type { Actor } from "../../../src/domain/actor.ts";
import { decideSignal, type Found } from "../../../src/domain/alert/decide.ts";
import { decideProposal } from "../../../src/domain/alert/proposal.ts";
import { judge } from "../../../src/domain/alert/rules.ts";
import type { AlertRoom } from "../../../src/domain/alert/state.ts";
import { type Decision, isRefusal } from "../../../src/domain/decision.ts";
import type { Signal } from "../../../src/domain/events.ts";
import { someTerms } from "../../kit/terms.ts";

const terms = someTerms();
const sender: Actor = { kind: "alert", id: "alertmanager", name: "alertmanager" };
const alice: Actor = { kind: "person", id: "U-alice", name: "alice" };
const noon = Date.parse("2026-11-21T12:00Z");
const empty: Found = { alert: null, group: null, incidentOpen: false };

function signal(own: Partial<Signal> = {}): Signal {
  return {
    source: "alertmanager",
    identity: "alertmanager:60b3",
    status: "firing",
    title: "GatewayDown",
    description: null,
    severityHint: null,
    labels: { alertname: "GatewayDown", severity: "critical" },
    groupKey: "{}:{job=gateway}",
    startedAt: noon - 60_000,
    runbookUrl: "https://runbooks.example.com/gateway",
    links: [],
    ...own,
  };
}

let events = 0;
function decide(own: Partial<Signal>, found: Found = empty, at = noon): Decision<AlertRoom> {
  events += 1;
  const given = { signal: signal(own), at, firing: found.alert?.status === "firing" };
  const judgement = judge(given, new Map(), terms);
  return decideSignal({ type: "alert.signal", id: `E${events}`, by: sender, ...given }, found, judgement, terms);
}

function foundAfter(decision: Decision<AlertRoom>, incidentOpen = false): Found {
  return { ...decision.state, incidentOpen };
}

describe("a firing alert", () => {
  test("declares by rule, from the time it began, with its runbook", () => {
    const decision = decide({});
    expect(decision.followUps).toMatchObject([
      {
        type: "incident.declare",
        declaration: {
          severity: "SEV1",
          title: "GatewayDown",
          detectedAt: noon - 60_000,
          alert: { counts: { firing: 1 }, runbookUrl: "https://runbooks.example.com/gateway" },
        },
      },
    ]);
    expect(decision.state.alert).toMatchObject({ status: "firing", count: 1, rule: "critical" });
    expect(decision.state.group?.incident).toBe(decision.state.alert?.incident);
  });

  test("joins the open incident of its group instead of declaring another", () => {
    const first = decide({});
    const second = decide({ identity: "alertmanager:beef" }, { ...foundAfter(first, true), alert: null });
    expect(second.followUps).toMatchObject([{ type: "incident.alerts", news: [{ what: "joined", total: 1 }] }]);
    expect(second.state.group?.firing).toBe(2);
  });

  test("declares anew when the group's incident is over", () => {
    const first = decide({});
    const second = decide({ identity: "alertmanager:beef" }, { ...foundAfter(first, false), alert: null });
    expect(second.followUps.map((one) => one.type)).toEqual(["incident.declare"]);
  });

  test("is counted and refreshed when it repeats, and nobody hears of it", () => {
    const first = decide({});
    const again = decide(
      { labels: { severity: "critical", pod: "b" }, title: "Another title" },
      foundAfter(first, true),
      noon + 60_000,
    );
    expect(again.followUps).toEqual([]);
    expect(again.effects).toEqual([]);
    expect(again.state.alert).toMatchObject({
      count: 2,
      title: "GatewayDown",
      labels: { pod: "b" },
      lastAt: noon + 60_000,
    });
  });

  test("proposes by rule, once for its group", () => {
    const first = decide({ labels: { severity: "warning" } });
    expect(first.followUps).toEqual([]);
    expect(first.effects).toMatchObject([{ kind: "message.show", to: { announcement: true } }]);
    const second = decide(
      { identity: "alertmanager:beef", labels: { severity: "warning" } },
      { ...foundAfter(first), alert: null },
    );
    expect(second.effects[0]).toMatchObject({ slot: (first.effects[0] as { slot: string }).slot });
  });

  test("is merely listed when no rule matches", () => {
    const decision = decide({ labels: { severity: "info" } });
    expect(decision.followUps).toEqual([]);
    expect(decision.effects).toEqual([]);
    expect(decision.state.alert?.status).toBe("firing");
  });
});

describe("a resolved alert", () => {
  test("tells its incident once", () => {
    const first = decide({});
    const gone = decide({ status: "resolved" }, foundAfter(first, true));
    expect(gone.followUps).toMatchObject([{ type: "incident.alerts", news: [{ what: "resolved" }] }]);
    const again = decide({ status: "resolved" }, foundAfter(gone, true));
    expect(again.followUps).toEqual([]);
  });

  test("without a firing is listed, and declares nothing", () => {
    const decision = decide({ status: "resolved" });
    expect(decision.state.alert).toMatchObject({ status: "resolved", incident: null });
    expect(decision.followUps).toEqual([]);
    expect(decision.effects).toEqual([]);
  });

  test("withdraws a proposal that nobody took up", () => {
    const first = decide({ labels: { severity: "warning" } });
    const gone = decide({ status: "resolved", labels: { severity: "warning" } }, foundAfter(first));
    expect(gone.effects).toMatchObject([{ kind: "message.settle" }]);
    expect(gone.state.group?.proposal?.state).toBe("withdrawn");
  });
});

describe("a person's answer to a proposal", () => {
  const proposed = decide({ labels: { severity: "warning" } }).state.group;
  const answer = (how: "declare" | "dismiss", group = proposed) =>
    decideProposal(
      { type: "alert.proposal", id: "P1", at: noon, by: alice, group: group?.key ?? "", answer: how },
      group,
    );

  test("declares it with all alerts of the group", () => {
    const decision = answer("declare");
    if (isRefusal(decision)) throw new Error("refused");
    expect(decision.followUps).toMatchObject([
      {
        type: "incident.declare",
        incident: "P1",
        by: alice,
        declaration: {
          severity: "SEV3",
          detectedAt: noon - 60_000,
          alert: { runbookUrl: "https://runbooks.example.com/gateway" },
        },
      },
    ]);
    expect(decision.state.group?.incident).toBe("P1");
  });

  test("is refused the second time, with what became of it", () => {
    const decision = answer("dismiss");
    if (isRefusal(decision)) throw new Error("refused");
    expect(answer("declare", decision.state.group)).toMatchObject({
      refused: "proposal-is-gone",
      facts: { how: "dismissed" },
    });
  });
});

describe("what arrives in another order than it was sent", () => {
  const at = (minutes: number) => noon + minutes * 60_000;
  const gone = (own: Partial<Signal>, when = noon) =>
    foundAfter(decide({ ...own, status: "resolved" }, foundAfter(decide(own, empty, when - 60_000), true), when), true);
  const kept = (decision: Decision<AlertRoom>) => decision.state.alert;

  test.each([
    ["made for one episode, however late", { oneEpisode: true } as const, {}, 500],
    ["older than the resolve", { eventAt: at(0) }, { eventAt: at(-1) }, 5],
    ["of the resolve's own time", { eventAt: at(0) }, { eventAt: at(0) }, 5],
    ["of the same start, within a minute", { startedAt: at(-9) }, { startedAt: at(-9) }, 1],
    ["taken by a person, which is no firing", {}, { acknowledged: { by: "dana" } }, 5],
    ["only for who knows it", {}, { onlyIfKnown: true } as const, 5],
  ])("a firing %s is recorded and not acted on", (_, first, late, minutes) => {
    const decision = decide({ ...first, ...late }, gone(first), at(minutes));
    expect(kept(decision)).toBeNull();
    expect([...decision.followUps, ...decision.effects]).toEqual([]);
  });

  test.each([
    ["newer than the resolve", { eventAt: at(0) }, { eventAt: at(1) }, 5],
    ["of the same start, after more than a minute", { startedAt: at(-9) }, { startedAt: at(-9) }, 1.1],
    ["of another start", { startedAt: at(-9) }, { startedAt: at(-1) }, 0.5],
    ["of a sender that says nothing of time", { startedAt: null }, {}, 0.1],
    ["that says a time, after a resolve that said none", { startedAt: null }, { eventAt: at(-5) }, 0.1],
  ])("a firing %s begins a new episode", (_, first, later, minutes) => {
    const decision = decide({ ...first, ...later }, gone(first), at(minutes));
    expect(kept(decision)).toMatchObject({ status: "firing", count: 1 });
    expect(decision.followUps).toMatchObject([{ type: "incident.alerts", news: [{ what: "again", total: 0 }] }]);
  });

  test.each([
    ["older than the firing", { eventAt: at(0) }, { eventAt: at(-1) }],
    ["of an end before the firing's start", { startedAt: at(0) }, { startedAt: at(0), endedAt: at(-3) }],
  ])("a resolve %s ends nothing", (_, first, late) => {
    const decision = decide({ ...first, ...late, status: "resolved" }, foundAfter(decide(first), true), at(1));
    expect(kept(decision)).toBeNull();
    expect(decision.followUps).toEqual([]);
  });

  test("a resolve of the firing's own time ends it", () => {
    const first = decide({ eventAt: at(0) });
    expect(kept(decide({ eventAt: at(0), status: "resolved" }, foundAfter(first, true)))?.status).toBe("resolved");
  });

  test("news that are only for who knows it create nothing", () => {
    expect(decide({ onlyIfKnown: true }).state).toEqual({ alert: null, group: null });
    expect(decide({ onlyIfKnown: true, status: "resolved" }).state).toEqual({ alert: null, group: null });
  });
});

describe("a repeat", () => {
  test("that its rule now finds graver declares, once", () => {
    const first = decide({ labels: { severity: "warning" } });
    const worse = decide({}, foundAfter(first));
    expect(worse.followUps).toMatchObject([{ type: "incident.declare", declaration: { severity: "SEV1" } }]);
    expect(worse.state.alert).toMatchObject({ severity: "SEV1", outcome: "declare", count: 2 });
    expect(worse.state.group?.proposal?.state).toBe("declared");
    expect(worse.effects).toMatchObject([{ kind: "message.settle" }]);
    expect(decide({}, foundAfter(worse, true)).followUps).toEqual([]);
    // Somebody has resolved the incident although it fires: that it still does is no news.
    expect(decide({}, foundAfter(worse, false)).followUps).toEqual([]);
  });

  test("says that a person took it; a plain one does not take that back, the sender does", () => {
    const first = decide({});
    const taken = decide({ acknowledged: { by: "dana" } }, foundAfter(first, true));
    expect(taken.followUps).toMatchObject([{ news: [{ what: "acknowledged", detail: "dana" }] }]);
    const plain = decide({}, foundAfter(taken, true));
    expect(plain.state.alert?.acknowledged).toMatchObject({ by: "dana" });
    expect(plain.followUps).toEqual([]);
    expect(decide({ acknowledged: { by: "dana" } }, foundAfter(plain, true)).followUps).toEqual([]);
    const back = decide({ acknowledged: "given-back" }, foundAfter(plain, true));
    expect(back.followUps).toMatchObject([{ news: [{ what: "given-back" }] }]);
    expect(back.state.alert?.acknowledged).toBeNull();
  });

  test("that an older message overtook counts, and changes nothing else", () => {
    const first = decide({ eventAt: noon, labels: { severity: "critical", pod: "a" } });
    const older = decide({ eventAt: noon - 1, labels: { severity: "critical", pod: "z" } }, foundAfter(first, true));
    expect(older.state.alert).toMatchObject({ count: 2, labels: { pod: "a" }, eventAt: noon });
  });
});

describe("an alert that comes and goes", () => {
  const flips = (count: number, everyMs: number) => {
    const heard: string[] = [];
    let found = foundAfter(decide({ startedAt: null }), true);
    for (let flip = 1; flip < count; flip += 1) {
      for (const status of ["resolved", "firing"] as const) {
        const decision = decide({ status, startedAt: null }, found, noon + flip * everyMs);
        for (const { type, ...rest } of decision.followUps)
          heard.push("news" in rest ? rest.news.map(({ what, quiet }) => (quiet ? "quiet" : what)).join() : type);
        found = foundAfter(decision, true);
      }
    }
    return { heard, found };
  };

  test("flaps from its fourth episode within the hour on, and is told of once", () => {
    const { heard, found } = flips(6, 5 * 60_000);
    expect(heard).toEqual([
      "resolved",
      "again",
      "resolved",
      "again",
      "resolved",
      "flapping",
      "quiet",
      "quiet",
      "quiet",
      "quiet",
    ]);
    expect(found.group).toMatchObject({ firing: 1, flapping: 1, total: 1 });
    expect(found.alert?.began).toHaveLength(4);
  });

  test("and not if it takes longer for that", () => {
    const { heard, found } = flips(6, 25 * 60_000);
    expect(heard).not.toContain("flapping");
    expect(found.alert?.flapping).toBe(false);
  });

  test("keeps its proposal while it flaps", () => {
    let found = foundAfter(decide({ labels: { severity: "warning" }, startedAt: null }));
    const settled: number[] = [];
    for (let flip = 1; flip < 12; flip += 1) {
      const status = flip % 2 === 1 ? "resolved" : "firing";
      const decision = decide(
        { labels: { severity: "warning" }, status, startedAt: null },
        found,
        noon + flip * 60_000,
      );
      if (decision.effects.some(({ kind }) => kind === "message.settle")) settled.push(flip);
      found = foundAfter(decision);
    }
    expect(settled).toEqual([1, 3, 5]);
    expect(found.group).toMatchObject({ flapping: 1, proposal: { state: "open" } });
  });
});

describe("what is no alert like others", () => {
  test("a test is listed by itself, whatever its rule would do", () => {
    const listed = decide({ test: true });
    expect([...listed.followUps, ...listed.effects]).toEqual([]);
    expect(listed.state.alert).toMatchObject({ test: true, severity: null, outcome: "list" });
    expect(listed.state.alert?.checkAt).toBe(noon + 60 * 60_000);
  });

  test("what could not be read is unknown, and is said outside without paging anybody", () => {
    const said = decide({ unread: "labels: expected an object", identity: "alertmanager:unread:1" });
    expect(said.state.alert).toMatchObject({ status: "unknown", severity: null });
    expect(said.followUps).toEqual([]);
    expect(said.effects).toMatchObject([{ kind: "message.show", to: { announcement: true } }]);
  });
});
