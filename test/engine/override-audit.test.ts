import { expect, test } from "vitest";
import { readAudit } from "../../src/store/audit.ts";
import { talk } from "../in/kit.ts";

const words = '--components "Gateway (HTTP liveness)" --symptom 503s --impact "pay $8,432.10"';

test("going against the guard is a deed of its own in the audit log, also where it is refused", async () => {
  const { say, store } = await talk();
  await say("sev1 Gateway returns 503");
  await say(`update #1 investigating ${words}`);
  await say(`update #1 investigating ${words} --override "it is in our price list"`, {
    actor: { kind: "person", id: "U-dave", name: "dave" },
  });
  await say(`update #1 investigating ${words} --override "it is in our price list"`);
  const { items } = await readAudit(store.read, { limit: 10 });
  expect(items.map(({ action, outcome, actor }) => `${actor.name}: ${action}, ${outcome}`).toReversed()).toEqual([
    "alice: incident.declare, decided",
    "alice: incident.update, guarded-words",
    "dave: incident.update (override), not-allowed",
    "alice: incident.update (override), decided",
  ]);
});

test("so is a notice of maintenance that goes against it", async () => {
  const { say, store } = await talk();
  const plan = `maintenance schedule "Pay $8,432.10" --components Keystore --starts-at 2099-01-01T02:00Z --for 1h --impact none`;
  await say(`${plan} --override "it is in our price list"`);
  await say(`${plan} --override "it is in our price list"`, { actor: { kind: "api", id: "api", name: "the API" } });
  const { items } = await readAudit(store.read, { limit: 10 });
  expect(items.map(({ action, outcome, actor }) => `${actor.name}: ${action}, ${outcome}`).toReversed()).toEqual([
    "alice: maintenance.schedule (override), not-allowed",
    "the API: maintenance.schedule (override), decided M1",
  ]);
});
