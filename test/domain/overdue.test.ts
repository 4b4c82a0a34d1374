import { expect, test } from "vitest";
import { alice, bob, Room } from "../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const silent = (own: object = {}) =>
  new Room("2026-11-21T03:00Z").do("incident.declare", {
    declaration: { severity: "SEV1", title: "Gateway is down", ...own },
  });

test("one line in the announcement says all that is late, and follows it", () => {
  const room = silent().until("03:31");
  expect(room.shows("/overdue")).toBe(
    "⏰ #1 · SEV1 · Gateway is down is late: acknowledgement by 15 min, first update by 15 min. A huddle in its channel gets everybody on one call.",
  );
  room.do("incident.ack", {}, bob);
  expect(room.shows("/overdue")).toContain("is late: first update by 16 min.");
  room.do("incident.update", { stage: "INVESTIGATING", words }, alice);
  expect(room.shows("/overdue")).toBe("#1 · First update: late by 16 min, at 2026-11-21T03:31Z");
});

test("nothing stands there before the last reach, nor for a deed that came before it", () => {
  const room = silent()
    .until("03:29")
    .do("incident.ack", {}, bob)
    .do("incident.update", { stage: "INVESTIGATING", words });
  expect(room.shows("/overdue")).toBeNull();
});

test("a private one is a number, and a war room is offered where there is one", () => {
  const room = new Room("2026-11-21T03:00Z", {
    links: { dashboard: null, statusPage: null, sla: null, call: "https://meet.example.com/war-room" },
  }).do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down", private: true } });
  expect(room.until("03:31").shows("/overdue")).toContain("⏰ #1 (private) is late:");
  expect(room.shows("/overdue")).toContain("Join the war room");
});
