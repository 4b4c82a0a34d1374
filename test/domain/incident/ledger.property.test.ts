import fc from "fast-check";
import { expect, test } from "vitest";
import type { AlertNews } from "../../../src/domain/alert/news.ts";
import type { IncidentHappening } from "../../../src/domain/events.ts";
import { type Deadline, type Incident, isOpen, stages } from "../../../src/domain/incident/state.ts";
import { rank, type Severity, severities } from "../../../src/domain/policy.ts";
import { bob, Room } from "../../kit/room.ts";
import { allTimers } from "../../kit/terms.ts";

/*
 * The ledger of promises under any sequence of verbs and passing times. What a verb may refuse is refused here too; the
 * ledger has to be right after every step all the same.
 */

const minute = 60_000;
const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const account = { ...words, cause: "A bad release.", action: "rolling back", rootCause: "A bad release." };

type Step =
  | { pass: number }
  | { sleep: number }
  | { deed: IncidentHappening["type"]; severity: Severity; stage: number; minutes: number; inside: boolean };

const deeds: IncidentHappening["type"][] = [
  "incident.ack",
  "incident.update",
  "incident.no-change",
  "incident.reclassify",
  "incident.mitigated",
  "incident.resolve",
  "incident.reopen",
  "incident.cancel",
  "incident.set-cadence",
  "incident.snooze",
  "incident.alerts",
];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 600 }) }) },
  { weight: 1, arbitrary: fc.record({ sleep: fc.integer({ min: 1, max: 4_000 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      deed: fc.constantFrom(...deeds),
      severity: fc.constantFrom(...severities),
      stage: fc.nat(3),
      minutes: fc.integer({ min: 1, max: 300 }),
      inside: fc.boolean(),
    }),
  },
);

const beginning = fc.record({
  severity: fc.constantFrom(...severities),
  detected: fc.integer({ min: 0, max: 600 }),
  private: fc.boolean(),
  drill: fc.boolean(),
});

function opened({
  severity,
  detected,
  ...kind
}: {
  severity: Severity;
  detected: number;
  private: boolean;
  drill: boolean;
}): Room {
  const room = new Room("2026-11-20T14:37Z");
  const declaration = { severity, title: "Gateway is down", detectedAt: room.now - detected * minute, ...kind };
  return room.do("incident.declare", { declaration });
}

function newsOf(fires: boolean, severity: Severity | null): AlertNews {
  const none = { firing: 0, unknown: 0, flapping: 0 };
  const one = { ...none, firing: 1 };
  return {
    what: fires ? "joined" : "resolved",
    title: "Down",
    by: bob,
    before: fires ? none : one,
    after: fires ? one : none,
    total: fires ? 1 : 0,
    counted: { name: "Down", source: "alertmanager", component: null, at: 0 },
    group: "g",
    quiet: false,
    severity,
    runbookUrl: null,
    page: false,
  };
}

function take(room: Room, one: Step): void {
  if ("pass" in one) room.pass(one.pass);
  else if ("sleep" in one) room.sleep(one.sleep);
  else {
    const audience = one.inside ? ({ audience: "internal" } as const) : {};
    const given: Partial<Record<IncidentHappening["type"], object>> = {
      "incident.update": { stage: stages[one.stage], words: { ...account, ...audience, severity: one.severity } },
      "incident.reclassify": { to: one.severity, why: "we know more" },
      "incident.mitigated": { how: "rolled back" },
      "incident.resolve": { rootCause: "A bad release.", despiteAlerts: one.inside },
      "incident.reopen": { why: "it is back" },
      "incident.cancel": { why: "a false alarm" },
      "incident.set-cadence": { everyMs: one.inside ? null : one.minutes * minute, why: "customers ask" },
      "incident.snooze": { forMs: one.minutes * minute, why: "not now" },
      "incident.alerts": { news: [newsOf(one.stage % 2 === 0, one.inside ? null : one.severity)] },
    };
    room.attempt(one.deed, (given[one.deed] ?? {}) as never, bob);
  }
}

/** What must hold of a ledger at any time. */
function whole(incident: Incident): void {
  const running = incident.deadlines.filter(({ state }) => state === "running");
  expect(new Set(running.map(({ kind }) => kind)).size).toBe(running.length);
  expect(new Set(incident.deadlines.map(({ id }) => id)).size).toBe(incident.deadlines.length);
  for (const deadline of incident.deadlines) {
    const { state, metAt, dueAt, promisedAt } = deadline;
    if (state === "kept") expect(metAt).toBeLessThanOrEqual(dueAt);
    else if (state === "late") expect(metAt).toBeGreaterThan(dueAt);
    else expect(metAt).toBeNull();
    if (promisedAt !== null) expect(dueAt).toBeLessThanOrEqual(promisedAt);
  }
  if (!isOpen(incident)) expect(running.filter(({ kind }) => kind !== "post-mortem")).toEqual([]);
  if (incident.kind === "drill" || incident.closure)
    expect(running.filter(({ kind }) => kind === "post-mortem")).toEqual([]);
}

/** What must hold between a ledger and the same one a step later. */
function follows(before: Incident, after: Incident): void {
  const now = new Map(after.deadlines.map((deadline) => [deadline.id, deadline]));
  for (const was of before.deadlines) {
    const is = now.get(was.id) as Deadline;
    // nothing is struck out, and what has ended stays as it ended
    if (was.state !== "running") expect(is).toEqual(was);
    // what was published never moves, and is never put off inside either
    expect(is.promisedAt).toBe(was.promisedAt);
    if (was.promisedAt !== null) expect(is.dueAt).toBeLessThanOrEqual(was.dueAt);
    // a raise tightens, or leaves as it was
    if (rank(after.severity) < rank(before.severity)) expect(is.dueAt).toBeLessThanOrEqual(was.dueAt);
  }
}

const story = fc.tuple(beginning, fc.array(step, { maxLength: 25 }));

test("any sequence of verbs and passing times leaves the ledger whole", () => {
  fc.assert(
    fc.property(story, ([begin, steps]) => {
      const room = opened(begin);
      whole(room.incident);
      for (const one of steps) {
        const before = room.incident;
        take(room, one);
        whole(room.incident);
        follows(before, room.incident);
      }
    }),
    { numRuns: 300 },
  );
});

test("the time an update promised to the public is the deadline that runs", () => {
  fc.assert(
    fc.property(story, ([begin, steps]) => {
      const room = opened(begin);
      for (const one of steps) take(room, one);
      const promised = room.incident.lastUpdate?.nextUpdateBy ?? null;
      const runs = room.incident.deadlines.find(({ kind, state }) => kind === "next-update" && state === "running");
      expect(runs?.promisedAt ?? null).toBe(isOpen(room.incident) ? promised : null);
      const newest = room.updates.at(-1);
      if (
        runs &&
        newest?.audience === "public" &&
        newest.nextUpdateBy !== null &&
        newest.id === room.incident.lastUpdate?.id
      )
        expect(newest.text).toContain(`Next update by ${new Date(newest.nextUpdateBy).toISOString().slice(0, 16)}Z`);
    }),
    { numRuns: 200 },
  );
});

test("timers always move on, and nobody hears of an incident that has ended, but for its post-mortem", () => {
  fc.assert(
    fc.property(story, fc.integer({ min: 0, max: 20_000 }), ([begin, steps], minutes) => {
      const room = opened(begin);
      for (const one of steps) take(room, one);
      room.pass(0);
      for (const timer of allTimers) {
        const next = timer.next(room.incident, room.terms);
        if (next !== null) expect(next).toBeGreaterThan(room.now);
      }
      if (isOpen(room.incident)) return;
      const told = room.told.length;
      room.pass(minutes);
      // its last reminders mention the secondary, who is let in for that
      const allowed = /\/reminder\/post-mortem$|\/overdue$|^channel\.invite$/;
      const heard = room.told.slice(told).map(({ effect }) => ("slot" in effect && effect.slot) || effect.kind);
      expect(heard.filter((what) => !allowed.test(what))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
