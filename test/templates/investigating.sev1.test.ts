import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

test("a SEV1 says what customers cannot do, and what is done about it", () => {
  expect(rendered()).toBe(`[INVESTIGATING] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

We are looking into a major outage of Gateway (OpenAI shape) and 1 more. Customers are unable to use Gateway (OpenAI shape) and 1 more as usual: all completion requests fail. We are rolling back the release.

Next update by 2026-11-21T10:00Z
Overall status set to: major-outage
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test.each(["call the API", "Call the API.", "Customers cannot call the API", "are unable to call the API"])(
  "an impact worded as a deed completes the sentence: %s",
  (impact) => {
    expect(rendered({ impact })).toContain("Customers are unable to call the API. We are");
  },
);

test("before anything is done it says what comes first, and promises no time", () => {
  expect(rendered({ action: null })).toContain("We are working to restore service before anything else.");
});

test("with nothing new it says so, with the person's words", () => {
  const text = rendered({ noChange: true, text: "Thank you for your patience.\n\nWe are on it." });
  expect(text).toContain("There is no change since our last update. We are looking into");
  expect(text).toContain("\n\nThank you for your patience.\n\nWe are on it.\n\nNext update by");
});

test("is refused without component, symptom and impact, naming each", () => {
  expect(missing({ components: [], symptom: " ", impact: null })).toEqual(["components", "symptom", "impact"]);
  expect(missing({ nextUpdateBy: null })).toEqual(["next_update"]);
});
