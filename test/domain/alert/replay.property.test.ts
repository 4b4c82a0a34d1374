import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ulids } from "../../../src/base/ids.ts";
import { silentLog } from "../../../src/base/log.ts";
import { isSame, openComparison } from "../../../src/domain/alert/compare.ts";
import { openWorld, type Recorded } from "../../../src/domain/alert/replay.ts";
import type { AlertRule } from "../../../src/domain/terms.ts";
import { openEngine } from "../../../src/engine/engine.ts";
import { openStore } from "../../../src/store/open.ts";
import { recordedSignals } from "../../../src/store/read/recorded.ts";
import { storyClock } from "../../kit/clock.ts";
import { allTimers, someTerms } from "../../kit/terms.ts";
import { aSignal, noon } from "./signal.ts";

const rule = (name: string, own: Partial<AlertRule>): AlertRule => ({
  name,
  match: {},
  outcome: "list",
  severity: null,
  component: null,
  runbook: null,
  ...own,
});
const alertRules = [
  rule("noise", { match: { kind: "noise" }, outcome: "drop" }),
  rule("rotation", { match: { kind: "rotation" }, outcome: "mark", event: "rotated" }),
  rule("twice", {
    match: { kind: "probe" },
    count: { atLeast: 2, withinMs: 60_000, per: null },
    outcome: "declare",
    severity: "SEV1",
    kind: "page",
  }),
  rule("once", { match: { kind: "probe" }, outcome: "propose", severity: "SEV2" }),
  rule("keys", {
    match: { kind: "keys" },
    unless: { event: "rotated", withinMs: 120_000 },
    outcome: "declare",
    severity: "SEV2",
    groupBy: "rule",
  }),
  rule("quota", {
    match: { kind: "quota" },
    rate: { above: 0, perMs: 60_000, forMs: 120_000, by: ["kind"] },
    outcome: "propose",
    severity: "SEV3",
  }),
  rule("rest", {}),
];
const terms = someTerms({ alertRules });

/** Signals of a few alerts, in order. */
const history = fc
  .array(
    fc.record({
      kind: fc.constantFrom("noise", "rotation", "probe", "probe", "keys", "quota", "other"),
      which: fc.constantFrom("1", "2"),
      status: fc.constantFrom("firing" as const, "firing" as const, "resolved" as const),
      afterMs: fc.integer({ min: 1, max: 90_000 }),
    }),
    { minLength: 1, maxLength: 18 },
  )
  .map((all) => {
    let at = noon;
    return all.map(({ kind, which, status, afterMs }, index): Recorded => {
      at += afterMs;
      const signal = aSignal({ identity: `x:${kind}${which}`, status, labels: { kind }, title: `${kind} ${which}` });
      return { id: `E${String(index).padStart(3, "0")}`, at, signal };
    });
  });

test("replaying with the same rules finds nothing different", () => {
  fc.assert(
    fc.property(history, (all) => {
      const comparison = openComparison(openWorld(terms), openWorld(terms), () => true);
      for (const one of all) comparison.take(one);
      const result = comparison.result();
      expect(isSame(result)).toBe(true);
      expect(result.before).toEqual(result.after);
      expect(result.messages).toBe(all.length);
    }),
  );
});

test("a rule that is changed is told, with what it would have opened", () => {
  const changed = someTerms({
    alertRules: alertRules.map((one) => (one.name === "once" ? { ...one, outcome: "declare" as const } : one)),
  });
  const comparison = openComparison(openWorld(terms), openWorld(changed), (severity) => severity === "SEV1");
  const signal = aSignal({ identity: "x:p", labels: { kind: "probe" }, title: "A probe fails" });
  comparison.take({ id: "E1", at: noon, signal });
  comparison.take({ id: "E2", at: noon + 1_000, signal: aSignal({ identity: "x:n", labels: { kind: "noise" } }) });
  const result = comparison.result();
  expect(result).toMatchObject({
    messages: 2,
    before: { incidents: 0, proposals: 1, pages: 0, dropped: 1 },
    after: { incidents: 1, proposals: 0, pages: 0, dropped: 1 },
    incidents: [{ title: "A probe fails", before: null, after: { severity: "SEV2", rule: "once", pages: false } }],
    changes: [{ before: { what: "proposed" }, after: { what: "declared" }, messages: 1, alerts: 1 }],
  });
});

test("another name for a rule is nothing that anybody would notice", () => {
  const renamed = someTerms({ alertRules: alertRules.map((one) => ({ ...one, name: `my ${one.name}` })) });
  const comparison = openComparison(openWorld(terms), openWorld(renamed), () => true);
  comparison.take({ id: "E1", at: noon, signal: aSignal({ labels: { kind: "probe" } }) });
  expect(isSame(comparison.result())).toBe(true);
});

test("the replay opens the incidents that the program opened", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (all) => {
      const clock = storyClock(noon);
      const folder = mkdtempSync(join(tmpdir(), "sitrep-replay-"));
      const store = await openStore({ file: join(folder, "sitrep.db"), log: silentLog, clock });
      const engine = openEngine({ store, terms, timers: allTimers, clock, ids: ulids(clock), log: silentLog });
      try {
        for (const { id, at, signal } of all) {
          await clock.passTo(at, () => engine.idle());
          await engine.intake({ source: "x", key: id, keyHoldsMs: 1, signals: [signal] });
        }
        const opened = await store.read
          .selectFrom("incident")
          .select(["severity", "title"])
          .orderBy("number")
          .execute();
        const world = openWorld(terms);
        const replayed: { severity: string | null; title: string }[] = [];
        for await (const one of recordedSignals(store.read, 0)) {
          const { what, severity } = world.take(one);
          if (what === "declared") replayed.push({ severity, title: one.signal.title });
        }
        expect(replayed).toEqual(opened);
      } finally {
        await engine.stop();
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 30 },
  );
});
