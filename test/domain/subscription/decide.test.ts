import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { type Decision, isRefusal } from "../../../src/domain/decision.ts";
import type { SubscriptionHappening } from "../../../src/domain/events.ts";
import { channelAddress, mailAddress, webhookAddress } from "../../../src/domain/subscription/address.ts";
import { decideSubscription, triedAgainAt } from "../../../src/domain/subscription/decide.ts";
import { hears, isActive, type Subscriber } from "../../../src/domain/subscription/state.ts";
import { bob } from "../../kit/room.ts";
import { someTerms } from "../../kit/terms.ts";

const terms = someTerms();
const gateway = "Gateway (HTTP liveness)";
const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-11-21T09:00Z");
const ann = mailAddress("ann@example.com") as NonNullable<ReturnType<typeof mailAddress>>;
const hook = webhookAddress("https://hooks.example.com/x", { allowPrivate: false }) as NonNullable<typeof ann>;

/** One address, with what happens to it. */
function desk(own: Partial<typeof terms> = {}) {
  let now = start;
  let state: Subscriber | null = null;
  let count = 0;
  const decide = (happening: SubscriptionHappening) => {
    count += 1;
    return decideSubscription({ ...happening, id: `S${count}`, at: now }, state, { ...terms, ...own });
  };
  const take = (happening: SubscriptionHappening): Decision<Subscriber | null> => {
    const outcome = decide(happening);
    if (isRefusal(outcome)) throw new Error(outcome.refused);
    state = outcome.state;
    return outcome;
  };
  const ask = (address = ann, components: string[] = []) =>
    take({
      type: "subscription.ask",
      address,
      components,
      fresh: { token: `end${count}`, confirm: `yes${count}`, secret: `whsec_${count}` },
      by: sitrep,
    });
  const fail = (of: "question" | "update", gone = false) =>
    take({ type: "subscription.failed", subscriber: "S1", of, why: "it answered 503", gone, by: sitrep });
  return {
    decide,
    take,
    ask,
    fail,
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
    confirm: (token = state?.asked?.token ?? "") => decide({ type: "subscription.confirm", token, by: sitrep }),
    confirmed() {
      ask();
      take({ type: "subscription.confirm", token: state?.asked?.token ?? "", by: sitrep });
    },
    get state() {
      return state;
    },
  };
}

describe("asking", () => {
  test("makes somebody who hears nothing yet, and asks the address", () => {
    const d = desk();
    expect(d.ask(ann, [gateway, "Trace DB", "nobody"]).effects).toEqual([
      { kind: "subscribers.tell", medium: "email" },
    ]);
    expect(d.state).toMatchObject({ activeSince: null, asked: { components: [gateway], secret: null, unsent: true } });
    expect(d.state && isActive(d.state)).toBe(false);
  });

  test("again is quiet for five minutes, and for the rest of the day after five times", () => {
    const d = desk();
    d.ask();
    const token = d.state?.asked?.token;
    d.pass(4 * minute);
    expect(d.ask().effects).toEqual([]);
    expect(d.state?.asked?.token).toBe(token);
    let sent = 1;
    for (let n = 0; n < 20; n++) {
      d.pass(6 * minute);
      sent += d.ask().effects.length;
    }
    expect(sent).toBe(5);
    d.pass(24 * hour);
    expect(d.ask().effects).toHaveLength(1);
  });

  test("leaves a subscription as it is until its address has said yes", () => {
    const d = desk();
    d.confirmed();
    d.ask(ann, [gateway]);
    expect(d.state).toMatchObject({ components: [], asked: { components: [gateway] } });
    expect(d.state && isActive(d.state)).toBe(true);
    d.take({ type: "subscription.confirm", token: d.state?.asked?.token ?? "", by: sitrep });
    expect(d.state).toMatchObject({ components: [gateway], activeSince: start, asked: null });
  });

  test("a webhook anew at once makes the newest question count: its secret was shown", () => {
    const d = desk();
    d.ask(hook);
    const first = d.state?.asked;
    expect(d.ask(hook).effects).toHaveLength(1);
    expect(d.state?.asked?.secret).not.toBe(first?.secret);
    expect(isRefusal(d.confirm(first?.token))).toBe(true);
  });

  test("a webhook keeps its secret until it answers to a new one", () => {
    const d = desk();
    d.ask(hook);
    d.take({ type: "subscription.confirm", token: d.state?.asked?.token ?? "", by: sitrep });
    const first = d.state?.secret;
    expect(first).toMatch(/^whsec_/);
    d.pass(hour);
    d.ask(hook);
    expect(d.state?.secret).toBe(first);
    d.take({ type: "subscription.confirm", token: d.state?.asked?.token ?? "", by: sitrep });
    expect(d.state?.secret).not.toBe(first);
  });
});

describe("confirming", () => {
  const tooLate = (d: ReturnType<typeof desk>) => {
    d.ask();
    d.pass(24 * hour);
  };

  test.each([
    ["twice", (d: ReturnType<typeof desk>) => d.confirmed(), undefined],
    ["with another token", (d: ReturnType<typeof desk>) => void d.ask(), "other"],
    ["a day too late", tooLate, undefined],
  ])("%s is refused, and changes nothing", (_name, before, token) => {
    const d = desk();
    before(d);
    const was = d.state;
    expect(isRefusal(d.confirm(token ?? was?.asked?.token ?? "yes0"))).toBe(true);
    expect(d.state).toBe(was);
  });

  test("brings one back that was switched off", () => {
    const d = desk();
    d.confirmed();
    d.fail("update", true);
    expect(d.state?.off).not.toBeNull();
    d.pass(hour);
    d.ask();
    d.take({ type: "subscription.confirm", token: d.state?.asked?.token ?? "", by: sitrep });
    expect(d.state).toMatchObject({ off: null, failing: null, activeSince: start + hour });
  });
});

describe("what does not get through", () => {
  test("is tried again with growing pauses, and off after a day, which is said", () => {
    const d = desk();
    d.confirmed();
    const pauses: number[] = [];
    for (let n = 0; n < 200 && d.state?.off === null; n++) {
      const { effects } = d.fail("update");
      if (d.state?.off !== null) continue;
      // Those who fail are looked at again at once, each for their own time: nobody's is put off by another's.
      expect(effects).toEqual([{ kind: "subscribers.tell", medium: "email", from: d.now() }]);
      const pause = (triedAgainAt(d.state, d.now()) ?? 0) - d.now();
      pauses.push(pause);
      d.pass(pause);
    }
    expect(pauses.slice(0, 5)).toEqual([1, 2, 5, 15, 15].map((minutes) => minutes * minute));
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(24 * hour);
    expect(d.state?.off?.why).toBe("it answered 503");
  });

  test("at an address that is gone is off at once, once", () => {
    const d = desk();
    d.confirmed();
    const { effects } = d.fail("update", true);
    expect(JSON.stringify(effects)).toContain("a…@example.com");
    expect(JSON.stringify(effects)).not.toContain("ann@example.com");
    expect(d.fail("update", true).effects).toEqual([]);
  });

  test("a question is asked again until its time is over; then all of it is forgotten", () => {
    const d = desk();
    d.ask(hook);
    expect(d.fail("question").effects).toMatchObject([{ kind: "subscribers.tell", medium: "webhook", from: start }]);
    d.pass(hour);
    d.fail("question");
    expect(d.state).toBeNull();
  });

  test("a question that cannot be asked harms no subscription", () => {
    const d = desk();
    d.confirmed();
    d.pass(hour);
    d.ask();
    d.fail("question", true);
    expect(d.state).toMatchObject({ asked: null, failing: null, off: null, activeSince: start });
  });

  test("is told with what the others are told, once its owner has confirmed it anew, or the question is dropped", () => {
    const d = desk();
    d.confirmed();
    d.pass(hour);
    d.ask();
    expect(d.fail("question", true).effects).toEqual([]);
    d.fail("update");
    d.ask();
    expect(d.fail("question", true).effects).toEqual([{ kind: "subscribers.tell", medium: "email" }]);
    d.fail("update");
    d.pass(hour);
    d.ask();
    const answer = { type: "subscription.confirm", token: d.state?.asked?.token ?? "", by: sitrep } as const;
    expect(d.take(answer)).toMatchObject({ effects: [{ kind: "subscribers.tell", medium: "email" }] });
    expect(d.state?.failing).toBeNull();
    d.pass(hour);
    d.ask();
    const again = { ...answer, token: d.state?.asked?.token ?? "" };
    expect(d.take(again)).toMatchObject({ effects: [] });
  });

  test("of somebody who ended it meanwhile is of no interest", () => {
    const d = desk();
    d.confirmed();
    d.take({ type: "subscription.end", token: d.state?.token ?? "", by: sitrep });
    expect(d.state).toBeNull();
    expect(d.fail("update").effects).toEqual([]);
    expect(d.state).toBeNull();
  });
});

describe("a channel of our own", () => {
  const say = (on: boolean, components: string[] = []): SubscriptionHappening => ({
    type: "subscription.channel",
    address: channelAddress("C1"),
    on,
    components,
    fresh: { token: "t" },
    by: bob,
  });

  test("hears at once, once, and no longer when it is told off", () => {
    const d = desk();
    d.take(say(true, [gateway]));
    expect(d.state).toMatchObject({ medium: "channel", components: [gateway], activeSince: start });
    d.pass(hour);
    d.take(say(true));
    expect(d.state).toMatchObject({ components: [], activeSince: start });
    d.take(say(false));
    expect(d.state).toBeNull();
    expect(isRefusal(d.decide(say(false)))).toBe(true);
  });

  test("hears of no internal component, and only who may respond says so", () => {
    expect(desk().decide(say(true, ["Trace DB"]))).toMatchObject({ refused: "unknown-component" });
    const strict = desk({
      permissions: { ...terms.permissions, respond: { everyone: false, roles: [], people: ["U-x"] } },
    });
    expect(strict.decide(say(true))).toMatchObject({ refused: "not-allowed" });
  });
});

test("one of some components hears what named them, one of all hears everything", () => {
  expect(hears({ components: [] }, { components: [] })).toBe(true);
  expect(hears({ components: ["A"] }, { components: ["A", "B"] })).toBe(true);
  expect(hears({ components: ["A"] }, { components: ["B"] })).toBe(false);
});
