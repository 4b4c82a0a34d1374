import { describe, expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
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
