import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

const sev2 = { severity: "SEV2", overall: "partial-outage", impact: "Some streaming requests end early" } as const;

test("a SEV2 says whom it concerns, and that the rest works", () => {
  expect(rendered(sev2)).toBe(`[INVESTIGATING] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

We are looking into elevated errors on Gateway (OpenAI shape) and 1 more. This concerns customers who use Gateway (OpenAI shape) and 1 more; they may experience the following: some streaming requests end early. Other components operate normally. We are rolling back the release.

Next update by 2026-11-21T10:00Z
Overall status set to: partial-outage
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test("says latency where that is what is elevated", () => {
  expect(rendered({ ...sev2, symptom: "Responses are slow" })).toContain("elevated latency on");
});

test("does not call other components normal when all are listed, or when something else is broken", () => {
  expect(rendered({ ...sev2, allComponents: ["Gateway (OpenAI shape)", "Gateway (Anthropic shape)"] })).not.toContain(
    "normally",
  );
  expect(rendered({ ...sev2, othersNormal: false })).not.toContain("normally");
});

test("is refused without an impact", () => expect(missing({ ...sev2, impact: null })).toEqual(["impact"]));
