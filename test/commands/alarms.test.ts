import { expect, test } from "vitest";
import type { Signal } from "../../src/domain/events.ts";
import { talk } from "../in/kit.ts";

const firing: Signal = {
  source: "alertmanager",
  identity: "alertmanager:60b3",
  status: "firing",
  title: "Latency is high",
  description: null,
  severityHint: "warning",
  labels: { severity: "warning" },
  groupKey: null,
  startedAt: null,
  runbookUrl: null,
  links: [],
};

async function proposed() {
  const parts = await talk();
  await parts.engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: [firing] });
  const [group] = await parts.store.read.selectFrom("alert_group").select("key").execute();
  return { ...parts, group: group?.key ?? "" };
}

test("alarms shows what fires", async () => {
  const { said } = await proposed();
  expect(await said("alarms")).toMatch(/1 alert fires:[\s\S]*Latency is high · alertmanager/);
});

test("a proposal is taken up once", async () => {
  const { said, group, incident } = await proposed();
  expect(await said(`alarms declare ${group}`)).toContain("Declared #1 · SEV3 · Latency is high");
  expect(await said(`alarms declare ${group}`)).toContain("This proposal was declared already");
  expect((await incident()).alerts.total).toBe(1);
});

test("or it is said to be no incident", async () => {
  const { said, group } = await proposed();
  expect(await said(`alarms dismiss ${group}`)).toBe("Noted: this is no incident.");
  expect(await said(`alarms declare ${group}`)).toContain("This proposal was dismissed already");
  expect(await said("alarms declare")).toContain("Say which alert or alert group");
});

test("alarms tells alerts of one title apart by where they fire", async () => {
  const { said, engine } = await talk();
  const on = (instance: string): Signal => ({ ...firing, identity: `alertmanager:${instance}`, labels: { instance } });
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: [on("gw-1"), on("gw-2")] });
  const words = await said("alarms");
  expect(words).toContain("Latency is high · gw-1 · alertmanager");
  expect(words).toContain("Latency is high · gw-2 · alertmanager");
});
