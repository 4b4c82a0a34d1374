import { expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import { aProvider } from "../../kit/providers.ts";
import { bob, Room } from "../../kit/room.ts";

const words = { audience: "public" as const, symptom: "requests fail", impact: "callers see errors" };

/** A public incident whose channel stands open. */
const told = () =>
  new Room("2026-11-21T03:00Z", { providers: [aProvider("one"), aProvider("two")] })
    .do("incident.declare", {
      declaration: { severity: "SEV2", title: "Gateway is down", components: ["Gateway (HTTP liveness)"] },
    })
    .do("incident.channel-opened", { channel: { id: "C0ROOM", name: "inc-gateway-is-down" } }, sitrep)
    .do("incident.ack", {}, bob)
    .do("incident.update", { stage: "INVESTIGATING", words });

const says = (room: Room, said: "differs" | "checked", words = "") =>
  room.do("incident.provider-said", { provider: "one", said, words }, sitrep);
const over = (room: Room) => room.do("incident.resolve", { rootCause: "A certificate ran out." });

/** Where the messages about a provider that needs somebody went, from the first on. */
const places = (room: Room) =>
  room.told.flatMap(({ effect }) =>
    effect.kind === "message.renew" && effect.slot.endsWith("/provider/one")
      ? ["announcement" in effect.to ? "outside" : "inside"]
      : [],
  );

test("a difference that is found once the channel is archived is told in the announcement, and taken back there", () => {
  const room = over(told()).pass(60).do("incident.channel-changed", { change: "archived" }, sitrep);
  says(room, "differs", "it is still open there");
  expect(places(room)).toEqual(["outside"]);
  expect(room.shows("/outside/provider/one")).toContain("#1 · ONE shows something else: it is still open there");
  expect(room.buttons("/outside/provider/one")).toEqual(["Repair", "Leave"]);
  const before = room.told.length;
  says(room, "differs", "it is still open there");
  expect(room.told).toHaveLength(before);
  says(room, "checked");
  expect(room.shows("/outside/provider/one")).toContain("#1 · ONE has it, read back");
});

test("one that was told before goes to the announcement with the channel, and comes back with it", () => {
  const room = says(over(told()), "differs", "it is still open there");
  room.do("incident.channel-changed", { change: "archived" }, sitrep);
  expect(places(room)).toEqual(["inside", "outside"]);
  room.do("incident.channel-changed", { change: "unarchived" }, sitrep);
  expect(places(room)).toEqual(["inside", "outside", "inside"]);
  expect(room.shows("/outside/provider/one")).toContain("is said in its channel again");
});

test("what is long over stays where it was told, and so does what needs nobody", () => {
  const long = says(over(told()), "differs", "it is still open there").pass(25 * 60);
  long.do("incident.channel-changed", { change: "archived" }, sitrep);
  expect(places(long)).toEqual(["inside"]);
  const well = says(over(told()), "checked").do("incident.channel-changed", { change: "archived" }, sitrep);
  expect(places(well)).toEqual([]);
});

test("what providers show of a resolved incident is read back every quarter of an hour for a day", () => {
  const room = over(told());
  const before = room.told.length;
  const checks = () => room.told.slice(before).filter(({ effect }) => effect.kind === "provider.check").length;
  room.pass(60);
  expect(checks()).toBe(2 * 4);
  room.pass(23 * 60);
  expect(checks()).toBe(2 * 4 * 24);
  room.pass(24 * 60);
  expect(checks()).toBe(2 * 4 * 24);
});
