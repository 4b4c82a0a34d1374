import { expect, test } from "vitest";
import { draftFacts } from "../../../src/domain/postmortem/draft.ts";
import { bob, Room } from "../../kit/room.ts";

const words = { components: ["Gateway (HTTP liveness)"], symptom: "requests fail with 503", impact: "API calls fail" };

test("the draft carries the deeds in their order, and how each promise ended", () => {
  const room = new Room("2026-11-21T12:00Z").do("incident.declare", {
    declaration: { severity: "SEV1", title: "Gateway returns 503", ...words },
  });
  room.pass(20).do("incident.ack", {}, bob).do("incident.update", { stage: "INVESTIGATING", words: {} });
  room.do("incident.note", { text: "latency rose before that", happenedAt: room.now - 30 * 60_000 });
  room.pass(10).do("incident.resolve", { rootCause: "A wrong route." });

  const facts = draftFacts(room.incident, room.timeline);
  expect(facts.timeline[0]?.text).toBe("latency rose before that");
  expect(facts.timeline.some(({ text }) => text.includes("told:"))).toBe(false);
  expect(facts.promises).toContainEqual(expect.objectContaining({ name: "Acknowledgement", kept: false }));
  expect(facts.promises).toContainEqual(expect.objectContaining({ name: "Resolution", kept: true }));
  expect(facts).toMatchObject({ severity: "SEV1", rootCause: "A wrong route.", impact: "API calls fail" });
});
