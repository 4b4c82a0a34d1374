import { expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import type { EventOf } from "../../../src/domain/events.ts";
import readBack from "../../../src/domain/timers/read-back.ts";
import { aProvider } from "../../kit/providers.ts";
import { someTerms } from "../../kit/terms.ts";
import { anIncident } from "../../store/incident.ts";

const at = 10_000_000;
const blind = aProvider("two", { can: { ...aProvider("two").can, readsBack: false } });
const terms = someTerms({ providers: [aProvider("one"), blind] });
const there = { said: "there", words: "", url: null, at } as const;
const incident = anIncident(7, { published: true, readBackAt: at, providers: { one: there, two: there } });
const woken = (now: number): EventOf<"incident.timer"> => ({
  type: "incident.timer",
  incident: incident.id,
  kind: "read-back",
  by: sitrep,
  id: "e1",
  at: now,
});

test("every quarter of an hour, what can be read is read back", () => {
  expect(readBack.next(incident, terms)).toBe(at + 15 * 60_000);
  const { state, effects } = readBack.wake(incident, woken(at + 15 * 60_000), terms);
  expect(effects).toMatchObject([{ kind: "provider.check", provider: "one", subject: "incident/inc7" }]);
  expect(readBack.next(state, terms)).toBe(at + 30 * 60_000);
});

test("not once it is over, while nobody was told, or where nothing can be read", () => {
  expect(readBack.next({ ...incident, resolvedAt: at }, terms)).toBeNull();
  expect(readBack.next({ ...incident, readBackAt: null }, terms)).toBeNull();
  expect(readBack.next({ ...incident, published: false }, terms)).toBeNull();
  expect(readBack.next(incident, someTerms({ providers: [blind] }))).toBeNull();
});
