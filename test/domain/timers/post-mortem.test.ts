import { expect, test } from "vitest";
import { Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail", impact: "call the API" };
const resolved = (own: object = {}, published = true) => {
  const room = new Room("2026-11-21T03:00Z").do("incident.declare", {
    declaration: { severity: "SEV1", title: "Gateway is down", ...words, ...own },
  });
  if (published) room.do("incident.update", { stage: "INVESTIGATING", words: {} });
  return room.pass(30).do("incident.resolve", { rootCause: "A route was wrong." });
};

test("reminds of the date that was published, a week after the end", () => {
  const room = resolved().until("2026-11-28T03:31Z");
  expect(room.reminders("post-mortem")).toEqual([
    "03:20 The post-mortem is due by 2026-11-28T03:30Z, in 10 min",
    "03:30 The post-mortem is due now",
  ]);
  expect(room.buttons("/reminder/post-mortem")).toEqual(["Show the draft", "Snooze 10 min"]);
});

test("nothing is owed of a drill, and of what the public never heard of", () => {
  for (const room of [resolved({ drill: true }), resolved({}, false), resolved({ private: true })]) {
    expect(room.until("2026-12-28T03:31Z").reminders("post-mortem")).toEqual([]);
  }
});

test("is quiet once the incident is open again", () => {
  const room = resolved().until("2026-11-22T03:30Z").do("incident.reopen", { why: "it is back" });
  expect(room.until("2026-11-28T04:00Z").reminders("post-mortem")).toEqual([]);
});

test("wakes nobody, however late it is", () => {
  const room = resolved().until("2026-12-20T12:00Z");
  expect(room.pages()).toEqual(["03:00 U-bob", "03:15 U-carol", "03:20 U-dave"]);
  expect(room.reminders("post-mortem").length).toBeGreaterThan(5);
});
