import { expect, test } from "vitest";
import { openWorld } from "../../src/domain/alert/replay.ts";
import type { Signal } from "../../src/domain/events.ts";
import type { AlertRule } from "../../src/domain/terms.ts";
import { foresee } from "../../src/engine/foresee.ts";
import { aSignal } from "../domain/alert/signal.ts";
import { talk } from "../in/kit.ts";
import { someTerms } from "../kit/terms.ts";

const rule = (own: Partial<AlertRule> & Pick<AlertRule, "name" | "match" | "outcome">): AlertRule => ({
  severity: null,
  component: null,
  runbook: null,
  ...own,
});
const crashLoop = rule({
  ...{ name: "crash loop", match: { alertname: "PodCrashed" }, outcome: "declare", severity: "SEV2" },
  ...{ count: { atLeast: 3, withinMs: 600_000, per: ["deployment"] }, groupBy: ["deployment"] },
});
const crashed = (pod: number, own: Partial<Signal> = {}) =>
  aSignal({
    identity: `alertmanager:pod-${pod}`,
    title: "PodCrashed",
    labels: { alertname: "PodCrashed", deployment: "api", pod: `api-${pod}` },
    ...own,
  });

async function counting(rest: AlertRule[] = []) {
  const parts = await talk({ alertRules: [crashLoop, ...rest] });
  let sent = 0;
  const send = (...signals: Signal[]) => {
    sent += 1;
    return parts.engine.intake({ source: "alertmanager", key: `k${sent}`, keyHoldsMs: 1, signals });
  };
  const incidents = async () => {
    const rows = await parts.store.read.selectFrom("incident").select(["id", "number"]).orderBy("number").execute();
    const alerts = await parts.store.read.selectFrom("alert").select(["identity", "incident_id"]).execute();
    return rows.map(({ id }) => alerts.filter(({ incident_id }) => incident_id === id).length);
  };
  return { ...parts, send, incidents };
}

test("what a counting rule let pass joins its incident when it is told of again, and opens none beside it", async () => {
  const { send, incidents, incident, said } = await counting();
  await send(crashed(1));
  await send(crashed(2));
  expect(await incidents()).toEqual([]);
  await send(crashed(3));
  expect(await incidents()).toEqual([1]);
  // when the sender repeats all of them
  await send(crashed(1, { description: "again" }), crashed(2, { description: "again" }));
  expect(await incidents()).toEqual([3]);
  expect((await incident()).alerts).toMatchObject({ firing: 3, total: 3 });
  // then further repeats change nothing, and the incident goes on until all of them are over
  await send(crashed(1, { description: "and again" }));
  expect((await incident()).alerts).toMatchObject({ firing: 3, total: 3 });
  await send(crashed(3, { status: "resolved" }), crashed(1, { status: "resolved" }));
  expect((await incident()).alerts).toMatchObject({ firing: 1, total: 3 });
  expect(await said("alarms")).toContain("1 alert fires");
});

test("what it proposed until then is closed, once nothing of that fires on its own", async () => {
  const alone = rule({ name: "alone", match: {}, outcome: "propose", severity: "SEV3" });
  const { send, incidents, store } = await counting([alone]);
  await send(crashed(1), crashed(2));
  await send(crashed(3));
  await send(crashed(1, { description: "again" }));
  expect(await incidents()).toEqual([2]);
  const rows = await store.read.selectFrom("alert_group").select(["key", "body"]).execute();
  const states = rows.map(({ body }) => JSON.parse(String(body)).proposal?.state ?? null).sort();
  expect(states).toEqual([null, "open", "withdrawn"]);
});

test("what a person took out stays out, and so does what an incident has already", async () => {
  const { send, incidents, said, say } = await counting();
  await send(crashed(1), crashed(2), crashed(3));
  await say("sev3 Something else");
  const list = await said("alarms");
  const mark = /(a[0-9a-z]{6}) PodCrashed · api-1 /.exec(list)?.[1] ?? "";
  await said(`alarms move ${mark} #2`);
  await send(crashed(1, { description: "again" }));
  expect(await incidents()).toEqual([1, 1]);
});

test("explain foresees it, and a replay decides the same", async () => {
  const { send, store, clock } = await counting();
  await send(crashed(1), crashed(2), crashed(3));
  const terms = { ...someTerms(), alertRules: [crashLoop] };
  const [foreseen] = await foresee({ store, terms, clock } as never, [crashed(1, { description: "again" })]);
  expect(foreseen).toMatchObject({ fate: { what: "worse" }, incident: 1 });
  const world = openWorld(terms);
  const at = clock.now();
  const fates = [1, 2, 3, 1, 2].map(
    (pod, index) => world.take({ id: `s${index}`, at: at + index, signal: crashed(pod) }).what,
  );
  expect(fates).toEqual(["listed", "listed", "declared", "worse", "worse"]);
});
