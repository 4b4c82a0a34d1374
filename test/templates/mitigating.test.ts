import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

test("MITIGATING says what is done", () => {
  expect(
    rendered({ stage: "MITIGATING" }),
  ).toBe(`[MITIGATING] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

We are rolling back the release.

Next update by 2026-11-21T10:00Z
Overall status set to: major-outage
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test("and, where they are known, how far it is and how long it may take", () => {
  const text = rendered({ stage: "MITIGATING", progress: "60 % of traffic is served again", eta: "within the hour" });
  expect(text).toContain(
    "Progress so far: 60 % of traffic is served again. Our current estimate for full recovery, which may change: within the hour.",
  );
});

test("a no change of it is the same stage, saying so", () => {
  expect(rendered({ stage: "MITIGATING", noChange: true })).toContain(
    "\n\nThere is no change since our last update. We are rolling back the release.\n",
  );
});

test("is refused without an action", () => expect(missing({ stage: "MITIGATING", action: null })).toEqual(["action"]));
