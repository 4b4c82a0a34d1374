import { afterEach, expect, test } from "vitest";
import { type Effect, pageSlot } from "../../src/domain/effects.ts";
import type { AnyCarrier, Attempt, Claimed } from "../../src/out/carrier.ts";
import { delivered, later } from "../../src/out/outcome.ts";
import { onBothStores } from "../kit/stores.ts";
import { card, closeOffices, openOffice } from "./office.ts";

/** Slack, as far as it is needed: pages go as the test says, what is shown is shown. */
function slack(page: (nth: number) => Attempt | Promise<Attempt>) {
  const shown: string[] = [];
  let pages = 0;
  const carrier: AnyCarrier = {
    kinds: ["message.show", "page"],
    async attempt({ effect }: Claimed) {
      if (effect.kind === "page") return page(++pages);
      if (effect.kind === "message.show") shown.push(effect.card.summary);
      return { delivery: delivered() };
    },
    find: async () => null,
  };
  return { carrier, shown };
}

const page: Effect = { kind: "page", incident: "inc1", person: "U1", card: card("Wake up") };
const notice: Effect = {
  kind: "message.show",
  to: { announcement: true },
  card: card("the page does not go through"),
  slot: null,
  lane: "inc1/notice",
  urgency: "reminder",
  onlyWhile: { kind: "page", slot: pageSlot("inc1", "U1") },
};

onBothStores("a message about something that does not go through", (openStore) => {
  afterEach(closeOffices);

  test("is shown while that waits", async () => {
    const there = slack((nth) => ({ delivery: nth < 5 ? later("no", { doubtful: false }) : delivered() }));
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(page);
    office.delivery.nudge();
    await office.delivery.idle();
    await office.decide(notice);
    await office.dust();
    expect(there.shown).toEqual(["the page does not go through"]);
  });

  test("is not shown once that is through", async () => {
    const there = slack(() => ({ delivery: delivered() }));
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(page);
    await office.dust();
    await office.decide(notice);
    await office.dust();
    expect(there.shown).toEqual([]);
    expect(await office.rows()).toEqual({ delivered: 1, superseded: 1 });
  });

  test("waits to see while that is being sent", async () => {
    const { promise, resolve } = Promise.withResolvers<Attempt>();
    const there = slack(() => promise);
    const office = await openOffice(openStore, { carriers: [there.carrier] });
    await office.decide(page, notice);
    office.delivery.nudge();
    await office.clock.passTo(office.clock.now() + 5_000, () => new Promise((turn) => setTimeout(turn, 20)));
    expect(there.shown).toEqual([]);
    resolve({ delivery: delivered() });
    await office.dust();
    expect(there.shown).toEqual([]);
    expect(await office.rows()).toEqual({ delivered: 1, superseded: 1 });
  });

  test("that may have been shown already is looked for before it waits, and not shown twice", async () => {
    const { promise, resolve } = Promise.withResolvers<Attempt>();
    const there = slack((nth) => (nth === 1 ? { delivery: later("no", { doubtful: false }) } : promise));
    const lost: AnyCarrier = {
      ...there.carrier,
      async attempt(load: Claimed) {
        const attempt = await there.carrier.attempt(load);
        return load.effect.kind === "page" ? attempt : { delivery: later("its answer was lost", { doubtful: true }) };
      },
      find: async ({ effect }: Claimed) =>
        effect.kind === "message.show" && there.shown.length > 0 ? { delivery: delivered() } : null,
    };
    const office = await openOffice(openStore, { carriers: [lost] });
    await office.decide(page);
    office.delivery.nudge();
    await office.delivery.idle();
    // It is shown, and nobody knows; then the page is on its way again for a while.
    await office.decide(notice);
    office.delivery.nudge();
    await office.clock.passTo(office.clock.now() + 60_000, () => new Promise((turn) => setTimeout(turn, 20)));
    resolve({ delivery: later("no", { doubtful: false }) });
    await office.clock.passTo(office.clock.now() + 60_000, () => new Promise((turn) => setTimeout(turn, 20)));
    expect(there.shown).toEqual(["the page does not go through"]);
  });
});
