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
