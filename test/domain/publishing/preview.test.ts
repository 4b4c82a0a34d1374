import { expect, test } from "vitest";
import { besideText, changesFrom, statusesAfter } from "../../../src/domain/publishing/preview.ts";
import type { Surroundings } from "../../../src/domain/publishing/surroundings.ts";
import { toPlain } from "../../../src/text/plain.ts";
import { aProvider } from "../../kit/providers.ts";
import { someTerms } from "../../kit/terms.ts";

const around: Surroundings = {
  components: [
    { name: "Gateway (HTTP liveness)", status: "degraded" },
    { name: "Keystore (active keys)", status: "operational" },
  ],
  notices: 1,
  told: { text: "[INVESTIGATING] Gateway — slow\nPosted: 10:00\nAll is slow.", at: Date.parse("2026-11-24T10:00Z") },
  subscribers: 3,
};
const going = {
  text: "[INVESTIGATING] Gateway — slow\nPosted: 10:05\nMost is slow. Next update by noon.",
  stage: "INVESTIGATING",
  components: ["Keystore (active keys)"],
  overall: "partial-outage",
  told: "partial-outage",
} as const;

test("what differs, who receives it and what is lost there, and the status after it", () => {
  const one = aProvider("one", { components: [] });
  const blocks = besideText(going, someTerms({ providers: [one], around }));
  expect(toPlain({ summary: "", blocks })).toBe(
    [
      "What differs from the last post, 10:00Z:",
      "- [-All-] Most is slow. Next update by noon.",
      "Who receives it:",
      "- the status page, and whoever reads its feeds",
      "- 3 subscribers, as far as it concerns their components",
      "- ONE: it does not know Keystore (active keys)",
      "Status afterwards: overall partial-outage; Gateway (HTTP liveness) degraded, Keystore (active keys) partial-outage.",
    ].join("\n"),
  );
});

test("a first post has nothing to differ from, and one without change says so", () => {
  const first = besideText(going, someTerms({ around: { ...around, told: null } }));
  expect(JSON.stringify(first)).not.toContain("differs");
  expect(changesFrom("a\nPosted: 1", "a\nPosted: 2", "the last post")).toEqual([
    { type: "note", line: "Word for word as the last post." },
  ]);
});

test("of many components that are not well eight are named", () => {
  const components = Array.from({ length: 60 }, (_, index) => ({ name: `C${index}`, status: "degraded" }) as const);
  const blocks = besideText({ ...going, components: [] }, someTerms({ around: { ...around, components } }));
  expect(toPlain({ summary: "", blocks })).toContain("C7 degraded and 52 more.");
});

test("one that is over heals nothing that another still breaks", () => {
  const after = statusesAfter({ components: ["Gateway (HTTP liveness)"], overall: null }, around.components);
  expect(after[0]).toEqual({ name: "Gateway (HTTP liveness)", status: "degraded" });
});
