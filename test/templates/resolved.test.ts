import { expect, test } from "vitest";
import { missing, rendered } from "./shipped.ts";

const resolved = {
  stage: "RESOLVED",
  overall: "operational",
  nextUpdateBy: null,
  rootCause: "A release refused valid requests.\nIt was rolled back.",
  startedAt: Date.parse("2026-11-18T08:25Z"),
  resolvedAt: Date.parse("2026-11-21T09:30Z"),
  postMortemBy: Date.parse("2026-11-28T09:30Z"),
  slaUrl: "https://example.com/sla",
} as const;

test("RESOLVED has every labelled part, and hours are not capped", () => {
  expect(rendered(resolved)).toBe(`[RESOLVED] Gateway (OpenAI shape) and 1 more — Requests fail with 503
Posted: 2026-11-21T09:30Z

Resolved as of 2026-11-21T09:30Z. Duration: 73:05. Root cause: A release refused valid requests. It was rolled back. Post-mortem by 2026-11-28. Service-credit claims per SLA at https://example.com/sla.

Overall status set to: operational
Affected components: Gateway (OpenAI shape), Gateway (Anthropic shape)`);
});

test("without an SLA page the sentence about it is left out, whole", () => {
  expect(rendered({ ...resolved, slaUrl: null })).toContain("Post-mortem by 2026-11-28.\n\nOverall");
});

test("where no post-mortem is owed, none is promised", () => {
  expect(rendered({ ...resolved, postMortemBy: null })).toContain("It was rolled back. Service-credit claims");
});

test("is refused without a root cause and the time", () => {
  expect(missing({ ...resolved, rootCause: null, resolvedAt: null })).toEqual(["root_cause", "resolved_at"]);
});
