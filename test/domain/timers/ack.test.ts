import { expect, test } from "vitest";
import { bob, Room } from "../../kit/room.ts";

const declared = () =>
  new Room("2026-11-21T03:00Z").do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down" } });

test("reminds ahead, at its time, and then ever further, with the button that acknowledges", () => {
  const room = declared().until("03:31");
  expect(room.reminders("ack")).toEqual([
    "03:12 The acknowledgement is due by 2026-11-21T03:15Z, in 3 min",
    "03:15 The acknowledgement is due now",
    "03:20 The acknowledgement is overdue by 5 min; it was due 2026-11-21T03:15Z",
    "03:25 The acknowledgement is overdue by 10 min; it was due 2026-11-21T03:15Z",
    "03:30 The acknowledgement is overdue by 15 min; it was due 2026-11-21T03:15Z",
  ]);
  expect(room.shows("/reminder/ack")).toContain("Who has it?");
  expect(room.buttons("/reminder/ack")).toEqual(["Ack", "Snooze 10 min"]);
});

test("pages nobody itself: that is the paging ladder's", () => {
  const room = declared().until("03:31");
  expect(room.pages()).toEqual(["03:00 U-bob", "03:15 U-carol", "03:20 U-dave"]);
});

test("is quiet once somebody has acknowledged", () => {
  const room = declared().until("03:13").do("incident.ack", {}, bob);
  expect(room.shows("/reminder/ack")).toBe("Acknowledgement: kept at 2026-11-21T03:13Z.");
  const told = room.reminders("ack").length;
  expect(room.until("09:00").reminders("ack")).toHaveLength(told);
});
