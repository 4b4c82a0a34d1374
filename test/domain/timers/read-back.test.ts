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

const hour = 60 * 60_000;
const isOver = (own: Partial<typeof incident> = {}) => ({ ...incident, resolvedAt: at, ...own });

test("what is over is read back for a day more, and then left alone", () => {
  expect(readBack.next(isOver(), terms)).toBe(at + 15 * 60_000);
  let now = isOver();
  let rounds = 0;
  for (let due = readBack.next(now, terms); due !== null; due = readBack.next(now, terms)) {
    const { state, effects } = readBack.wake(now, woken(due), terms);
    expect(effects).toHaveLength(1);
    now = { ...now, ...state };
    rounds += 1;
  }
  expect(rounds).toBe(24 * 4);
  expect(now.readBackAt).toBe(at + 24 * hour);
});

test("a correction days later begins no new rounds", () => {
  expect(readBack.next(isOver({ readBackAt: at + 72 * hour }), terms)).toBeNull();
});

test("what ended before anybody typed it in is read back from when the public heard of its end", () => {
  const told = { id: "u1", at, nextUpdateBy: null };
  expect(readBack.next(isOver({ resolvedAt: at - 30 * hour, lastUpdate: told }), terms)).toBe(at + 15 * 60_000);
});

test("not while nobody was told, or where nothing can be read", () => {
  expect(readBack.next({ ...incident, readBackAt: null }, terms)).toBeNull();
  expect(readBack.next({ ...incident, published: false }, terms)).toBeNull();
  expect(readBack.next(incident, someTerms({ providers: [blind] }))).toBeNull();
});
