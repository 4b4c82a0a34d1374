import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import { type AlertCounts, countsOf } from "../../src/domain/alert/state.ts";
import type { Signal } from "../../src/domain/events.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { readAlert } from "../../src/store/alerts.ts";
import { loadIncident } from "../../src/store/incidents.ts";
import { readJson } from "../../src/store/json.ts";
import { openStore } from "../../src/store/open.ts";
import { alertGroupSchema } from "../../src/store/schemas.ts";
import type { Store } from "../../src/store/store.ts";
import { aSignal } from "../kit/alerts.ts";
import { storyClock } from "../kit/clock.ts";
import { alice } from "../kit/room.ts";
import { allTimers, someTerms } from "../kit/terms.ts";

/*
 * Whatever senders send, in batches of any make-up, whatever time passes and whatever people do with it: what groups and
 * incidents count is what their alerts are.
 */

const minute = 60_000;

interface Sent {
  alert: number;
  fires: boolean;
  severity: "critical" | "warning" | "info";
  group: number;
  repeats: boolean;
  truncated: boolean;
}
type Step =
  | { send: Sent[] }
  | { pass: number }
  | { answer: "declare" | "dismiss" }
  | { resolve: boolean }
  | { move: number; what: number; deed: "move" | "detach" | "merge"; whole: boolean };

const sent: fc.Arbitrary<Sent> = fc.record({
  alert: fc.nat(4),
  fires: fc.boolean(),
  severity: fc.constantFrom("critical", "warning", "warning", "info"),
  group: fc.nat(1),
  repeats: fc.boolean(),
  truncated: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ send: fc.array(sent, { minLength: 1, maxLength: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ pass: fc.constantFrom(0.05, 1, 10, 40, 70) }) },
  { weight: 1, arbitrary: fc.record({ answer: fc.constantFrom("declare", "dismiss") }) },
  { weight: 1, arbitrary: fc.record({ resolve: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      move: fc.nat(3),
      what: fc.nat(4),
      deed: fc.constantFrom("move", "detach", "merge"),
      whole: fc.boolean(),
    }),
  },
);

function signalOf({ alert, fires, severity, group, repeats, truncated }: Sent): Signal {
  return aSignal({
    identity: `alertmanager:${alert}`,
    status: fires ? "firing" : "resolved",
    title: `Alert ${alert}`,
    labels: { severity, alertname: `A${alert % 2}` },
    groupKey: `group-${group}`,
    staleAfterMs: repeats ? 60 * minute : undefined,
    truncated: truncated ? 1 : undefined,
  });
}

async function take(engine: Engine, store: Store, one: Step, key: string): Promise<void> {
  if ("send" in one) {
    const half = Math.ceil(one.send.length / 2);
    const bodies = [one.send.slice(0, half), one.send.slice(half)].filter((body) => body.length > 0);
    await Promise.all(
      bodies.map((body, index) =>
        engine.intake({
          source: "alertmanager",
          key: `${key}.${index}`,
          keyHoldsMs: minute,
          signals: body.map(signalOf),
        }),
      ),
    );
  } else if ("answer" in one) {
    const groups = await store.read.selectFrom("alert_group").select("key").execute();
    for (const { key: group } of groups)
      await engine.handle({ type: "alert.proposal", group, answer: one.answer, by: alice });
  } else if ("resolve" in one) {
    const open = await store.read.selectFrom("incident").select("id").where("state", "=", "open").execute();
    const [last] = open.slice(-1);
    if (last)
      await engine.handle({
        type: "incident.resolve",
        incident: last.id,
        rootCause: "A bad release.",
        despiteAlerts: one.resolve,
        by: alice,
      });
  } else if ("deed" in one) {
    const alerts = await store.read.selectFrom("alert").selectAll().orderBy("identity").execute();
    const held = alerts[one.what % Math.max(1, alerts.length)];
    const other = alerts[one.move % Math.max(1, alerts.length)];
    if (!held || !other) return;
    const what = one.whole ? held.group_key : `a${held.mark}`;
    if (one.deed === "move") await engine.handle({ type: "alert.move", what, to: one.move, by: alice });
    if (one.deed === "detach") await engine.handle({ type: "alert.detach", what, by: alice });
    if (one.deed === "merge") await engine.handle({ type: "alert.merge", what, into: `a${other.mark}`, by: alice });
  }
}

const none: AlertCounts = { firing: 0, unknown: 0, flapping: 0 };
const plus = (a: AlertCounts, b: AlertCounts): AlertCounts => ({
  firing: a.firing + b.firing,
  unknown: a.unknown + b.unknown,
  flapping: a.flapping + b.flapping,
});
const only = ({ firing, unknown, flapping }: AlertCounts): AlertCounts => ({ firing, unknown, flapping });

/** What must hold at any time between two transactions. */
async function whole(store: Store): Promise<void> {
  const alerts = (await store.read.selectFrom("alert").selectAll().execute()).map(readAlert);
  for (const { key, body } of await store.read.selectFrom("alert_group").select(["key", "body"]).execute()) {
    const group = readJson(alertGroupSchema, body, key);
    const counted = alerts.filter((one) => one.group === key).map(countsOf);
    expect(only(group), `group ${group.about}`).toEqual(counted.reduce(plus, none));
  }
  for (const { id } of await store.read.selectFrom("incident").select("id").execute()) {
    const incident = await loadIncident(store.read, id);
    if (!incident) throw new Error("an incident is gone");
    const own = alerts.filter((one) => one.incident === id);
    expect(only(incident.alerts), `incident ${incident.number}`).toEqual(own.map(countsOf).reduce(plus, none));
    expect(incident.alerts.total).toBeGreaterThanOrEqual(own.filter(({ status }) => status !== "resolved").length);
  }
  for (const alert of alerts) {
    if (alert.flapping || (alert.status === "firing" && alert.staleAfterMs !== null))
      expect(alert.checkAt).not.toBeNull();
  }
}

test("what groups and incidents count is what their alerts are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), "sitrep-alerts-"));
      const clock = storyClock(Date.parse("2026-11-20T09:00Z"));
      const store = await openStore({ file: join(folder, "sitrep.db"), clock, log: silentLog });
      const terms = someTerms({
        alerts: { flapping: { episodes: 3, withinMs: 30 * minute }, unknown: "keep", clearAfterMs: minute },
      });
      const engine = openEngine({ store, terms, timers: allTimers, clock, ids: ulids(clock), log: silentLog });
      try {
        await engine.handle({
          type: "incident.declare",
          incident: "by-hand",
          by: alice,
          declaration: { severity: "SEV3", title: "Declared by hand" },
        });
        engine.timers.start();
        for (const [index, one] of steps.entries()) {
          if ("pass" in one) await clock.passTo(clock.now() + one.pass * minute, () => engine.idle());
          else await take(engine, store, one, `k${index}`);
          await engine.idle();
          await whole(store);
        }
      } finally {
        await engine.stop();
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);
