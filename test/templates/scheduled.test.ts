import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

const scheduled = {
  stage: "SCHEDULED",
  overall: "maintenance",
  components: ["Keystore (active keys)"] as string[],
  what: "Database upgrade",
  startsAt: Date.parse("2026-11-24T02:00Z"),
  endsAt: Date.parse("2026-11-24T03:00Z"),
  impact: "brief unavailability",
  nextUpdateBy: null,
} as const;

test("SCHEDULED says when, what is felt, and that an update follows", () => {
  expect(
    rendered({ ...scheduled, during: "the last ten minutes", endpoint: "/v1/keys" }),
  ).toBe(`[SCHEDULED] Keystore (active keys) — Database upgrade
Posted: 2026-11-21T09:30Z

Window: 2026-11-24T02:00Z to 2026-11-24T03:00Z
Expected impact: brief unavailability
During the last ten minutes, requests to /v1/keys may fail or return 503.
We will post an update when the maintenance is complete.

Overall status set to: maintenance
Affected components: Keystore (active keys)`);
});

test.each([
  ["none", "Requests to Keystore (active keys) are expected to succeed throughout the window."],
  ["Brief degradation", "During the window, requests to Keystore (active keys) may queue."],
])("%s: %s", (impact, said) => expect(rendered({ ...scheduled, impact })).toContain(said));

test("is refused without its window, and with an impact that is none of the three", () => {
  expect(missing({ ...scheduled, what: null, startsAt: null, endsAt: null, impact: "some" })).toEqual([
    "what",
    "starts_at",
    "ends_at",
    "impact",
  ]);
});
