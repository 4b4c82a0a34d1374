import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { toPlain } from "../../../src/text/plain.ts";
import { bob, Room } from "../../kit/room.ts";

const opened = (own: object = {}) =>
  new Room("2026-11-21T03:00Z")
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down", ...own } })
    .do("incident.channel-opened", { channel: { id: "C0ROOM", name: "inc-gateway-is-down" } }, sitrep)
    .do("incident.ack", {}, bob);

/** Where the reminders of the first update went, from the first on. */
const places = (room: Room) =>
  room.told.flatMap(({ effect }) =>
    effect.kind === "message.renew" && effect.slot.includes("/reminder") && effect.slot.endsWith("/first-update")
      ? ["announcement" in effect.to ? "outside" : "inside"]
      : [],
  );

describe("a channel that is closed to us", () => {
  test("is told once, and its reminders stand in the announcement until we are back", () => {
    const room = opened().until("03:13");
    room.do("incident.channel-changed", { change: "archived" }, sitrep).until("03:21");
    expect(room.shows("/channel-notice")).toContain("reminders of it come here until Sitrep is invited there again");
    expect(places(room)).toEqual(["inside", "outside", "outside"]);
    expect(room.shows("/reminder-outside/first-update")).toContain(
      "#1 · SEV1 · Gateway is down: The first public update",
    );
    room.do("incident.channel-changed", { change: "unarchived" }, sitrep);
    expect(room.shows("/channel-notice")).toBe("#1: Sitrep is back in the channel #inc-gateway-is-down.");
    expect(room.shows("/reminder-outside/first-update")).toContain("its reminders go on in #inc-gateway-is-down");
    expect(places(room.until("03:26"))).toEqual(["inside", "outside", "outside", "inside"]);
  });

  test("of a private incident gives nothing of its title away", () => {
    const room = opened({ private: true }).until("03:13");
    room.do("incident.channel-changed", { change: "bot-removed" }, sitrep).until("03:40");
    const outside = room.told.filter(({ effect }) => "to" in effect && "announcement" in effect.to);
    expect(JSON.stringify(outside)).not.toMatch(/gateway/i);
    expect(room.shows("/channel-notice")).toContain("#1: Sitrep was removed from its channel.");
  });

  test("is not told again when Slack says it a second time", () => {
    const room = opened().do("incident.channel-changed", { change: "archived" }, sitrep);
    const told = room.told.length;
    room.do("incident.channel-changed", { change: "archived" }, sitrep);
    expect(room.told).toHaveLength(told);
    expect(room.timeline.filter(({ text }) => text.startsWith("Somebody archived"))).toHaveLength(1);
  });
});

describe("a page that went out before there was a channel", () => {
  const paged = () =>
    new Room("2026-11-21T03:00Z")
      .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down" } }, sitrep)
      .pass(1);
  const open = (room: Room) =>
    room.do("incident.channel-opened", { channel: { id: "C0ROOM", name: "inc-gateway" } }, sitrep);
  const amended = (room: Room) =>
    room.told.flatMap(({ effect }) =>
      effect.kind === "page.amend" ? [`${effect.person} ${toPlain(effect.card)}`] : [],
    );

  test("gets the way to it, once, with the reason and the button it had", () => {
    const room = paged();
    expect(room.pages()).toHaveLength(1);
    expect(room.incident.pagedBlind).toHaveLength(1);
    const [person] = room.incident.called;
    expect(amended(open(room))).toEqual([
      expect.stringMatching(new RegExp(`^${person} .*Work happens in #?C0ROOM`, "s")),
    ]);
    const last = room.told.findLast(({ effect }) => effect.kind === "page.amend")?.effect;
    expect(JSON.stringify(last)).toContain('"label":"Ack"');
    expect(room.incident.pagedBlind).toBeUndefined();
    open(room).pass(60);
    expect(amended(room)).toHaveLength(1);
    // whoever is paged from now on is led there at once
    expect(room.pages().length).toBeGreaterThan(1);
    expect(room.incident.pagedBlind).toBeUndefined();
  });

  test("stays as it is once somebody has it, or it is over", () => {
    expect(amended(open(paged().do("incident.ack", {}, bob)))).toEqual([]);
    const over = paged().do("incident.cancel", { why: "a false alarm" });
    expect(over.incident.pagedBlind).toBeUndefined();
    expect(amended(open(over))).toEqual([]);
  });

  test("by hand is no different, and the newest reason counts", () => {
    const room = paged();
    room.do("incident.page", { target: "person", person: "U-carol", message: "need hands" });
    room.do("incident.page", { target: "person", person: "U-carol", message: "need the database" });
    const told = amended(open(room)).filter((one) => one.startsWith("U-carol"));
    expect(told).toEqual([expect.stringContaining("need the database")]);
  });
});
