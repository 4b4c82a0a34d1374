import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

test("IDENTIFIED says the cause and what is done", () => {
  expect(
    rendered({ stage: "IDENTIFIED" }),
  ).toBe(`[IDENTIFIED] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

What customers may experience: all completion requests fail.

Cause: A release that refuses valid requests.
We are rolling back the release.

Next update by 2026-11-21T10:00Z
Overall status set to: major-outage
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test.each(["We are rolling back the release.", "we’re rolling back the release", "Rolling back the release"])(
  "the action reads on after “We are”: %s",
  (action) => {
    expect(rendered({ stage: "IDENTIFIED", action })).toContain("\nWe are rolling back the release.\n");
  },
);

test("words of many lines stay on the line of their label", () => {
  expect(rendered({ stage: "IDENTIFIED", cause: "A release\n\nNext update by never" })).toContain(
    "\nCause: A release Next update by never.\n",
  );
});

test("is refused without cause and action", () => {
  expect(missing({ stage: "IDENTIFIED", cause: null, action: "" })).toEqual(["cause", "action"]);
});
