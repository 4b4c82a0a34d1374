import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import type { Http } from "../../src/base/http.ts";
import { silentLog } from "../../src/base/log.ts";
import { Secret } from "../../src/base/secret.ts";
import type { Effect } from "../../src/domain/effects.ts";
import type { PageFacts } from "../../src/domain/pager.ts";
import type { AnyCarrier } from "../../src/out/carrier.ts";
import { delivered, later, never } from "../../src/out/outcome.ts";
import { definePager, type Page, type Sent } from "../../src/out/pager.ts";
import { type OpenPager, pagerCarrier } from "../../src/out/pager-carrier.ts";
import { secret } from "../../src/out/settings.ts";
import { isOutdated } from "../../src/store/outbox.ts";
import { remoteOf } from "../../src/store/remote.ts";
import { type OpenTestStore, onBothStores } from "../kit/stores.ts";
import { closeOffices, openOffice } from "./office.ts";

const http: Http = async () => {
  throw new Error("nothing is called here");
};

/** A pager that does as it is told, and remembers what it was sent. */
function told(
  how: (page: Page, nth: number, kept: unknown) => Sent | Promise<Sent> = () => delivered(),
  more: object = {},
) {
  const sent: string[] = [];
  const pager = definePager<{ key: Secret }>({
    name: "bell",
    shown: "Bell",
    settings: z.strictObject({ key: secret }),
    escalates: false,
    rings: true,
    people: "address",
    ends: true,
    mayDouble: null,
    limits: {},
    place: ({ key }) => key.reveal(),
    async send(action, page, { kept }) {
      sent.push(`${action} ${page.key}${page.address ? ` to ${page.address.reveal()}` : ""}`);
      return how(page, sent.length, kept);
    },
    ...more,
  });
  return { pager, sent };
}

const open = (pager: OpenPager["pager"], key = "first-key", name = "bell"): OpenPager => ({
  name,
  pager,
  settings: { key: new Secret(key) },
  http,
  people: new Map([["U1", new Secret("the-address-of-U1")]]),
});

const facts: PageFacts = {
  number: 1,
  title: "Gateway returns 503",
  severity: "SEV1",
  level: "critical",
  stage: "INVESTIGATING",
  components: [],
  why: "a SEV1 pages at any hour",
  detectedAt: 0,
  alerts: { firing: 0, total: 0 },
  runbookUrl: null,
  drill: false,
  private: false,
  test: false,
  target: "primary",
  people: ["U1"],
};

const at = { incident: "inc1", pager: "bell", shown: "Bell", key: "sitrep-x-1-1", page: facts };
const trigger: Effect = { kind: "pager.trigger", ...at };
const acknowledge: Effect = { kind: "pager.acknowledge", by: "bob", ...at };
const resolve: Effect = { kind: "pager.resolve", by: "bob", ...at };

type Carrier = ReturnType<typeof pagerCarrier>;

/** An office whose carrier is made of these pagers. */
async function working(openStore: OpenTestStore, pagers: OpenPager[]) {
  let carrier: Carrier | null = null;
  const inner = () => carrier as Carrier;
  // The carrier reads the store, which is there only when the office is.
  const carriers: AnyCarrier[] = [
    {
      kinds: ["pager.trigger", "pager.acknowledge", "pager.resolve"],
      attempt: (row) => inner().attempt(row as never),
      find: (row) => inner().find(row as never),
    },
  ];
  const there = await openOffice(openStore, { carriers });
  const carrierWith = (list: OpenPager[]) =>
    pagerCarrier({
      pagers: list,
      records: {
        remoteOf: (slot) => remoteOf(there.store.read, slot),
        isOutdated: (row) => isOutdated(there.store.read, row),
      },
      clock: there.clock,
      log: silentLog,
      agent: "Sitrep/test",
      random: () => 0.5,
      channelUrl: async () => null,
      ackUrl: (key, person) => `https://x/${key}/${person}`,
    });
  carrier = carrierWith(pagers);
  const said = () =>
    there.happenings.flatMap((one) => (one.type === "incident.pager-said" ? [`${one.said} ${one.words}`.trim()] : []));
  return { ...there, said, carrierWith };
}

const began = Date.parse("2026-11-21T03:00Z");

onBothStores("pages at a pager", (openStore) => {
  afterEach(closeOffices);

  test("are triggered, acknowledged and resolved, each once and in this order", async () => {
    const bell = told();
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    await there.decide(acknowledge);
    await there.dust();
    await there.decide(resolve);
    await there.dust();
    expect(bell.sent).toEqual([
      "trigger sitrep-x-1-1 to the-address-of-U1",
      "acknowledge sitrep-x-1-1 to the-address-of-U1",
      "resolve sitrep-x-1-1 to the-address-of-U1",
    ]);
    expect(there.said()).toEqual(["accepted"]);
  });

  test("that were never sent are not ended either", async () => {
    const bell = told(() => later("busy", { doubtful: false }));
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.clock.passTo(there.clock.now(), () => there.delivery.idle());
    await there.decide(resolve);
    await there.dust();
    expect(bell.sent).toHaveLength(1);
  });

  test("are called late after three tries, tried for an hour, and then given up", async () => {
    const bell = told(() => later("Bell answered 503", { doubtful: false }));
    const there = await working(openStore, [open(bell.pager)]);
    const began = there.clock.now();
    await there.decide(trigger);
    await there.clock.passTo(began + 3_500, () => there.delivery.idle());
    expect(bell.sent).toHaveLength(3);
    expect(there.said()).toEqual(["late Bell answered 503"]);
    await there.dust();
    expect(there.clock.now() - began).toBeLessThan(62 * 60_000);
    expect(there.clock.now() - began).toBeGreaterThanOrEqual(60 * 60_000);
    // 1, 2, 5, 15 and 30 seconds, then every minute
    expect(bell.sent.length).toBeGreaterThan(60);
    expect(bell.sent.length).toBeLessThan(68);
    expect(there.said().at(-1)).toBe("given-up Bell answered 503");
    expect(await there.rows()).toMatchObject({ failed: 1 });
    await there.decide(resolve);
    await there.dust();
    expect(bell.sent.filter((one) => one.startsWith("resolve"))).toEqual([]);
  });

  test("that are refused are refused once, and nothing is told but to whoever decides", async () => {
    const bell = told(() => never("Bell answered 400"));
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    expect(bell.sent).toHaveLength(1);
    expect(there.happenings.map(({ type }) => type)).toEqual(["incident.pager-said"]);
    expect(there.said()).toEqual(["refused Bell answered 400"]);
  });

  test("whose answer was lost are sent again under the same key; or ended, once that is what comes next", async () => {
    const bell = told((_, nth) => (nth === 1 ? later("lost", { doubtful: true }) : delivered()));
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.clock.passTo(there.clock.now(), () => there.delivery.idle());
    await there.decide(resolve);
    await there.dust();
    // nobody is woken for what is over, and what may stand there is ended
    expect(bell.sent.map((one) => one.split(" ")[0])).toEqual(["trigger", "resolve"]);
  });

  test.each([
    ["put off", later("Bell answered 429", { doubtful: false })],
    ["refused", never("Bell answered 400")],
  ])("that a dead process may have sent are ended there, also when the next try is %s", async (_, answer) => {
    const dead = told(() => new Promise<Sent>(() => {}));
    const there = await working(openStore, [open(dead.pager)]);
    await there.decide(trigger);
    there.delivery.nudge();
    await expect.poll(() => dead.sent.length).toBe(1);
    await there.delivery.stop(0);

    const bell = told((_page, nth) => (nth === 1 ? answer : delivered()));
    const carrier = there.carrierWith([open(bell.pager)]);
    const other = there.replica({ worker: "worker-2", carriers: [carrier] });
    await other.clock.passTo(other.clock.now() + 61_000, () => other.delivery.idle());
    expect(bell.sent).toHaveLength(1);
    await other.decide(resolve);
    await other.dust();
    expect(bell.sent.map((one) => one.split(" ")[0])).toEqual(["trigger", "resolve"]);
  });

  test("are looked for first where the pager can be asked", async () => {
    const looked: string[] = [];
    const bell = told(() => later("lost", { doubtful: true }), {
      find: async (page: Page) => {
        looked.push(page.key);
        return delivered("there");
      },
    });
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    expect(bell.sent).toHaveLength(1);
    expect(looked).toEqual(["sitrep-x-1-1"]);
    expect(there.said()).toEqual(["accepted"]);
  });

  test("wait for what the pager makes of them without that being a failure", async () => {
    const bell = told((_, nth, kept) =>
      nth <= 4
        ? { ...later("working on it", { doubtful: false, at: began + nth * 5_000 }), keep: { nth }, waits: true }
        : { ...delivered(), ref: kept },
    );
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    expect(bell.sent).toHaveLength(5);
    expect(there.said()).toEqual(["accepted"]);
  });

  test("are ended where they were triggered, also when that has another name by now", async () => {
    const bell = told();
    const first = await working(openStore, [open(bell.pager)]);
    await first.decide(trigger);
    await first.dust();
    await first.delivery.stop(0);
    const renamed = first.replica({
      carriers: [first.carrierWith([open(bell.pager, "another-key"), open(bell.pager, "first-key", "old")])] as never,
    });
    await first.decide(acknowledge);
    await renamed.dust();
    expect(bell.sent.map((one) => one.split(" ")[0])).toEqual(["trigger", "acknowledge"]);
  });

  test("are not ended anywhere else: that is told", async () => {
    const bell = told();
    const first = await working(openStore, [open(bell.pager)]);
    await first.decide(trigger);
    await first.dust();
    await first.delivery.stop(0);
    const changed = first.replica({ carriers: [first.carrierWith([open(bell.pager, "another-key")])] as never });
    await first.decide(acknowledge);
    await changed.dust();
    expect(bell.sent).toHaveLength(1);
    const [failed] = changed.happenings;
    expect(failed).toMatchObject({
      type: "incident.effect-failed",
      effect: "the acknowledgement to Bell",
      error: expect.stringContaining("do it in Bell by hand"),
    });
  });

  test("tell no secret and no address, whatever the pager says", async () => {
    const bell = told(() => never("Bell answered 400: no first-key for the-address-of-U1"));
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    expect(there.said()).toEqual(["refused Bell answered 400: no <secret> for <secret>"]);
    const rows = await there.store.read.selectFrom("outbox").selectAll().execute();
    const places = await there.store.read.selectFrom("remote").selectAll().execute();
    expect(JSON.stringify([rows, places])).not.toMatch(/first-key|the-address-of-U1/);
  });

  test("outlive a pager that breaks", async () => {
    const bell = told((_, nth) => {
      if (nth === 1) throw new TypeError("a bug of ours");
      return delivered();
    });
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    expect(there.said()).toEqual(["accepted"]);
  });

  test("of a pager that is not there any more go to the next one", async () => {
    const there = await working(openStore, []);
    await there.decide(trigger);
    await there.dust();
    expect(there.said()[0]).toContain("it is not in the configuration any more");
  });

  test("to a webhook that is gone are not tried again by later ones", async () => {
    const bell = told(() => never("the webhook answered 410"), { name: "webhook" });
    const there = await working(openStore, [open(bell.pager)]);
    await there.decide(trigger);
    await there.dust();
    await there.decide({ ...trigger, key: "sitrep-x-1-2" } as Effect);
    await there.dust();
    expect(bell.sent).toHaveLength(1);
    expect(there.said().at(-1)).toContain("switched off until its settings change");
  });
});
