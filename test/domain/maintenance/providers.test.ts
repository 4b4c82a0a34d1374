import { expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { MaintenanceEvent, MaintenanceHappening } from "../../../src/domain/events.ts";
import { decideMaintenance } from "../../../src/domain/maintenance/decide.ts";
import { owedBy } from "../../../src/domain/maintenance/on-time.ts";
import type { Maintenance } from "../../../src/domain/maintenance/state.ts";
import { wordsOf } from "../../../src/domain/refusal.ts";
import { aProvider } from "../../kit/providers.ts";
import { alice } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const hour = 60 * 60_000;
const quarter = hour / 4;
const zero = Date.parse("2026-11-21T12:00Z");
const [startsAt, endsAt] = [zero + 50 * hour, zero + 51 * hour];
const terms = someTerms({ providers: [aProvider("one")] });
const others = { incidents: [], windows: [], byHand: [] };
const ring: MaintenanceHappening = { type: "maintenance.timer", maintenance: "M", by: sitrep };

function decide(was: Maintenance | null, happening: MaintenanceHappening, at: number) {
  const event = { ...happening, id: `E${at}`, at } as MaintenanceEvent;
  const outcome = decideMaintenance(event, { was, nextNumber: 1, others, firing: 0 }, terms);
  if (isRefusal(outcome)) throw new Error(wordsOf(outcome));
  return outcome;
}

function scheduled(): Maintenance {
  const components = ["Keystore (active keys)"];
  const plan = { what: "Move", components, impact: "none" as const, window: { startsAt, endsAt } };
  return decide(null, { type: "maintenance.schedule", maintenance: "M", by: alice, plan }, zero).state;
}

const readBackAt = (one: Maintenance) => owedBy(one, terms).find(({ kind }) => kind === "read-back")?.dueAt ?? null;
const checks = ({ effects }: ReturnType<typeof decide>) => effects.filter(({ kind }) => kind === "provider.check");

test("a maintenance under way is read back every quarter of an hour; one that is to come is not", () => {
  expect(readBackAt(scheduled())).toBeNull();
  const begun = decide(scheduled(), ring, startsAt);
  expect(checks(begun)).toEqual([]);
  expect(readBackAt(begun.state)).toBe(startsAt + quarter);
  const round = decide(begun.state, ring, startsAt + quarter);
  expect(checks(round)).toMatchObject([{ provider: "one", subject: "maintenance/M" }]);
  expect(readBackAt(round.state)).toBe(startsAt + 2 * quarter);
  // a wake of another timer at the same time reads nothing twice
  expect(checks(decide(round.state, ring, startsAt + quarter))).toEqual([]);
});

test("a completed one is read back for a day more, and then left alone", () => {
  let now = decide(decide(scheduled(), ring, startsAt).state, ring, endsAt).state;
  let rounds = 0;
  for (let due = readBackAt(now); due !== null; due = readBackAt(now)) {
    const round = decide(now, ring, due);
    expect(checks(round)).toHaveLength(1);
    now = round.state;
    rounds += 1;
  }
  expect(rounds).toBe(24 * 4);
  expect(owedBy(now, terms)).toEqual([]);
});
