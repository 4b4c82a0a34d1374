import { expect, test } from "vitest";
import { type Actor, sitrep } from "../../../src/domain/actor.ts";
import { isRefusal } from "../../../src/domain/decision.ts";
import type { MaintenanceEvent, MaintenanceHappening } from "../../../src/domain/events.ts";
import { decideMaintenance } from "../../../src/domain/maintenance/decide.ts";
import type { Maintenance } from "../../../src/domain/maintenance/state.ts";
import { defaultPermissions } from "../../../src/domain/permissions.ts";
import { type RefusalFacts, wordsOf } from "../../../src/domain/refusal.ts";
import type { Terms } from "../../../src/domain/terms.ts";
import { alice } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const hour = 60 * 60_000;
const zero = Date.parse("2026-11-21T12:00Z");
const free = someTerms();
const guarded = someTerms({ guard: { internalNames: { "kestrel-db": "the database" }, tenants: ["Globex"] } });
const carol: Actor = { kind: "person", id: "U-carol", name: "carol" };
const named = {
  ...guarded,
  permissions: { ...defaultPermissions, override: { everyone: false as const, roles: [], people: ["U-carol"] } },
};

function decide(was: Maintenance | null, happening: MaintenanceHappening, at: number, terms: Terms) {
  const event = { ...happening, id: `E${at}`, at } as MaintenanceEvent;
  const others = { incidents: [], windows: [], byHand: [] };
  return decideMaintenance(event, { was, nextNumber: 1, others, firing: 0 }, terms);
}

function done(...given: Parameters<typeof decide>): Maintenance {
  const outcome = decide(...given);
  if (isRefusal(outcome)) throw new Error(wordsOf(outcome));
  return outcome.state;
}

function refused(...given: Parameters<typeof decide>) {
  const outcome = decide(...given);
  if (!isRefusal(outcome)) throw new Error("it was taken");
  return outcome;
}

const about = { maintenance: "M", by: alice };
const schedule = (own: object = {}): MaintenanceHappening => ({
  type: "maintenance.schedule",
  ...about,
  plan: {
    what: "Move kestrel-db",
    components: ["Keystore (active keys)"],
    impact: "none",
    window: { startsAt: zero + 50 * hour, endsAt: zero + 51 * hour },
  },
  ...own,
});
const ring: MaintenanceHappening = { type: "maintenance.timer", maintenance: "M", by: sitrep };
const lastOf = ({ updates }: Maintenance) => updates.at(-1)?.text ?? "";

test("words that came under guard after they were announced stop neither start nor end", () => {
  const scheduled = done(null, schedule(), zero, free);
  const started = done(scheduled, ring, zero + 50 * hour, guarded);
  const ended = done(started, ring, zero + 51 * hour, guarded);
  expect([started.stage, ended.stage]).toEqual(["IN_PROGRESS", "COMPLETED"]);
  expect(lastOf(started)).toContain("— Move the database\n");
  expect(lastOf(ended)).toContain("— Move the database\n");
  expect(started.history?.map(({ text }) => text)).toContain(
    'The suggested words took the place of "kestrel-db" (internal-name)',
  );
});

test("of a change, they are told in the text, and mended in the plan for good", () => {
  const scheduled = done(null, schedule(), zero, free);
  const extend = { type: "maintenance.extend", ...about, forMs: hour } as const;
  const no = refused(scheduled, extend, zero, guarded);
  const { findings, suggested } = no.facts as RefusalFacts["guarded-words"];
  expect(findings).toMatchObject([{ field: null, found: "kestrel-db" }]);
  // No field of the deed has them: `what` there is why it is done.
  expect(suggested).toEqual({ announced: "Move the database" });
  const longer = done(scheduled, { ...extend, suggested: true }, zero, guarded);
  expect([longer.what, lastOf(longer).includes("kestrel")]).toEqual(["Move the database", false]);
});

test("an override takes the right to, and a reason that is more than blanks", () => {
  const override = "they named it themselves";
  expect(refused(null, schedule({ override }), zero, named).refused).toBe("not-allowed");
  expect(refused(null, schedule({ override: "  ", by: carol }), zero, named).refused).toBe("guarded-words");
  expect(done(null, schedule({ override, by: carol }), zero, named).letPass).toEqual({ why: override, by: carol });
});

test("a reason that nothing was found for is no override", () => {
  const { letPass, history } = done(null, schedule({ override: "just in case", by: carol }), zero, free);
  expect([letPass, history?.length]).toEqual([undefined, 1]);
});

test("what was let pass in the plan is, of other words than it, asked again", () => {
  const scheduled = done(null, schedule({ override: "they named it", by: carol }), zero, named);
  const extend = { type: "maintenance.extend", ...about, forMs: hour, text: "Globex asked" } as const;
  const { findings, suggested } = refused(scheduled, extend, zero, named).facts as RefusalFacts["guarded-words"];
  expect([findings.map(({ field, found }) => [field, found]), suggested]).toEqual([
    [["text", "Globex"]],
    { text: "A customer asked" },
  ]);
  const longer = done(scheduled, { ...extend, suggested: true }, zero, named);
  expect(lastOf(longer)).toContain("Move kestrel-db");
  expect(lastOf(longer)).toContain("A customer asked");
  expect(longer.history?.map(({ text }) => text)).toContain('The suggested words took the place of "Globex" (tenant)');
  // A second override is for these words alone, and the first reason stays with the plan.
  const forced = done(scheduled, { ...extend, by: carol, override: "so be it" }, zero, named);
  expect(forced.letPass?.why).toBe("they named it");
  expect(forced.history?.map(({ text }) => text)).toContain(
    'carol published "Globex" (tenant) against the guard: so be it',
  );
});
