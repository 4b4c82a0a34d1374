import { describe, expect, test } from "vitest";
import { sitrep } from "../../src/domain/actor.ts";
import { alertMark, markOf } from "../../src/domain/alert/state.ts";
import type { Signal } from "../../src/domain/events.ts";
import type { AlertRule, Terms } from "../../src/domain/terms.ts";
import { openRouter } from "../../src/in/router.ts";
import { aSignal } from "../domain/alert/signal.ts";
import { commands, talk, wordsOf } from "../in/kit.ts";

test("why explains every deadline and how it stands", async () => {
  const { said, say } = await talk();
  await say("sev1 Gateway returns 503");
  await say("ack #1");
  await say("snooze #1 10m the rollback runs --clock mitigation");
  const told = await said("why #1");
  expect(told).toMatch(/Acknowledgement: kept at .*SEV1: 15 min from detection at /);
  expect(told).toMatch(/Mitigation: due by .*left; its reminder is quiet until /);
});

test("why says that nothing is owed where nothing is", async () => {
  const { said, say } = await talk();
  await say("sev4 Typo in the docs");
  expect(await said("why #1")).toContain("A SEV4 owes nothing by a certain time.");
  await say("sev1 Gateway returned 503 --retrospective");
  expect(await said("why #2")).toContain("typed in after the fact");
});

describe("why of an alert", () => {
  const rules: AlertRule[] = [
    { name: "other", match: { service: "billing" }, outcome: "drop", severity: null, component: null, runbook: null },
    {
      name: "twice",
      match: { service: "checkout" },
      count: { atLeast: 2, withinMs: 60_000, per: null },
      outcome: "declare",
      severity: "SEV1",
      component: null,
      runbook: null,
    },
    {
      name: "once",
      match: { service: "checkout" },
      outcome: "propose",
      severity: "SEV2",
      component: null,
      runbook: null,
    },
  ];
  const signal = aSignal({ title: "Checkout fails", labels: { service: "checkout" }, identity: "alertmanager:c0ffee" });
  const called = `#${alertMark({ mark: markOf(signal.identity) })}`;

  async function told(own: Partial<Terms> = {}) {
    const parts = await talk({ alertRules: rules, ...own });
    let deliveries = 0;
    const takes = (one: Signal = signal) =>
      parts.engine.intake({ source: "alertmanager", key: `k${++deliveries}`, keyHoldsMs: 1_000, signals: [one] });
    return { ...parts, takes };
  }

  test("says how it was read, which rules were asked, what they counted, how it was grouped, and what came of it", async () => {
    const { takes, said } = await told();
    await takes();
    const words = await said(`why ${called}`);
    expect(words).toContain(`Alert ${called.slice(1)}: Checkout fails`);
    expect(words).toContain(
      "Read as firing: Checkout fails. It is the same alert whenever its identity is alertmanager:c0ffee.",
    );
    expect(words).toContain("Rule other does not match: service is checkout, not billing.");
    expect(words).toContain("Rule twice matches, and does not decide yet: 1 of 2 within 1 min.");
    expect(words).toContain("Rule once matches and decides: service is checkout.");
    expect(words).toContain("Grouped by nothing but itself: Checkout fails.");
    expect(words).toContain("An incident is proposed for its group, and nobody has answered yet.");
  });

  test("leaves many rules that do not match to a button, which tells of each", async () => {
    const others = ["a", "b", "c", "d"].map((name) => ({ ...(rules[0] as AlertRule), name: `other ${name}` }));
    const { takes, said } = await told({ alertRules: [...others, rules[2] as AlertRule] });
    await takes();
    const words = await said(`why ${called}`);
    expect(words).toContain("4 rules were asked before that, and do not match.");
    expect(words).not.toContain("billing");
    const each = await said(`why ${called} others`);
    for (const { name } of others)
      expect(each).toContain(`Rule ${name} does not match: service is checkout, not billing.`);
  });

  test("asking changes nothing, and the second failure declares", async () => {
    const { takes, said, incident } = await told();
    await takes();
    await said(`why ${called}`);
    await said("why alertmanager:c0ffee");
    expect(await said(`why ${called}`)).toContain("1 of 2 within 1 min");
    await takes();
    expect((await incident()).severity).toBe("SEV1");
    const words = await said(`why ${called}`);
    expect(words).toContain("Rule twice matches and decides");
    expect(words).toContain("It belongs to #1 · SEV1 · Checkout fails.");
    expect(words).toContain("it was told 2 times");
  });

  test("shows what came, where nobody said how to read it", async () => {
    const { takes, said, router, from } = await told();
    await takes({ ...signal, received: '{"job":{"id":7}}' });
    const words = await said(`why ${called}`);
    expect(words).toContain("This is what came, read by the usual names. A mapping says otherwise");
    expect(words).toContain('{\n  "job": {\n    "id": 7\n  }\n}');
    expect(await router.say(`why ${called}`, from())).toMatchObject({ data: { received: '{"job":{"id":7}}' } });
    await takes({ ...signal, title: "Read by a mapping now" });
    expect(await said(`why ${called}`)).not.toContain("what came");
  });

  test("shows what could not be read, and the beginning of what is long as it is", async () => {
    const { takes, said } = await told();
    const reason = "/alerts is missing.";
    await takes({ ...signal, unread: reason, description: `${reason}\n\n{"cut of` });
    const words = await said(`why ${called}`);
    expect(words).toContain("It could not be read: /alerts is missing.");
    expect(words).toContain('This is what came.\n{"cut of');
    expect(words).not.toContain("mapping");
  });

  test("shows what came of one that never fired, and asks no rules about it", async () => {
    const { takes, said } = await told();
    await takes({ ...signal, status: "resolved", received: '{"state":"ok"}' });
    const words = await said(`why ${called}`);
    expect(words).toContain("Read as resolved");
    expect(words).toContain('"state": "ok"');
    expect(words).not.toContain("Rule ");
  });

  test("says that the rules have changed since", async () => {
    const { takes, store, clock, ids, engine, terms, from } = await told();
    await takes();
    const changed = { ...terms, alertRules: [{ ...(rules[2] as AlertRule), name: "another" }] };
    const router = openRouter({ commands, engine, store, terms: changed, clock, ids });
    expect(wordsOf(await router.say(`why ${called}`, from()))).toContain(
      "When it came, rule once decided: since then the rules, or what was counted, have changed.",
    );
  });

  test("needs no incident, however many are open, and takes the beginning of a name", async () => {
    const { takes, said } = await told();
    expect(await said(`why ${called}`)).toContain(`There is no alert ${called}`);
    await takes();
    await said("sev1 Something else");
    await said("sev1 And something else again");
    expect(await said(`why ${called.slice(0, 5)}`)).toContain("Checkout fails");
  });

  test("does not tell of a private one to who is not in its incident", async () => {
    const { takes, said } = await told({
      alertRules: [{ ...(rules[1] as AlertRule), count: undefined, private: true }],
    });
    await takes();
    expect(await said(`why ${called}`)).toContain(`There is no alert ${called}`);
    expect(await said(`why ${called}`, { actor: sitrep })).toContain("Checkout fails");
  });
});
