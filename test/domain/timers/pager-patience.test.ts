import { expect, test } from "vitest";
import { sitrep } from "../../../src/domain/actor.ts";
import pagerPatience from "../../../src/domain/timers/pager-patience.ts";
import { aPager } from "../../kit/pagers.ts";
import { bob, Room } from "../../kit/room.ts";

const declared = () =>
  new Room("2026-11-21T03:00Z", {
    paging: { instance: "test", pagers: [aPager("one"), aPager("two")], resolvedThere: "ask", selfTest: null },
  })
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down" } })
    .pass(0);
const next = (room: Room) => {
  const at = pagerPatience.next(room.incident, room.terms);
  return at === null ? null : new Date(at).toISOString().slice(11, 19);
};

test("lasts a minute from when the pager was asked", () => {
  const room = declared();
  expect(next(room)).toBe("03:01:00");
  room.pass(1);
  expect(room.incident.pages.map(({ pager, state }) => `${pager} ${state}`)).toEqual(["one late", "two asked"]);
  expect(next(room)).toBe("03:02:00");
});

test("is not asked for once the pager has answered, or somebody else has", () => {
  const room = declared();
  room.do("incident.pager-said", { pager: "one", key: "sitrep-test-1-1", said: "accepted", words: "" }, sitrep);
  expect(next(room)).toBeNull();
  expect(next(declared().do("incident.ack", {}, bob))).toBeNull();
  expect(next(declared().do("incident.cancel", { why: "x" }))).toBeNull();
});

test("a wake that comes late loses it once", () => {
  const room = declared().sleep(30).pass(0);
  expect(room.incident.pages.map(({ pager, state }) => `${pager} ${state}`)).toContain("one late");
  expect(room.timeline.filter(({ text }) => text.includes("has not taken the page"))).toHaveLength(1);
});
