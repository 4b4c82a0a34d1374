import { expect, test } from "vitest";
import type { Terms } from "../../../src/domain/terms.ts";
import { bob, Room } from "../../kit/room.ts";

const declared = (own: object = {}, terms: Partial<Terms> = {}) =>
  new Room("2026-11-21T03:00Z", terms).do("incident.declare", {
    declaration: { severity: "SEV1", title: "Gateway is down", ...own },
  });

test("wakes one after the other, lets them in, and says it in the channel", () => {
  const room = declared().until("04:00");
  expect(room.pages()).toEqual(["03:00 U-bob", "03:15 U-carol", "03:20 U-dave"]);
  const invited = room.told.flatMap(({ effect }) => (effect.kind === "channel.invite" ? effect.people : []));
  expect(invited).toEqual(expect.arrayContaining(["U-bob", "U-carol", "U-dave"]));
  expect(room.shows("/paged")).toContain("paged as everyone on the escalation list");
  expect(room.timeline.filter(({ kind }) => kind === "page").map(({ text }) => text)).toEqual([
    "Paged the primary (U-bob): a SEV1 pages at any hour",
    "Paged the secondary (U-carol): the acknowledgement is overdue",
    "Paged everyone on the escalation list (U-dave): the acknowledgement is overdue and the secondary has not answered",
  ]);
});

test("lets the primary hand it to the secondary, until the secondary is paged by herself", () => {
  const cards = (room: Room, who: string) =>
    room.told.flatMap(({ effect }) =>
      effect.kind === "page" && effect.person === who ? [JSON.stringify(effect.card)] : [],
    );
  const room = declared().pass(0);
  expect(room.buttons("/paged")).toEqual(["Ack", "Hand to secondary"]);
  expect(cards(room, "U-bob").join()).toContain("Hand to secondary");
  // and the page that is written anew once the channel is there lets him, too
  expect(room.incident.pagedBlind).toMatchObject([{ person: "U-bob", handsOn: true }]);
  room.until("03:16");
  expect(room.buttons("/paged")).toEqual(["Ack"]);
  expect(cards(room, "U-carol").join()).not.toContain("Hand to");
});

test.each([
  ["there is no secondary", { primary: "U-bob", secondary: null, escalation: ["U-dave"] }],
  ["the secondary is the primary", { primary: "U-bob", secondary: "U-bob", escalation: [] }],
])("nobody hands it on where %s", (_name, rota) => {
  const room = declared({}, { rota }).pass(0);
  expect(room.buttons("/paged")).toEqual(["Ack"]);
  expect(room.pages()).toEqual(["03:00 U-bob"]);
});

test("after a stop of an hour each of them is paged once, in one step", () => {
  const room = declared({}, { rota: { primary: "U-bob", secondary: "U-carol", escalation: [] } })
    .sleep(60)
    .pass(1);
  expect(room.pages()).toEqual(["04:00 U-bob", "04:00 U-carol"]);
});

test("pages nobody for a drill, after the fact, or for a SEV4; and says so when the rota is empty", () => {
  expect(declared({ drill: true }).pass(600).pages()).toEqual([]);
  expect(declared({ retrospective: true }).pass(600).pages()).toEqual([]);
  expect(declared({ severity: "SEV4" }).pass(600).pages()).toEqual([]);
  const empty = declared({}, { rota: { primary: null, secondary: null, escalation: [] } }).pass(0);
  expect(empty.pages()).toEqual([]);
  expect(empty.timeline.at(-1)?.text).toContain("Nobody could be paged");
});

test("is quiet once somebody has acknowledged, and takes back what still asks", () => {
  const room = declared().until("03:16").do("incident.ack", {}, bob);
  expect(room.shows("/paged")).toContain("Nobody else is paged.");
  expect(room.shows("/page/U-carol")).toContain("acknowledged at 03:16Z");
  expect(
    room
      .until("09:00")
      .pages()
      .filter((page) => page > "03:16" && page < "03:25"),
  ).toEqual([]);
});
