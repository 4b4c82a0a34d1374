import { expect, test } from "vitest";
import { Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const declared = (severity: "SEV1" | "SEV2" | "SEV3" = "SEV1") =>
  new Room("2026-11-24T10:00Z").do("incident.declare", {
    declaration: { severity, title: "Gateway is down", ...words },
  });

test("asks once, an hour after detection, and reaches nobody beyond the channel", () => {
  const room = declared().until("20:00");
  expect(room.reminders("identified")).toEqual(["11:00 The cause has not been named yet"]);
  expect(room.shows("/reminder/identified")).toContain("Is it identified by now? If it is, tell the public.");
  expect(room.buttons("/reminder/identified")).toEqual(["Identified", "Snooze 10 min"]);
});

test("does not ask for a SEV3", () => {
  expect(declared("SEV3").until("20:00").reminders("identified")).toEqual([]);
});

test("is quiet once the cause was named, or the impact has stopped", () => {
  const named = declared().do("incident.update", {
    stage: "IDENTIFIED",
    words: { cause: "A bad release.", action: "rolling back" },
  });
  expect(named.until("20:00").reminders("identified")).toEqual([]);
  const stopped = declared().do("incident.mitigated", { how: "rolled back" });
  expect(stopped.until("20:00").reminders("identified")).toEqual([]);
});
