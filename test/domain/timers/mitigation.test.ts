import { expect, test } from "vitest";
import { bob, Room } from "../../kit/room.ts";

const declared = () =>
  new Room("2026-11-21T03:00Z")
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down" } })
    .do("incident.ack", {}, bob);

test("reminds of the order in which to try, and pages the secondary at half past", () => {
  const room = declared().until("04:46");
  expect(room.reminders("mitigation").map((words) => words.slice(0, 5))).toEqual([
    "03:50",
    "04:00",
    "04:15",
    "04:30",
    "04:45",
  ]);
  expect(room.shows("/reminder/mitigation")).toContain("Revert first: roll back");
  expect(room.buttons("/reminder/mitigation")).toEqual(["Mitigated", "Snooze 10 min"]);
  expect(room.pages()).toContain("04:30 U-carol");
});

test("a SEV4 owes none", () => {
  const room = new Room("2026-11-21T03:00Z").do("incident.declare", {
    declaration: { severity: "SEV4", title: "A typo" },
  });
  expect(room.pass(60 * 24 * 30).reminders("mitigation")).toEqual([]);
});

test("is quiet once the impact has stopped", () => {
  const room = declared().until("03:51").do("incident.mitigated", { how: "rolled back" });
  expect(room.shows("/reminder/mitigation")).toBe("Mitigation: kept at 2026-11-21T03:51Z.");
  expect(room.until("09:00").reminders("mitigation")).toHaveLength(1);
});
