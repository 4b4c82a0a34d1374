import { afterEach, describe, expect, test } from "vitest";
import type { Effect } from "../../src/domain/effects.ts";
import type { AnyCarrier, Attempt, Claimed } from "../../src/out/carrier.ts";
import { delivered, later, never } from "../../src/out/outcome.ts";
import { onBothStores } from "../kit/stores.ts";
import { card, closeOffices, openOffice } from "./office.ts";

/** A destination that does as it is told, and remembers what reached it. */
function destination(
  answer: (row: Claimed, nth: number) => Attempt | Promise<Attempt> = () => ({ delivery: delivered() }),
) {
  const reached: Claimed[] = [];
  const asked: string[] = [];
  const carrier: AnyCarrier = {
    kinds: ["message.show", "page", "channel.topic", "channel.create"],
    async attempt(row) {
      reached.push({ ...row });
      return answer(row, reached.length);
    },
    async find(row) {
      asked.push(row.key);
      return null;
    },
  };
  return { carrier, reached, asked, texts: () => reached.map(({ effect }) => textOf(effect)) };
}

function textOf(effect: Effect): string {
  if ("card" in effect) return effect.card.summary;
  return effect.kind === "channel.topic" ? String(effect.topic) : effect.kind;
}

function note(text: string, lane: string, rest: Partial<Extract<Effect, { kind: "message.show" }>> = {}): Effect {
  return {
    kind: "message.show",
    to: { announcement: true },
    card: card(text),
    slot: null,
    lane,
    urgency: "rest",
    ...rest,
  };
}

const page = (incident: string): Effect => ({ kind: "page", incident, person: "U1", card: card("Wake up") });

onBothStores("delivery", (openStore) => {
  afterEach(closeOffices);

  test("carries out what was decided, once", async () => {
    const there = destination();
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(note("hello", "inc1/a"));
    office.delivery.nudge();
    await office.dust();
    await office.dust();
    expect(there.texts()).toEqual(["hello"]);
    expect(await office.rows()).toEqual({ delivered: 1 });
  });

  test("keeps the order of a lane, while another lane goes on", async () => {
    const there = destination((_, nth) =>
      nth === 1 ? { delivery: later("busy", { doubtful: false }) } : { delivery: delivered() },
    );
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(note("a1", "inc1/a"), note("a2", "inc1/a"), note("b1", "inc1/b"), note("b2", "inc1/b"));
    await office.dust();
    expect(there.texts().filter((text) => text.startsWith("a"))).toEqual(["a1", "a1", "a2"]);
    expect(there.texts().slice(0, 3)).toEqual(expect.arrayContaining(["a1", "b1"]));
    expect(there.texts().indexOf("b2")).toBeLessThan(there.texts().lastIndexOf("a1"));
  });

  test("what is superseded before it was sent is never sent", async () => {
    const there = destination();
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    for (const text of ["one", "two", "three"]) await office.decide(note(text, "inc1/card", { slot: "inc1/card" }));
    await office.dust();
    expect(there.texts()).toEqual(["three"]);
    expect(await office.rows()).toEqual({ delivered: 1, superseded: 2 });
  });

  test("waits for the channel it goes to, and for nothing else", async () => {
    const there = destination((row) =>
      row.effect.kind === "channel.create"
        ? { delivery: delivered(), release: "inc1", happenings: [] }
        : { delivery: delivered() },
    );
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide({ kind: "channel.topic", incident: "inc1", topic: "waits" });
    await office.decide(
      { kind: "channel.topic", incident: "inc2", topic: "waits for ever" },
      note("goes", "inc1/announcement"),
    );
    await office.dust();
    expect(there.texts()).toEqual(["goes"]);
    await office.decide({ kind: "channel.create", incident: "inc1", name: "inc-1", private: false });
    await office.dust();
    expect(there.texts()).toEqual(["goes", "channel.create", "waits"]);
  });

  describe("put off", () => {
    test("backs off, longer each time, up to five minutes", async () => {
      const at: number[] = [];
      const there = destination(() => {
        at.push(office.clock.now());
        return { delivery: at.length < 14 ? later("busy", { doubtful: false }) : delivered() };
      });
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("hello", "inc1/a"));
      await office.dust();
      const waits = at.slice(1).map((one, n) => (one - (at[n] ?? 0)) / 750);
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300]);
    });

    test("comes back when it was told to, and that is not a failed try", async () => {
      const there = destination((_, nth) =>
        nth <= 3
          ? { delivery: later("limited", { doubtful: false, at: office.clock.now() + 7_000 }) }
          : { delivery: delivered() },
      );
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      const started = office.clock.now();
      await office.decide(note("hello", "inc1/a"));
      await office.dust();
      expect(office.clock.now() - started).toBe(21_000);
      expect(there.reached.map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0]);
    });

    test("goes at once, with what stands behind it, when the destination is said to answer again", async () => {
      let isDown = true;
      const there = destination(() => ({ delivery: isDown ? later("down", { doubtful: false }) : delivered() }));
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("a1", "inc1/a"), note("a2", "inc1/a"));
      await office.clock.passTo(office.clock.now() + 600_000, () => office.delivery.idle());
      isDown = false;
      const back = office.clock.now();
      office.delivery.hurry();
      await office.delivery.idle();
      expect(there.texts().slice(-2)).toEqual(["a1", "a2"]);
      expect(office.clock.now()).toBe(back);
      const reached = there.reached.length;
      office.delivery.hurry();
      await office.delivery.idle();
      expect(there.reached).toHaveLength(reached);
    });

    test("is left out after a doubt when it is not there, and something newer for its slot waits", async () => {
      const there = destination((_, nth) => ({
        delivery: nth === 1 ? later("lost", { doubtful: true }) : delivered(),
      }));
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("one", "inc1/card", { slot: "inc1/card" }));
      await office.clock.passTo(office.clock.now(), () => office.delivery.idle());
      await office.decide(note("two", "inc1/card", { slot: "inc1/card" }));
      await office.dust();
      expect(there.texts()).toEqual(["one", "two"]);
      expect(await office.rows()).toEqual({ delivered: 1, superseded: 1 });
    });

    test("after a doubt the destination is asked before it is tried again, otherwise not", async () => {
      const there = destination((_, nth) => {
        if (nth === 1) return { delivery: later("lost", { doubtful: true }) };
        return { delivery: nth === 2 ? later("busy", { doubtful: false }) : delivered() };
      });
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("hello", "inc1/a"));
      await office.dust();
      expect(there.asked).toEqual(["effect-1"]);
      expect(there.reached).toHaveLength(3);
    });

    test("what is found there is not sent again", async () => {
      const there = destination(() => ({ delivery: later("lost", { doubtful: true }) }));
      there.carrier.find = async () => ({ delivery: delivered({ at: "home" }) });
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("hello", "inc1/a"));
      await office.dust();
      expect(there.reached).toHaveLength(1);
      expect(await office.rows()).toEqual({ delivered: 1 });
    });

    test("a carrier that throws has perhaps sent it", async () => {
      const there = destination((_, nth) => {
        if (nth === 1) throw new Error("a bug");
        return { delivery: delivered() };
      });
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("hello", "inc1/a"));
      await office.dust();
      expect(there.asked).toEqual(["effect-1"]);
      expect(await office.rows()).toEqual({ delivered: 1 });
    });
  });

  describe("given up", () => {
    test("it is told once, with what a retry needs, and the lane goes on", async () => {
      const there = destination((_, nth) => ({
        delivery: nth === 1 ? never("Slack refused. (no_way)") : delivered(),
      }));
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("first", "inc1/a"), note("second", "inc1/a"));
      await office.dust();
      await office.dust();
      expect(office.happenings).toEqual([
        expect.objectContaining({
          type: "incident.effect-failed",
          incident: "inc1",
          effect: 'the message "first"',
          error: "Slack refused. (no_way)",
          retry: "1",
        }),
      ]);
      expect(there.texts()).toEqual(["first", "second"]);
      expect(await office.rows()).toEqual({ failed: 1, delivered: 1 });
    });

    test("it is not told where telling would fail the same way", async () => {
      const there = destination(() => ({ delivery: never("The channel is archived."), untold: true }));
      const office = await openOffice(openStore, { carriers: [there.carrier] });
      await office.decide(note("first", "inc1/a"));
      await office.dust();
      expect(office.happenings).toEqual([]);
    });
  });

  test("a page that cannot get through is told after three tries, once, is tried on, and told when it is through", async () => {
    const there = destination((_, nth) => ({
      delivery: nth < 9 ? later("Slack answered HTTP 500", { doubtful: false }) : delivered(),
    }));
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(page("inc1"));
    await office.dust();
    expect(office.happenings).toEqual([
      expect.objectContaining({
        type: "incident.effect-failed",
        effect: "the page to U1",
        page: { person: "U1", tried: true },
      }),
      expect.objectContaining({ type: "incident.page-arrived", person: "U1" }),
    ]);
    expect(there.reached).toHaveLength(9);
  });

  test("a page goes before everything else, and keeps a lane free even when all others hang", async () => {
    const { promise: hang, resolve: letGo } = Promise.withResolvers<void>();
    const there = destination(async (row) => {
      if (row.effect.kind !== "page") await hang;
      return { delivery: delivered() };
    });
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(...Array.from({ length: 30 }, (_, n) => note(`card ${n}`, `inc1/${n}`, { urgency: "card" })));
    office.delivery.nudge();
    await expect.poll(() => there.reached.length).toBe(8);
    await office.decide(page("inc2"));
    office.delivery.nudge();
    await expect.poll(() => there.texts().includes("Wake up")).toBe(true);
    letGo();
    await office.dust();
    expect(there.reached).toHaveLength(31);
  });

  test("two processes on one store send everything once", async () => {
    const there = destination();
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    const other = office.replica({ worker: "worker-2" });
    await office.decide(...Array.from({ length: 60 }, (_, n) => note(`n${n}`, `inc1/${n % 20}`)));
    office.delivery.nudge();
    other.delivery.nudge();
    await Promise.all([office.delivery.idle(), other.delivery.idle()]);
    await office.dust();
    expect(there.texts().toSorted()).toEqual(Array.from({ length: 60 }, (_, n) => `n${n}`).toSorted());
  });

  test("what a dead process was sending comes back after its lease, and is asked for first", async () => {
    const dead = destination(() => new Promise<Attempt>(() => {}));
    const office = await openOffice(openStore, { carriers: [dead.carrier] });
    await office.decide(note("hello", "inc1/a"));
    office.delivery.nudge();
    await expect.poll(() => dead.reached.length).toBe(1);
    // It dies: no more signs of life, and its result will never be told.
    await office.delivery.stop(0);

    const there = destination();
    const other = office.replica({ worker: "worker-2", carriers: [there.carrier] });
    await other.delivery.idle();
    expect(there.reached).toHaveLength(0);
    await other.clock.passTo(other.clock.now() + 61_000, () => other.delivery.idle());
    expect(there.asked).toEqual(["effect-1"]);
    expect(there.texts()).toEqual(["hello"]);
  });

  test("a slow one keeps its lease: nobody takes it over, and it is not sent twice", async () => {
    const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
    const there = destination(async () => {
      await slow;
      return { delivery: delivered() };
    });
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    const other = office.replica({ worker: "worker-2" });
    await office.decide(note("hello", "inc1/a"));
    office.delivery.nudge();
    await expect.poll(() => there.reached.length).toBe(1);
    const leased = async () => {
      const { due_at } = await office.store.read.selectFrom("outbox").select("due_at").executeTakeFirstOrThrow();
      return due_at - office.clock.now();
    };
    await office.clock.passTo(office.clock.now() + 300_000, () =>
      expect.poll(leased, { timeout: 10_000 }).toBeGreaterThanOrEqual(40_000),
    );
    letGo();
    await office.dust();
    await other.delivery.idle();
    expect(there.texts()).toEqual(["hello"]);
    expect(await office.rows()).toEqual({ delivered: 1 });
  });

  test("stopping waits for what is under way, and leaves the rest stored", async () => {
    const { promise: slow, resolve: letGo } = Promise.withResolvers<void>();
    const there = destination(async () => {
      await slow;
      return { delivery: delivered() };
    });
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(note("one", "inc1/a"), note("two", "inc1/a"));
    office.delivery.nudge();
    await expect.poll(() => there.reached.length).toBe(1);
    const stopped = office.delivery.stop(60_000);
    letGo();
    await stopped;
    expect(await office.rows()).toEqual({ delivered: 1, waiting: 1 });
    office.delivery.nudge();
    expect(there.texts()).toEqual(["one"]);
  });

  test("a store that is in trouble for a moment loses no result", async () => {
    const there = destination();
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    const { transact } = office.store;
    let broken = 3;
    office.store.transact = (work) =>
      broken-- > 0 && there.reached.length > 0 ? Promise.reject(new Error("disk full")) : transact(work);
    await office.decide(note("hello", "inc1/a"));
    broken = 3;
    office.delivery.nudge();
    await expect.poll(() => there.reached.length).toBe(1);
    await office.clock.passTo(office.clock.now() + 10_000, () => new Promise((turn) => setTimeout(turn, 5)));
    await office.dust();
    expect(there.texts()).toEqual(["hello"]);
    expect(await office.rows()).toEqual({ delivered: 1 });
  });
});
