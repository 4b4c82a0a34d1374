import { expect, test } from "vitest";
import { silentLog } from "../../src/base/log.ts";
import type { ComponentStatus } from "../../src/domain/status/component.ts";
import type { AnyProvider } from "../../src/out/provider.ts";
import { keepTellingProviders } from "../../src/out/provider-rounds.ts";
import { type OpenProvider, openMemory } from "../../src/out/provider-work.ts";
import webhook from "../../src/out/providers/webhook.ts";
import { storyClock } from "../kit/clock.ts";

const start = Date.parse("2026-11-21T09:30:00Z");

function opened(tellAgain?: AnyProvider["tellAgain"]) {
  const said: string[] = [];
  const warned: unknown[] = [];
  let status: ComponentStatus["status"] = "operational";
  const clock = storyClock(start);
  const provider: AnyProvider = {
    ...webhook,
    tellAgain:
      tellAgain ??
      (async (components) => {
        said.push(components.map((one) => `${one.theirs} ${one.status}`).join());
      }),
  };
  const one: OpenProvider = {
    name: "kuma",
    shown: "Kuma",
    provider,
    settings: {},
    http: async () => {
      throw new Error("not called");
    },
    queue: "q",
    components: new Map([["Gateway", "1"]]),
    memory: openMemory(),
    line: { allowPrivate: false, timeoutMs: 100 },
  };
  const rounds = keepTellingProviders({
    providers: [one, { ...one, name: "none", components: new Map() }],
    components: async () => [
      { name: "Gateway", status },
      { name: "Keystore", status },
    ],
    clock,
    log: { ...silentLog, warn: (facts: unknown) => warned.push(facts) } as typeof silentLog,
    agent: "Sitrep/test",
  });
  const pass = (ms: number) =>
    clock.passTo(clock.now() + ms, async () => {
      await new Promise(setImmediate);
      await rounds.idle();
    });
  return { said, warned, rounds, pass, become: (now: ComponentStatus["status"]) => (status = now) };
}

test("components are said at the start and twice a minute, as they are then, and no more once it has stopped", async () => {
  const { said, rounds, pass, become } = opened();
  await pass(0);
  become("major-outage");
  await pass(60_000);
  expect(said).toEqual(["1 operational", "1 major-outage", "1 major-outage"]);
  rounds.stop();
  await pass(60_000);
  expect(said).toHaveLength(3);
});

test("one that fails is told of once, and tried again in the next round", async () => {
  let tries = 0;
  const { warned, pass, rounds } = opened(async () => {
    tries += 1;
    throw new Error("away");
  });
  await pass(90_000);
  expect(tries).toBe(4);
  expect(warned).toHaveLength(1);
  rounds.stop();
});
