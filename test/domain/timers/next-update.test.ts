import { expect, test } from "vitest";
import { bob, Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const told = () =>
  new Room("2026-11-21T03:00Z")
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down", ...words } })
    .do("incident.ack", {}, bob)
    .do("incident.update", { stage: "INVESTIGATING", words: {} });

test("reminds of the time that the last update named, and asks the severity again", () => {
  const room = told().until("03:46");
  expect(room.reminders("next-update")).toEqual([
    "03:24 The next update is due by 2026-11-21T03:30Z, in 6 min",
    "03:30 The next update is due now",
    "03:37 The next update is overdue by 7 min; it was due 2026-11-21T03:30Z",
    "03:45 The next update is overdue by 15 min; it was due 2026-11-21T03:30Z",
  ]);
  expect(room.shows("/reminder/next-update")).toContain("Is it still SEV1?");
  expect(room.buttons("/reminder/next-update")).toEqual(["Post update", "Still SEV1, no change", "Snooze 10 min"]);
  expect(room.pages()).toEqual(["03:45 U-carol"]);
});

test("has nothing to remind of before the first update, and after the last", () => {
  const silent = new Room("2026-11-21T03:00Z")
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down" } })
    .until("09:00");
  expect(silent.reminders("next-update")).toEqual([]);
  const over = told().do("incident.resolve", { rootCause: "A route was wrong." }).until("09:00");
  expect(over.reminders("next-update")).toEqual([]);
});

test("begins anew with each update: what was said of the one before is not said again", () => {
  const room = told().until("03:31").do("incident.no-change", {}).until("03:50");
  expect(room.reminders("next-update")).toHaveLength(2);
  expect(room.until("03:56").reminders("next-update").at(-1)).toContain("due by 2026-11-21T04:01Z");
});
