import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import type { AlertNews } from "../../../src/domain/alert/news.ts";
import { cutShort, decideCheck, decideLeftOut } from "../../../src/domain/alert/silence.ts";
import type { AlertRoom } from "../../../src/domain/alert/state.ts";
import type { Decision } from "../../../src/domain/decision.ts";
import { aGroup, anAlert, aSignal } from "../../kit/alerts.ts";
import { someTerms } from "../../kit/terms.ts";

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.parse("2026-11-21T12:00Z");
const keep = someTerms();
const close = someTerms({ alerts: { ...keep.alerts, unknown: "close" } });
const silent = anAlert("a", { incident: "I1", lastAt: noon, staleAfterMs: 8 * hour, checkAt: noon + 8 * hour });
const group = aGroup({ incident: "I1", lastAt: noon });

const look = (alert = silent, at = noon + 8 * hour, terms = keep, own = group) =>
  decideCheck(alert, own, { at, by: sitrep }, terms);
const news = ({ followUps }: Decision<AlertRoom>): AlertNews["what"][] =>
  followUps.flatMap((one) => (one.type === "incident.alerts" ? one.news.map(({ what }) => what) : []));

describe("an alert of a sender that repeats", () => {
  test("is unknown once it was not heard of for too long, and its incident hears of it once", () => {
    const lost = look();
    expect(lost.state).toMatchObject({ alert: { status: "unknown", checkAt: null }, group: { firing: 0, unknown: 1 } });
    expect(news(lost)).toEqual(["unknown"]);
    expect(lost.state.alert && news(look(lost.state.alert, noon + 20 * hour))).toEqual([]);
  });

  test("is looked at again when it was heard of meanwhile", () => {
    const heard = { ...silent, lastAt: noon + 3 * hour };
    const later = look(heard);
    expect(later.state.alert).toMatchObject({ status: "firing", checkAt: noon + 11 * hour });
    expect(later.state.group).toBeNull();
    expect(news(later)).toEqual([]);
  });

  test("counts as resolved where that is configured, and that is no word of its sender", () => {
    const over = look(silent, noon + 8 * hour, close);
    expect(over.state.alert).toMatchObject({ status: "resolved", resolvedBySilence: true });
    expect(over.state.group).toMatchObject({ firing: 0, unknown: 0 });
    expect(news(over)).toEqual(["closed"]);
  });

  test("keeps its proposal while it is unknown, and loses it when it is taken as over", () => {
    const proposal = {
      ...({ severity: "SEV3", title: "Slow", rule: "warning", component: null, runbookUrl: null } as const),
      ...({ detectedAt: noon, private: false, state: "open", at: noon } as const),
    };
    const own = aGroup({ proposal, lastAt: noon });
    const free = { ...silent, incident: null };
    const [effect] = look(free, noon + 8 * hour, keep, own).effects;
    expect(effect).toMatchObject({ kind: "message.show" });
    expect(JSON.stringify(effect)).toContain("Not heard of any more");
    const over = look(free, noon + 8 * hour, close, own);
    expect(over.state.group?.proposal?.state).toBe("withdrawn");
    expect(over.effects).toMatchObject([{ kind: "message.settle" }]);
  });
});

describe("an alert that flaps", () => {
  const flapping = anAlert("a", {
    ...({ incident: "I1", flapping: true, status: "resolved", turnedAt: noon, checkAt: noon + hour } as const),
    began: [noon - 3, noon - 2, noon - 1, noon],
  });
  const own = aGroup({ incident: "I1", firing: 0, flapping: 1 });

  test("does so no more once it was quiet for the time", () => {
    const calm = look(flapping, noon + hour, keep, own);
    expect(calm.state.alert).toMatchObject({ flapping: false, checkAt: null, began: [noon] });
    expect(calm.state.group?.flapping).toBe(0);
    expect(news(calm)).toEqual(["calm"]);
  });

  test("goes on while it is not", () => {
    const turned = { ...flapping, turnedAt: noon + 20 * minute };
    expect(look(turned, noon + hour, keep, own).state.alert).toMatchObject({
      flapping: true,
      checkAt: noon + 80 * minute,
    });
  });
});

describe("what nobody will resolve", () => {
  test.each([
    ["a test", { test: true, status: "firing" } as const, 1],
    ["what could not be read", { unread: "no labels", status: "unknown" } as const, 24],
  ])("%s is over after a time, though alerts are kept", (_, own, hours) => {
    const alert = anAlert("t", { ...own, lastAt: noon });
    expect(look(alert, noon + hours * hour - 1).state.alert?.status).toBe(own.status);
    expect(look(alert, noon + hours * hour).state.alert?.status).toBe("resolved");
  });
});

describe("a message that leaves alerts out", () => {
  const resolve = aSignal({ identity: "a", status: "resolved", groupKey: "g1", truncated: 3 });

  test("ends its group although others of it fire: these are unknown", () => {
    expect(cutShort([resolve, { ...resolve, identity: "b" }])).toEqual([
      { source: "alertmanager", groupKey: "g1", identities: ["a", "b"] },
    ]);
    const left = decideLeftOut(silent, group, { at: noon, by: sitrep }, keep);
    expect(left.state.alert?.status).toBe("unknown");
    expect(news(left)).toEqual(["left-out"]);
  });

  test("does not while one of it fires, nor when nothing was left out, nor for an alert that is over", () => {
    expect(cutShort([resolve, { ...resolve, status: "firing" }])).toEqual([]);
    expect(cutShort([{ ...resolve, truncated: 0 }])).toEqual([]);
    expect(cutShort([{ ...resolve, groupKey: null }])).toEqual([]);
    const over = { ...silent, status: "resolved" as const };
    expect(decideLeftOut(over, group, { at: noon, by: sitrep }, keep).state.alert).toBeNull();
  });
});
