import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

const cancelled = {
  stage: "RESOLVED",
  falseAlarm: true,
  overall: "operational",
  nextUpdateBy: null,
  startedAt: Date.parse("2026-11-21T09:00Z"),
  resolvedAt: Date.parse("2026-11-21T09:30Z"),
} as const;

test("a false alarm is closed without a root cause, a duration or a post-mortem", () => {
  expect(rendered(cancelled)).toBe(`[RESOLVED] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

Closed as of 2026-11-21T09:30Z. We have looked into this report and found that the service was not affected. We are sorry for the alarm.

Overall status set to: operational
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test("what a person says takes the place of our words", () => {
  expect(rendered({ ...cancelled, text: "Our monitoring was at fault." })).toContain(
    "Closed as of 2026-11-21T09:30Z. Our monitoring was at fault.\n\nOverall",
  );
});

test("is refused without the symptom", () => {
  expect(missing({ ...cancelled, symptom: null })).toEqual(["symptom"]);
});
