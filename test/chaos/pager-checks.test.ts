import { describe, expect, test } from "vitest";
import { pagers } from "../../scripts/chaos/checks/paged.ts";
import type { Check, Scene } from "../../scripts/chaos/checks/scene.ts";
import { storms } from "../../scripts/chaos/checks/storms.ts";
import { openMemory } from "../../scripts/chaos/memory.ts";
import type { PagedAlert, PagerCall } from "../../scripts/chaos/pagers.ts";
import type { Incident, PagerPage } from "../../src/domain/incident/state.ts";

/*
 * What is counted at the pagers and after a storm, first in a scene in which all is well, and then in ones in which what is
 * looked for has gone wrong (see checks.test.ts).
 */

const late = "sitrep-k3m9x2ab-1-1";
const instead = "sitrep-k3m9x2ab-1-2";
const taken = "sitrep-k3m9x2ab-2-1";
const hour = 3_600_000;

const page = (own: Partial<PagerPage>) =>
  ({
    key: late,
    pager: "pagerduty",
    target: "primary",
    people: ["U1"],
    why: "a SEV1 pages at any hour",
    askedAt: 0,
    state: "accepted",
    closed: null,
    ...own,
  }) as PagerPage;
const alert = (own: Partial<PagedAlert>): PagedAlert => ({
  pager: "pagerduty",
  key: taken,
  status: "triggered",
  at: 0,
  ...own,
});
const call = (own: Partial<PagerCall>): PagerCall => ({
  pager: "pagerduty",
  key: taken,
  action: "trigger",
  at: 0,
  again: false,
  ...own,
});

/** Of the first incident PagerDuty has not taken the page, and the webhook has; the second, a storm, was answered in PagerDuty. */
function well(): Scene {
  const memory = openMemory();
  memory.answered.push({ mark: "zq5x", key: taken, told: "acknowledged", at: 1, heard: true });
  memory.storms.push({ mark: "zq4x", identities: ["grafana:f1", "grafana:f2"] });
  const incident = {
    id: "I1",
    number: 1,
    title: "Gateway zq1x",
    acknowledged: null,
    resolvedAt: null,
    closure: null,
    pages: [page({ state: "late" }), page({ key: instead, pager: "webhook", askedAt: 60_000 })],
    channel: { id: "C1" },
    alerts: { firing: 0, total: 0 },
  } as unknown as Incident;
  const outage = {
    ...incident,
    id: "I2",
    number: 2,
    title: "Outage zq4x",
    acknowledged: { at: 1, by: { name: "Pat zq5x" } },
    pages: [page({ key: taken, closed: "acknowledged" })],
    channel: { id: "C2" },
    alerts: { firing: 1, total: 2 },
  } as unknown as Incident;
  const paged = { kind: "page", text: "Paged the primary (U1): a SEV1 pages at any hour", at: 0 };
  const said = (key: string) => ({ user: "UBOT", text: key, metadata: { event_payload: { key } } });
  return {
    memory,
    incidents: [
      {
        incident,
        timeline: [
          paged,
          {
            kind: "failure",
            at: 60_000,
            text: "PagerDuty has not taken the page of the primary (U1): PagerDuty answered 503. the webhook is used as well.",
          },
        ],
      },
      {
        incident: outage,
        timeline: [paged, { kind: "acknowledged", at: 1, text: "Pat zq5x acknowledged in PagerDuty" }],
      },
    ],
    outbox: [
      { key: "trouble", kind: "message.show", slot: `I1/pager/pagerduty/${late}/trouble`, state: "delivered" },
      { key: "summary", kind: "message.show", slot: "I2/alerts", state: "delivered" },
      { key: "reminder", kind: "message.renew", slot: "I2/reminder/ack", state: "delivered" },
    ],
    alerts: [
      { identity: "grafana:f1", incident_id: "I2", status: "firing" },
      { identity: "grafana:f2", incident_id: "I2", status: "resolved" },
    ],
    pagers: {
      alerts: [alert({ pager: "webhook", key: instead }), alert({ status: "acknowledged" })],
      calls: [call({ pager: "webhook", key: instead }), call({}), call({ again: true })],
      wrong: [],
      moods: {},
    },
    messages: new Map([["C2", [said("summary"), ...Array.from({ length: 30 }, () => said("reminder"))]]]),
    bot: "UBOT",
    stoppedAt: 5 * hour,
    speed: 1,
  } as unknown as Scene;
}

const wrong = (look: (scene: Scene) => Check[], scene: Scene) => look(scene).flatMap(({ violations }) => violations);
const first = <T>(list: T[]): T => list[0] as T;
const incidentOf = (scene: Scene, nth: number) => (scene.incidents[nth] as Scene["incidents"][0]).incident;

test("where all is well, nothing is found, and something was looked at", () => {
  const checks = [pagers, storms].flatMap((look) => look(well()));
  expect(checks.flatMap(({ violations }) => violations)).toEqual([]);
  expect(checks.filter(({ looked }) => looked === 0).map(({ what }) => what)).toEqual([
    "what pagers were told, nothing refused",
  ]);
});

describe("it is found that", () => {
  test.each<[string, (scene: Scene) => Check[], (scene: Scene) => void, RegExp]>([
    ["a page rang twice", pagers, (s) => void s.pagers.alerts.push(alert({})), /^doubled: .*-2-1 rang 2 times/],
    [
      "a page rang that nobody decided on",
      pagers,
      (s) => void s.pagers.alerts.push(alert({ key: "x" })),
      /nobody decided/,
    ],
    [
      "two pages went out for one reason",
      pagers,
      (s) =>
        void incidentOf(s, 1).pages.push(page({ key: "sitrep-k3m9x2ab-2-2", closed: "acknowledged", state: "asked" })),
      /^doubled: 2 pages for #2/,
    ],
    [
      "an accepted page stands nowhere",
      pagers,
      (s) => void s.pagers.alerts.pop(),
      /^lost: the page .*-2-1 .* stands nowhere/,
    ],
    [
      "nobody was asked to wake somebody",
      pagers,
      (s) => void Object.assign(incidentOf(s, 0), { pages: [] }),
      /^lost: no pager was asked to wake U1 for #1/m,
    ],
    [
      "a page was never heard of again",
      pagers,
      (s) => void Object.assign(first(incidentOf(s, 0).pages), { state: "asked" }),
      /^lost: .* was never heard of again/,
    ],
    ["no other pager was used", pagers, (s) => void incidentOf(s, 0).pages.pop(), /no pager is used instead/],
    ["the channel was not told", pagers, (s) => void s.outbox.shift(), /the channel of #1 was not told/],
    [
      "the record does not say it",
      pagers,
      (s) => void first(s.incidents).timeline.pop(),
      /#1 does not say that the page .* did not go through/,
    ],
    [
      "what is acknowledged here rings on there",
      pagers,
      (s) => void Object.assign(s.pagers.alerts[1] ?? {}, { status: "triggered" }),
      /is triggered at pagerduty, and acknowledged here/,
    ],
    [
      "what is over here stands open there",
      pagers,
      (s) => void Object.assign(first(incidentOf(s, 1).pages), { closed: "resolved" }),
      /is acknowledged at pagerduty, and resolved here/,
    ],
    [
      "an answer at the pager was lost",
      pagers,
      (s) => void Object.assign(incidentOf(s, 1), { acknowledged: null }),
      /^lost: Pat zq5x acknowledged/m,
    ],
    [
      "an answer is on the record twice",
      pagers,
      (s) => void s.incidents[1]?.timeline.push(...(s.incidents[1]?.timeline.slice(-1) ?? [])),
      /^doubled: acknowledged by Pat zq5x/,
    ],
    [
      "an answer was sent back to where it came from",
      pagers,
      (s) => void s.pagers.calls.push(call({ action: "acknowledge" })),
      /^echoed: Pat zq5x/,
    ],
    ["a pager refused something", pagers, (s) => void s.pagers.wrong.push("It refuses x"), /It refuses x/],
    [
      "PagerDuty was called too often",
      pagers,
      (s) => void s.pagers.calls.push(...Array.from({ length: 121 }, () => call({ again: true }))),
      /PagerDuty was called 12\d times/,
    ],
    ["a storm is two incidents", storms, (s) => void s.incidents.push(...s.incidents.slice(1)), /is 2 incidents/],
    [
      "an alert of a storm is elsewhere",
      storms,
      (s) => void Object.assign(first(s.alerts), { incident_id: "I1" }),
      /^1 alerts of the storm zq4x are elsewhere: grafana:f1/,
    ],
    [
      "a storm fills its channel",
      storms,
      (s) =>
        void s.messages.set(
          "C2",
          Array.from({ length: 13 }, () => first(s.messages.get("C2") ?? [])),
        ),
      /has 13 messages about its alerts/,
    ],
    [
      "an incident counts alerts that it has not",
      storms,
      (s) => void Object.assign(incidentOf(s, 1), { alerts: { firing: 2, total: 3 } }),
      /#2 counts 2 firing of 3 alerts, and has 1 of 2/,
    ],
  ])("%s", (_, look, mishap, words) => {
    const scene = well();
    mishap(scene);
    expect(wrong(look, scene).join("\n")).toMatch(words);
  });
});
