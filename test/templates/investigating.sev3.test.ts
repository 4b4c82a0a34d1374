import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

const sev3 = {
  severity: "SEV3",
  overall: "degraded",
  components: ["Gateway (OpenAI shape)"],
  symptom: "Elevated latency of one model",
  impact: "Requests of a single tenant take longer",
  nextUpdateBy: Date.parse("2026-11-21T13:30Z"),
} as const;
const words = { ...sev3, components: [...sev3.components] };

test("a SEV3 says what is elevated, how little it touches, and the mitigation", () => {
  expect(rendered(words)).toBe(`[INVESTIGATING] Gateway (OpenAI shape) — Elevated latency of one model
Posted: 2026-11-21T09:30Z

We are looking into elevated latency on Gateway (OpenAI shape). The impact is minimal: requests of a single tenant take longer. To mitigate it, we are rolling back the release.

Next update by 2026-11-21T13:30Z
Overall status set to: degraded
Affected components: Gateway (OpenAI shape)`);
});

test.each([
  ["A model cannot be reached", "elevated model unavailability on"],
  ["Quota alerts repeat", "elevated quota alerts on"],
  ["Some calls fail", "elevated errors on"],
])("%s: %s", (symptom, said) => expect(rendered({ ...words, symptom })).toContain(said));

test("a SEV4 that is asked for reads like the mildest one", () => {
  expect(rendered({ ...words, severity: "SEV4" })).toBe(rendered(words));
});

test("is refused without a symptom", () => expect(missing({ ...words, symptom: null })).toEqual(["symptom"]));
