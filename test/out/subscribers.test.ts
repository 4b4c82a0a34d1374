import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ulids } from "../../src/base/ids.ts";
import { silentLog } from "../../src/base/log.ts";
import type { Happening } from "../../src/domain/events.ts";
import { type Notice, publicId } from "../../src/domain/publishing/notice.ts";
import type { Subscriber } from "../../src/domain/subscription/state.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { subscriberCarrier } from "../../src/out/subscribers.ts";
import type { Sent, SubscriberMedium } from "../../src/out/subscribers-medium.ts";
import { openStore } from "../../src/store/open.ts";
import { addPublication, lastNumber, publicationsAfter } from "../../src/store/publications.ts";
import type { Store } from "../../src/store/store.ts";
import {
  activeSubscriber,
  nextTryAt,
  rememberAsked,
  rememberTold,
  saveSubscriber,
  toAsk,
  toTell,
} from "../../src/store/subscribers.ts";
import { type StoryClock, storyClock } from "../kit/clock.ts";
import { freshPlace, whereOf } from "../kit/stores.ts";
import { allTimers, someTerms } from "../kit/terms.ts";
import { incident, update } from "../web/status-page/snapshots.ts";

const after: (() => Promise<void> | void)[] = [];
let clock: StoryClock;
let store: Store;
let engine: Engine;
/** What was sent, in order: `S7 u2`. */
let sent: string[];
/** How a send ends, by what is sent; absent = it gets through. */
let ends: Map<string, Sent>;
/** The most that were under way at once. */
let mostAtOnce: number;
/** Thrown by the next time that progress is remembered: the plug is pulled there. */
let pulled: boolean;
/** How often progress was remembered. */
let commits: number;
/** What happens just before something is sent, by what is sent. */
let before: Map<string, () => Promise<unknown>>;

beforeEach(async () => {
  clock = storyClock(Date.parse("2026-11-21T09:00Z"));
  const place = await freshPlace("sqlite", after);
  store = await openStore({ ...whereOf(place), clock, log: silentLog });
  engine = openEngine({ store, terms: someTerms(), timers: allTimers, clock, ids: ulids(clock), log: silentLog });
  [sent, ends, mostAtOnce, pulled, commits, before] = [[], new Map(), 0, false, 0, new Map()];
});
afterEach(async () => {
  await engine.stop();
  await store.close();
  for (const undo of after.splice(0).reverse()) await undo();
});

function medium(): SubscriberMedium {
  let underWay = 0;
  const go = async (what: string): Promise<Sent> => {
    underWay += 1;
    mostAtOnce = Math.max(mostAtOnce, underWay);
    await new Promise((turn) => setImmediate(turn));
    await before.get(what)?.();
    underWay -= 1;
    sent.push(what);
    return ends.get(what) ?? { kind: "sent" };
  };
  return {
    atOnce: 4,
    open: async () => ({
      tell: ({ subscriber, update: told }) => go(`${subscriber.id} ${told.id}`),
      ask: ({ subscriber }) => go(`${subscriber.id} question`),
      close() {},
    }),
  };
}

const notice = (): Notice => incident({ updates: [1, 2, 3].map((n) => update(publicId(id(n)), "2026-11-21T09:10Z")) });
const id = (n: number) => `01HZX00000000UPDATE0000u${n}`.padEnd(26, "x");
const short = (n: number) => publicId(id(n));

const carrier = () =>
  subscriberCarrier({
    media: { email: medium() },
    records: {
      toAsk: (one, looking) => toAsk(store.read, one, looking),
      toTell: (one, last, looking) => toTell(store.read, one, last, looking),
      lastNumber: () => lastNumber(store.read),
      after: (number, limit) => publicationsAfter(store.read, number, limit),
      active: (one) => activeSubscriber(store.read, one),
      nextTryAt: (one) => nextTryAt(store.read, one),
      notice: async () => notice(),
      rememberTold: async (progress) => {
        if (pulled) throw new Error("the plug was pulled");
        commits += 1;
        await store.transact((tx) => rememberTold(tx, progress));
      },
      rememberAsked: (one, token) => store.transact((tx) => rememberAsked(tx, one, token)),
    },
    clock,
    log: silentLog,
    url: "https://status.example.com",
  });

/** Makes attempts until the effect is through, or has to wait. */
async function tell(from?: number) {
  const effect = {
    kind: "subscribers.tell" as const,
    medium: "email" as const,
    ...(from === undefined ? {} : { from }),
  };
  const row = { id: 1, claim: 1, key: "k", effect, createdAt: clock.now(), attempts: 0, doubtful: false };
  let most = 0;
  for (let attempts = 1; ; attempts++) {
    const { delivery, happenings = [] } = await carrier().attempt(row);
    most = Math.max(most, happenings.length);
    for (const happening of happenings as Happening[]) await engine.handle(happening);
    if (delivery.outcome !== "later" || delivery.at !== clock.now()) return { delivery, attempts, most };
  }
}

const publish = (n: number, components = ["Gateway (HTTP liveness)"]) =>
  store.transact((tx) => addPublication(tx, { subject: "incident/i", update: id(n), components, at: clock.now() }));

async function subscribers(count: number, own: Partial<Subscriber> = {}): Promise<void> {
  await store.transact(async (tx) => {
    for (let n = 1; n <= count; n++) {
      const key = `S${n}`;
      const one: Subscriber = {
        id: key,
        medium: "email",
        address: `${key}@example.com`,
        key,
        components: [],
        activeSince: 0,
        off: null,
        asked: null,
        secret: null,
        token: `end-${key}`,
        failing: null,
        ...own,
      };
      await saveSubscriber(tx, one, null, null);
    }
  });
}

describe("an update to many subscribers", () => {
  test("reaches each once, a few at a time, in attempts that end soon", async () => {
    await subscribers(1_050);
    await publish(1);
    const { delivery, attempts } = await tell();
    expect(delivery.outcome).toBe("delivered");
    expect(attempts).toBe(2);
    expect(new Set(sent).size).toBe(1_050);
    expect(sent).toHaveLength(1_050);
    expect(mostAtOnce).toBe(4);
    expect(commits).toBe(2);
    await tell();
    expect(sent).toHaveLength(1_050);
  });

  test("goes on where it was when the plug is pulled: nobody is left out, and few hear it twice", async () => {
    await subscribers(210);
    await publish(1);
    await publish(2);
    // A tenth of a second passes now and then, and in the middle the plug is pulled.
    const inOrder = Array.from({ length: 210 }, (_, n) => `S${n + 1}`).sort();
    for (const place of [30, 60, 90, 120])
      before.set(`${inOrder[place]} ${short(1)}`, async () => {
        pulled = place === 120;
        await clock.passTo(clock.now() + 100, async () => {});
      });
    await expect(tell()).rejects.toThrow("the plug was pulled");
    const whenPulled = sent.length;
    before.clear();
    pulled = false;
    await tell();
    for (let n = 1; n <= 210; n++) {
      const heard = sent.filter((one) => one.startsWith(`S${n} `)).map((one) => one.split(" ")[1]);
      expect([...new Set(heard)]).toEqual([short(1), short(2)]);
    }
    // Nothing was begun any more once it could not be remembered; what is told twice went out in the last tenth of a second.
    expect(whenPulled).toBeLessThan(2 * 130);
    expect(sent.length).toBeGreaterThan(420);
    expect(sent.length - 420).toBeLessThanOrEqual(2 * 35);
  });

  test("comes to each in order, whatever failed in between; who fails holds up nobody else", async () => {
    await subscribers(3);
    ends.set(`S2 ${short(1)}`, { kind: "failed", why: "it answered 503", gone: false });
    await publish(1);
    await tell();
    await publish(2);
    await tell();
    expect(sent.filter((one) => one.startsWith("S2"))).toEqual([`S2 ${short(1)}`]);
    expect(sent.filter((one) => one.startsWith("S3"))).toEqual([`S3 ${short(1)}`, `S3 ${short(2)}`]);
    ends.clear();
    await clock.passTo(clock.now() + 60_000, async () => {});
    expect((await tell(clock.now())).delivery.outcome).toBe("delivered");
    expect(sent.filter((one) => one.startsWith("S2"))).toEqual([`S2 ${short(1)}`, `S2 ${short(1)}`, `S2 ${short(2)}`]);
    await publish(3);
    await tell();
    expect(sent.filter((one) => one.startsWith("S2")).at(-1)).toBe(`S2 ${short(3)}`);
  });

  test("waits while nobody can be reached, and blames nobody", async () => {
    await subscribers(50);
    await publish(1);
    for (let n = 1; n <= 50; n++) ends.set(`S${n} ${short(1)}`, { kind: "down", why: "the mail server answered 421" });
    const { delivery } = await tell();
    expect(delivery).toMatchObject({ outcome: "later", why: "the mail server answered 421" });
    expect(sent.length).toBeLessThanOrEqual(8);
    const tried = sent.length;
    ends.clear();
    await tell();
    expect(new Set(sent).size).toBe(50);
    expect(await nextTryAt(store.read, "email")).toBeNull();
    expect(sent).toHaveLength(50 + tried);
  });

  test("is not held up by one mail that the server will not have, while it takes the others", async () => {
    await subscribers(50);
    await publish(1);
    ends.set(`S1 ${short(1)}`, { kind: "down", why: "the mail server answered 554 to DATA" });
    expect((await tell()).delivery.outcome).toBe("delivered");
    expect(sent).toHaveLength(50);
    expect(await nextTryAt(store.read, "email")).toBe(clock.now() + 60_000);
    // Of one that stands alone nobody can say whose fault it is.
    ends.set(`S2 ${short(2)}`, { kind: "down", why: "the mail server answered 554 to DATA" });
    await store.transact((tx) =>
      rememberTold(
        tx,
        Array.from({ length: 50 }, (_, n) => ({ id: `S${n + 1}`, told: n === 1 ? 1 : 2, recovered: false })),
      ),
    );
    await publish(2);
    expect((await tell()).delivery).toMatchObject({ outcome: "later", why: "the mail server answered 554 to DATA" });
  });

  test("hands in failures a few at a time, so that no transaction is long", async () => {
    await subscribers(200);
    await publish(1);
    for (let n = 1; n <= 200; n++)
      ends.set(`S${n} ${short(1)}`, { kind: "failed", why: "the mail server answered 450", gone: false });
    const { attempts, most } = await tell();
    expect(sent).toHaveLength(200);
    expect(attempts).toBeGreaterThanOrEqual(4);
    expect(most).toBeLessThanOrEqual(53);
  });

  test("comes no more to one who ended it while it was going round", async () => {
    await subscribers(40);
    await publish(1);
    before.set(`S10 ${short(1)}`, () =>
      engine.handle({ type: "subscription.end", token: "end-S33", by: { kind: "api", id: "x", name: "x" } }),
    );
    await tell();
    expect(sent).toHaveLength(39);
    expect(sent.some((one) => one.startsWith("S33"))).toBe(false);
  });

  test("is not told where its components are of no interest, and is done with all the same", async () => {
    await subscribers(2, { components: ["Keystore (active keys)"] });
    await publish(1);
    await tell();
    expect(sent).toEqual([]);
    await publish(2, ["Keystore (active keys)"]);
    await tell();
    expect(sent.toSorted()).toEqual([`S1 ${short(2)}`, `S2 ${short(2)}`]);
  });
});

describe("one that failed and does not any more", () => {
  beforeEach(async () => {
    await subscribers(3);
    ends.set(`S2 ${short(1)}`, { kind: "failed", why: "it answered 503", gone: false });
    await publish(1);
    await tell();
    ends.clear();
    await clock.passTo(clock.now() + 60_000, async () => {});
  });
  const heardBy = (who: string) => sent.filter((one) => one.startsWith(who)).map((one) => one.split(" ")[1]);

  test("also gets what was published while it was tried again, and passed over by all others", async () => {
    before.set(`S2 ${short(1)}`, async () => {
      before.clear();
      await publish(2);
      await tell();
      expect(heardBy("S3")).toEqual([short(1), short(2)]);
    });
    expect((await tell(clock.now())).delivery.outcome).toBe("later");
    await clock.passTo(clock.now() + 1_000, async () => {});
    expect((await tell(clock.now())).delivery.outcome).toBe("delivered");
    expect(heardBy("S2")).toEqual([short(1), short(1), short(2)]);
    await tell();
    expect(heardBy("S2")).toHaveLength(3);
  });

  test("is told what it missed by one round alone, each once", async () => {
    await publish(2);
    before.set(`S2 ${short(2)}`, async () => {
      before.clear();
      await tell();
    });
    await tell(clock.now());
    expect(heardBy("S2")).toEqual([short(1), short(1), short(2)]);
    expect(await nextTryAt(store.read, "email")).toBeNull();
  });

  test("is looked at within a minute of its time, however late others are due", async () => {
    const late = { id: "S3", at: clock.now() + 900_000 };
    const was = await activeSubscriber(store.read, late.id);
    if (!was) throw new Error("S3 is gone");
    await publish(2);
    await store.transact((tx) =>
      saveSubscriber(tx, { ...was, failing: { since: 0, tries: 4, why: "x" } }, was, late.at),
    );
    const { delivery } = await tell(clock.now());
    expect(delivery).toMatchObject({ outcome: "later", at: clock.now() + 60_000 });
  });
});

test("what nobody could be told for a day is news no more", async () => {
  await subscribers(1);
  await publish(1);
  await clock.passTo(clock.now() + 25 * 3_600_000, async () => {});
  await publish(2);
  await tell();
  expect(sent).toEqual([`S1 ${short(2)}`]);
});

test("without a way to send, nothing waits", async () => {
  const none = subscriberCarrier({
    media: {},
    records: {} as never,
    clock,
    log: silentLog,
    url: "",
  });
  const effect = { kind: "subscribers.tell" as const, medium: "email" as const };
  const row = { id: 1, claim: 1, key: "k", effect, createdAt: 0, attempts: 0, doubtful: false };
  expect((await none.attempt(row)).delivery.outcome).toBe("delivered");
});
