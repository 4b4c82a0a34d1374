import fc from "fast-check";
import { expect, test } from "vitest";
import { type Actor, sitrep } from "../../../src/domain/actor.ts";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { Effect } from "../../../src/domain/effects.ts";
import type { MaintenanceEvent, MaintenanceHappening } from "../../../src/domain/events.ts";
import { decideMaintenance } from "../../../src/domain/maintenance/decide.ts";
import { owedBy } from "../../../src/domain/maintenance/on-time.ts";
import { isAhead, type Maintenance } from "../../../src/domain/maintenance/state.ts";
import { alice } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const minute = 60_000;
const hour = 60 * minute;
const zero = Date.parse("2026-11-21T12:00Z");
const terms = someTerms();
const nobody: Actor = { kind: "person", id: "U-x", name: "x" };

/** One maintenance on a table, with time that passes when the test says so. */
function table() {
  let now = zero;
  let state: Maintenance | null = null;
  let count = 0;
  const effects: Effect[] = [];
  const refused: string[] = [];
  const happen = (happening: MaintenanceHappening) => {
    count += 1;
    const event = { ...happening, id: `E${count}`, at: now } as MaintenanceEvent;
    const others = { incidents: [], windows: [], byHand: [] };
    const outcome = decideMaintenance(event, { was: state, nextNumber: 1, others, firing: 0 }, terms);
    if (isRefusal(outcome)) {
      refused.push(outcome.refused);
      return;
    }
    state = outcome.state;
    effects.push(...outcome.effects);
  };
  /** Timers ring as the engine would ring them; `sleeps`: it was away, and wakes for all of them at the end. */
  const pass = (ms: number, sleeps: boolean) => {
    const to = now + ms;
    for (let rings = 0; state && rings < 50; rings += 1) {
      const next = Math.min(...owedBy(state, terms).map(({ dueAt }) => dueAt));
      if (!(next <= to)) break;
      now = sleeps ? to : Math.max(now, next);
      happen({ type: "maintenance.timer", maintenance: "M", by: sitrep });
    }
    now = to;
  };
  return { happen, pass, effects, refused, state: () => state as Maintenance | null, now: () => now };
}

const schedule = (fromMs: number, own: { shortNotice?: string; components?: string[] } = {}): MaintenanceHappening => ({
  type: "maintenance.schedule",
  maintenance: "M",
  by: alice,
  plan: {
    what: "Upgrade",
    components: own.components ?? ["Keystore (active keys)"],
    impact: "none",
    window: { startsAt: zero + fromMs, endsAt: zero + fromMs + hour },
  },
  shortNotice: own.shortNotice,
});

const deed = fc.oneof(
  fc.record({
    what: fc.constant("pass" as const),
    minutes: fc.integer({ min: 1, max: 3 * 24 * 60 }),
    sleeps: fc.boolean(),
  }),
  fc.record({
    what: fc.constantFrom("start" as const, "complete" as const, "cancel" as const),
    minutes: fc.constant(0),
    sleeps: fc.constant(false),
  }),
  fc.record({
    what: fc.constantFrom("extend" as const, "move" as const),
    minutes: fc.integer({ min: -60, max: 5 * 24 * 60 }),
    sleeps: fc.boolean(),
  }),
);

test("whatever people do and however long Sitrep is away: no notice is lost, doubled or out of order, and it always ends", () => {
  const order = { SCHEDULED: 0, IN_PROGRESS: 1, COMPLETED: 2, CANCELLED: 2 };
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 8 }), (deeds) => {
      const t = table();
      t.happen(schedule(48 * hour));
      for (const { what, minutes, sleeps } of deeds) {
        const shortNotice = sleeps ? "it must be" : undefined;
        if (what === "pass") t.pass(minutes * minute, sleeps);
        else if (what === "extend")
          t.happen({ type: "maintenance.extend", maintenance: "M", by: alice, forMs: minutes * minute, shortNotice });
        else if (what === "move")
          t.happen({
            type: "maintenance.move",
            maintenance: "M",
            by: alice,
            startsAt: t.now() + minutes * minute,
            shortNotice,
          });
        else if (what === "cancel") t.happen({ type: "maintenance.cancel", maintenance: "M", by: alice, why: "so" });
        else t.happen({ type: `maintenance.${what}`, maintenance: "M", by: alice });
        const state = t.state();
        if (!state) throw new Error("it is gone");
        // Nothing is owed for a time that has passed, beside what this very moment brings.
        if (isAhead(state)) expect(owedBy(state, terms).length).toBeGreaterThan(0);
        else expect(owedBy(state, terms)).toEqual([]);
        // Work that the public did not know of for 48 h stands as on short notice.
        if (state.startedAt !== null && state.shortNotice === null)
          expect(state.startedAt - state.createdAt).toBeGreaterThanOrEqual(48 * hour);
      }
      t.pass(60 * 24 * hour, true);
      const state = t.state();
      if (!state) throw new Error("it is gone");
      expect(isAhead(state)).toBe(false);
      const stages = state.updates.map(({ stage }) => order[stage]);
      expect(stages).toEqual(stages.toSorted((a, b) => a - b));
      expect(state.updates.filter(({ stage }) => order[stage] === 2)).toHaveLength(1);
      expect(new Set(state.updates.map(({ id }) => id)).size).toBe(state.updates.length);
      expect(state.endedAt).not.toBeNull();
      if (state.startedAt !== null) expect(state.endedAt).toBeGreaterThanOrEqual(state.startedAt);
      // A wake after the end changes nothing.
      const { version } = state;
      t.happen({ type: "maintenance.timer", maintenance: "M", by: sitrep });
      expect(t.state()?.version).toBe(version);
    }),
    { numRuns: 60 },
  );
});

test("each refusal says what is wrong and changes nothing", () => {
  const t = table();
  t.happen(schedule(-hour));
  t.happen(schedule(48 * hour, { components: ["Nothing"] }));
  t.happen(schedule(48 * hour, { components: [] }));
  t.happen(schedule(47 * hour));
  expect(t.refused).toEqual(["in-the-past", "unknown-component", "missing-fields", "short-notice"]);
  expect(t.state()).toBeNull();
  t.happen(schedule(48 * hour));
  t.happen({ type: "maintenance.complete", maintenance: "M", by: alice });
  t.happen({ type: "maintenance.extend", maintenance: "M", by: alice, forMs: 0 });
  t.happen({ type: "maintenance.move", maintenance: "M", by: alice, startsAt: zero + 48 * hour });
  t.happen({
    type: "maintenance.move",
    maintenance: "M",
    by: alice,
    startsAt: zero + 49 * hour,
    endsAt: zero + 48 * hour,
  });
  expect(t.refused.slice(4)).toEqual([
    "maintenance-not-started",
    "not-an-extension",
    "maintenance-unmoved",
    "ends-before-it-begins",
  ]);
  expect(t.state()?.version).toBe(1);
});

test("time that is added before the start is announced like any other; once it is under way it may always take longer", () => {
  const t = table();
  t.happen(schedule(48 * hour));
  t.pass(2 * hour, false);
  t.happen({ type: "maintenance.extend", maintenance: "M", by: alice, forMs: hour });
  expect(t.refused).toEqual(["short-notice"]);
  t.pass(46 * hour, false);
  t.happen({ type: "maintenance.extend", maintenance: "M", by: alice, forMs: hour });
  expect(t.state()?.window.endsAt).toBe(zero + 50 * hour);
  expect(t.state()?.shortNotice).toBeNull();
});

test("internal components need no notice, tell the public nothing, and take the right to respond alone", () => {
  const closed = { everyone: false, roles: [], people: [] } as const;
  const own = someTerms({ permissions: { ...terms.permissions, publish: { ...closed, roles: [], people: [] } } });
  const happening = { ...schedule(0, { components: ["Trace DB"] }), by: nobody } as MaintenanceHappening;
  const event = { ...happening, id: "E", at: zero } as MaintenanceEvent;
  const others = { incidents: [], windows: [], byHand: [] };
  const room = { was: null, nextNumber: 1, others, firing: 0 };
  const outcome = decideMaintenance(event, room, own);
  if (isRefusal(outcome)) throw new Error(outcome.refused);
  expect(outcome.state.updates).toEqual([]);
  expect(outcome.effects.filter(({ kind }) => kind === "provider.sync")).toEqual([]);
  const open = { ...schedule(48 * hour), by: nobody, id: "E", at: zero } as MaintenanceEvent;
  expect(decideMaintenance(open, room, own)).toMatchObject({
    refused: "not-allowed",
    facts: { permission: "publish" },
  });
});
