import { expect, test } from "vitest";
import { alice, bob, Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const declared = (own: object = {}) =>
  new Room("2026-11-21T03:00Z").do("incident.declare", {
    declaration: { severity: "SEV1", title: "Gateway is down", ...own },
  });

test("reminds until the public has heard of it, with the button that opens the form", () => {
  const room = declared().until("03:16");
  expect(room.reminders("first-update")).toEqual([
    "03:12 The first public update is due by 2026-11-21T03:15Z, in 3 min",
    "03:15 The first public update is due now",
  ]);
  expect(room.buttons("/reminder/first-update")).toEqual(["Post update", "Snooze 10 min"]);
});

test("pages the secondary only once somebody has the incident", () => {
  expect(declared().until("03:29").pages()).toEqual(["03:00 U-bob", "03:15 U-carol", "03:20 U-dave"]);
  expect(declared().do("incident.ack", {}, bob).until("03:29").pages()).toEqual(["03:25 U-carol"]);
});

test("speaks of the public only where the public may hear", () => {
  expect(declared({ private: true }).until("03:13").reminders("first-update")[0]).toContain("The first update is due");
  expect(declared({ drill: true }).until("03:13").reminders("first-update")[0]).toContain("The first update is due");
});

test("is quiet after the first update, and takes no word for the channel as one", () => {
  const room = declared().until("03:13");
  room
    .do("incident.update", { stage: "INVESTIGATING", words: { ...words, audience: "internal" } }, alice)
    .until("03:16");
  expect(room.reminders("first-update")).toHaveLength(2);
  room.do("incident.update", { stage: "INVESTIGATING", words }, alice).until("09:00");
  expect(room.reminders("first-update")).toHaveLength(2);
  expect(room.deadline("first-update").state).toBe("late");
});
