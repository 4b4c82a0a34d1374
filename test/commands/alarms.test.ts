import { expect, test } from "vitest";
import type { Actor } from "../../src/domain/actor.ts";
import { markOf } from "../../src/domain/alert/state.ts";
import type { Signal } from "../../src/domain/events.ts";
import type { AlertRule } from "../../src/domain/terms.ts";
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

const many = (count: number, own: Partial<Signal> = {}) =>
  Array.from(
    { length: count },
    (_, n): Signal => ({ ...firing, identity: `alertmanager:${n}`, title: `Alert ${n}`, ...own }),
  );
const marks = (said: string) => [...said.matchAll(/\ba[0-9a-z]{6}\b/g)].map(([mark]) => mark);

test("alarms shows thirty at a time, and each has a mark of its own", async () => {
  const { said, engine } = await talk();
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: many(65, { labels: {} }) });
  const first = await said("alarms");
  expect(first).toMatch(/65 alerts fire[\s\S]*Page 1 of 3/);
  const all = [first, await said("alarms --page 2"), await said("alarms --page 3")].flatMap(marks);
  expect(new Set(all).size).toBe(65);
  expect(await said("alarms --page 4")).toBe("There are 3 pages.");
  expect(await said("alarms --page x")).toContain("A page is a number");
});

test("alarms counts by group what does not fit on a page, and tells nobody of what is private", async () => {
  const { said, say, engine } = await talk();
  const storm = [
    ...many(40, { labels: {}, groupKey: "checkout" }),
    ...many(20, { labels: {}, groupKey: "orders" }).map((one) => ({
      ...one,
      identity: `${one.identity}b`,
      title: "Slow",
    })),
    { ...firing, identity: "alertmanager:alone", title: "Alone" },
  ];
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: storm });
  const first = await said("alarms");
  expect(first).toMatch(/61 alerts fire:\s+- 40 like Alert \d+\s+- 20 like Slow\s+One by one, the latest first:/);
  expect(first).not.toContain("like Alone");
  expect(await said("alarms --page 2")).not.toContain("like");
  // when a group is put into a private incident
  await say("declare sev2 Keys are leaked --private");
  const called = (title: string) => marks(first.split("\n").find((one) => one.includes(`${title} ·`)) ?? "")[0];
  await say(`alarms move ${called("Alone")} #1`);
  await say(`alarms merge ${called("Slow")} ${called("Alone")}`);
  const bob: Actor = { kind: "person", id: "U-bob", name: "bob" };
  const list = await said("alarms", { actor: bob });
  expect(list).toMatch(/- 21 of a private matter/);
  expect(list).not.toMatch(/Slow|Alone/);
});

test("few alerts are not counted apart", async () => {
  const { said, engine } = await talk();
  const signals = many(30, { labels: {}, groupKey: "checkout" });
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals });
  expect(await said("alarms")).not.toContain("like");
});

test("an alert is named by as much of its mark as tells it from others", async () => {
  const { said, say, engine, store } = await talk();
  // given two alerts whose marks begin alike
  const seen = new Map<string, number>();
  let pair: number[] = [];
  for (let n = 0; pair.length === 0; n += 1) {
    const start = markOf(`alertmanager:${n}`).slice(0, 3);
    const other = seen.get(start);
    if (other !== undefined) pair = [other, n];
    seen.set(start, n);
  }
  const signals = pair.map((n): Signal => ({ ...firing, identity: `alertmanager:${n}`, labels: {} }));
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals });
  await say("sev3 Customers report errors");
  const start = markOf(`alertmanager:${pair[0]}`).slice(0, 3);
  expect(await said(`alarms move a${start} #1`)).toContain("may be any of these; type more of it");
  expect(await said(`alarms move a${markOf(`alertmanager:${pair[0]}`).slice(0, 6)} #1`)).toBe("It belongs to #1 now.");
  expect(await said("alarms move azzzzzz #1")).toContain(
    "There is no alert or alert group azzzzzz. alarms shows the alerts.",
  );
  const placed = await store.read.selectFrom("alert").select("identity").where("incident_id", "is not", null).execute();
  expect(placed).toEqual([{ identity: `alertmanager:${pair[0]}` }]);
});

test("what belongs to a private incident is nobody else's business", async () => {
  const { said, say, engine } = await talk();
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: many(1, { labels: {} }) });
  const [mark] = marks(await said("alarms"));
  await say("declare sev2 Keys are leaked --private");
  expect(await said(`alarms move ${mark} #1`)).toBe("It belongs to #1 now.");
  expect(await said("alarms #1")).toContain("Alert 0");
  const bob: Actor = { kind: "person", id: "U-bob", name: "bob" };
  const list = await said("alarms", { actor: bob });
  expect(list).toContain("a private matter");
  expect(list).not.toContain("Alert 0");
  expect(await said(`alarms detach ${mark}`, { actor: bob })).toContain(`There is no alert or alert group ${mark}`);
  expect(await said(`alarms move ${mark} #1`, { actor: bob })).toContain("There is no");
  expect(await said(`alarms detach ${mark}`)).toContain("It belongs to no incident now");
});

test("what two groups propose is one proposal when they are merged, of the graver of the two", async () => {
  const proposes = (name: string, severity: "SEV2" | "SEV3"): AlertRule => ({
    name,
    match: { severity: name },
    outcome: "propose",
    severity,
    component: null,
    runbook: null,
  });
  const { said, engine, store } = await talk({ alertRules: [proposes("error", "SEV2"), proposes("warning", "SEV3")] });
  const one = (name: string, severity: string): Signal => ({
    ...firing,
    identity: `alertmanager:${name}`,
    title: name,
    severityHint: severity,
    labels: { severity },
  });
  const signals = [one("Slow", "error"), one("Full", "warning"), one("Odd", "none")];
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals });
  const open = async () => {
    const rows = await store.read.selectFrom("alert_group").select("body").execute();
    const proposals = rows.map(({ body }) => (JSON.parse(String(body)) as { proposal: unknown }).proposal);
    return proposals.filter((proposal) => (proposal as { state?: string } | null)?.state === "open");
  };
  const list = await said("alarms");
  const named = (title: string) => marks(list.split("\n").find((line) => line.includes(`${title} ·`)) ?? "")[0];
  expect(await open()).toHaveLength(2);
  // when the graver one is put to the other, and both to one that is merely listed
  await said(`alarms merge ${named("Slow")} ${named("Full")}`);
  expect(await open()).toMatchObject([{ severity: "SEV2", title: "Slow" }]);
  await said(`alarms merge ${named("Full")} ${named("Odd")}`);
  expect(await open()).toMatchObject([{ severity: "SEV2", title: "Slow" }]);
  // then it is counted as one when it is answered
  const [group] = await store.read.selectFrom("alert_group").select("key").where("body", "like", "%open%").execute();
  await said(`alarms dismiss ${group?.key}`);
  expect(await open()).toEqual([]);
  expect(await said("alarms noise")).toContain("error: once, 3 alerts");
});

test("a person who leaves the incident out is asked which; alerts go into no incident that is over", async () => {
  const { said, say, engine } = await talk();
  await engine.intake({ source: "alertmanager", key: "k", keyHoldsMs: 1_000, signals: many(1, { labels: {} }) });
  const [mark] = marks(await said("alarms"));
  expect(await said(`alarms move ${mark}`)).toBe("No incident is open to put it into.");
  await say("sev3 Customers report errors");
  expect(await said(`alarms move ${mark}`)).toContain("Into which incident?");
  await say("cancel #1 a false alarm");
  expect(await said(`alarms move ${mark} #1`)).toContain("is cancelled");
  expect(await said(`alarms move ${mark} #7`)).toContain("There is no incident #7");
  expect(await said("alarms noise")).toContain("Nothing that a rule proposed");
});
