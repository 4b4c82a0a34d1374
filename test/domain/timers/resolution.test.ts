import { expect, test } from "vitest";
import { bob, Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const declared = () =>
  new Room("2026-11-21T03:00Z")
    .do("incident.declare", { declaration: { severity: "SEV1", title: "Gateway is down", ...words } })
    .do("incident.ack", {}, bob);

test("reminds until it is over, an hour between two steps", () => {
  const room = declared().until("10:01");
  expect(room.reminders("resolution").map((said) => said.slice(0, 5))).toEqual([
    "06:50",
    "07:00",
    "08:00",
    "09:00",
    "10:00",
  ]);
  expect(room.shows("/reminder/resolution")).toContain("Is it over, or does it need more people?");
  expect(room.buttons("/reminder/resolution")).toEqual(["Resolve", "Snooze 10 min"]);
});

test("mitigation alone does not stop it", () => {
  const room = declared().do("incident.mitigated", { how: "rolled back" }).until("07:01");
  expect(room.reminders("resolution")).toHaveLength(2);
});

test("is quiet once it is resolved", () => {
  const room = declared().until("06:51").do("incident.resolve", { rootCause: "A route was wrong." });
  expect(room.shows("/reminder/resolution")).toBe("Resolution: kept at 2026-11-21T06:51Z.");
  expect(room.until("20:00").reminders("resolution")).toHaveLength(1);
});
