import { expect, test } from "vitest";
import { lacking, notice } from "./maintenance.ts";

const done = { stage: "COMPLETED", endedAt: Date.parse("2026-11-24T03:05Z"), overall: "operational" };

test("says since when it is complete, and how long it took", () => {
  expect(notice("completed", done)).toBe(`[COMPLETED] Keystore and 1 more — Database upgrade
Posted: 2026-11-24T02:00Z

The maintenance is complete as of 2026-11-24T03:05Z. Duration: 01:05.

Overall status set to: operational
Affected components: Keystore, Gateway`);
  expect(notice("completed", { ...done, late: true })).toContain("Duration: 01:05. This notice comes late.");
});

test("is refused while nobody knows its end", () =>
  expect(lacking("completed", { endedAt: null })).toEqual(["ended_at", "duration"]));
